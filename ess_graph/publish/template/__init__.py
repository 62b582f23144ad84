"""What a contributor fills: a workbook, a CSV file, and the descriptions of them, made from the metadata and the shapes."""
