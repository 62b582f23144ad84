"""Timings, kept out of the tests: a machine's speed is no property of the program."""
