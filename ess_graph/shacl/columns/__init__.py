"""The second executor of a plan, for files: one column of numbers per predicate and place, and joins on Polars."""
