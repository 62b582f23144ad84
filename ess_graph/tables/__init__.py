"""Tables as they are written in files: rows, cells, and where they stand."""
