"""Queries that are not ours: read, refused or run in a child process, with limits."""
