"""The check of a contribution, through the command line."""
