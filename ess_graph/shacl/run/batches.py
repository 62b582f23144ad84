"""Cut a stream into lists, and work on it one piece ahead."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of so many things, the last one maybe shorter.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


def ahead(function: Callable[[S], T], things: Iterable[S], threads: int = 1) -> Generator[T]:
    """Yield what a function makes of each thing, in order; the next ones are made in threads while one is used.

    Close the iterator when it is not used up, so that the threads end.

    >>> list(ahead(str.upper, "abc"))
    ['A', 'B', 'C']
    """
    rest = iter(things)
    with ThreadPoolExecutor(threads, "ahead") as pool:
        pending = [pool.submit(function, thing) for thing in islice(rest, threads + 1)]
        try:
            while pending:
                made = pending.pop(0).result()
                pending += [pool.submit(function, thing) for thing in islice(rest, 1)]
                yield made
        finally:
            for future in pending:
                future.cancel()
