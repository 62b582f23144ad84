"""The second executor of a plan, for files: columns of numbers for terms, joined and grouped as wholes."""
