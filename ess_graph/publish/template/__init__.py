"""What a contributor fills, made from the metadata and the shapes: a workbook, CSV, and what describes them."""
