"""A contribution checked where it stands: tables, cells, references, shapes in context, duplicates."""
