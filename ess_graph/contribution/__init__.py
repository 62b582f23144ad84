"""What a contributor's tables mean: which table a sheet is, which column a header, which value a cell."""
