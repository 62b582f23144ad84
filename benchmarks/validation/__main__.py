"""``python -m benchmarks.validation``: make the data if need be, and print the table."""

from __future__ import annotations

import argparse

from benchmarks.validation.files import SIZES, made
from benchmarks.validation.table import report

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.validation", description=__doc__)
    parser.add_argument("--size", action="append", choices=SIZES, help="only these data (repeatable)")
    parser.add_argument("--engine", action="append", default=[], help="only these engines (repeatable)")
    parser.add_argument("--rounds", type=int, help="how often each is run")
    parser.add_argument(
        "--make", choices=SIZES, help="make the data of a size, print their folder, measure nothing"
    )
    given = parser.parse_args()
    if given.make:
        print(made(given.make))
    else:
        for line in report(given.size or tuple(SIZES), given.engine, given.rounds):
            print(line, flush=True)
