"""Which files are a contribution: those that are named, those of a folder, standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from ess_graph.errors import InputProblem, UsageProblem
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.tables.content import Content
from ess_graph.tables.kind import EXTENSIONS

_RDF: Final = frozenset(f".{end}" for one in SYNTAXES.values() for end in one.extensions)
#: Workbooks that the reader refuses, and says what to do.
_OLD: Final = (".xls", ".xlsb")


@dataclass(frozen=True, slots=True)
class Given:
    """A file to check.

    Attributes:
        path: where it lies.
        name: what the report calls it; it tells tables from RDF.
    """

    path: Path
    name: str


def is_rdf(name: str) -> bool:
    """Tell whether the name of a file is one of an RDF file; anything else is taken for a table.

    >>> is_rdf("a.ttl"), is_rdf("a.nt.gz"), is_rdf("a.xlsx"), is_rdf("a")
    (True, True, False, False)
    """
    path = PurePath(name.lower())
    return (path.suffix if path.suffix != ".gz" else PurePath(path.stem).suffix) in _RDF


@contextmanager
def given_files(paths: Sequence[Path], name: str | None = None) -> Iterator[list[Given]]:
    """Give the files of a contribution; a copy of standard input goes away afterwards.

    Args:
        paths: files and folders; ``-`` is standard input.
        name: what the report calls standard input; its extension tells the format.

    Raises:
        InputProblem: a folder cannot be read, or holds no file of a contribution.
        SystemProblem: standard input cannot be copied.
        UsageProblem: a file comes twice.
    """
    found: list[Given] = []
    kept: list[Content] = []
    for path in paths:
        if str(path) == "-":
            content = Content(sys.stdin.buffer, name or "stdin")
            kept.append(content)
            found.append(Given(content.path, content.name))
        elif path.is_dir():
            found += [Given(one, str(one)) for one in _of_folder(path)]
        else:
            _check_extension(path)
            found.append(Given(path, str(path)))
    names = [one.name for one in found]
    for one in names:
        if names.count(one) > 1:
            raise UsageProblem("usage.twice", path=one)
    yield found
    del kept


def _check_extension(path: Path) -> None:
    """Refuse a file whose name says that it is neither a table nor RDF; without an extension its content tells."""
    suffix = path.suffix.lower()
    if suffix and suffix not in (*EXTENSIONS, *_OLD) and not is_rdf(path.name):
        known = ", ".join((*SYNTAXES, *(one.lstrip(".") for one in EXTENSIONS)))
        raise UsageProblem("usage.extension", path=path, known=known)


def _of_folder(path: Path) -> list[Path]:
    """Return the files of a folder that may be a contribution, by their names; those of Excel's locks are left out."""
    try:
        files = sorted(one for one in path.iterdir() if one.is_file())
    except OSError as error:
        raise InputProblem("input.unreadable", path=path, reason=error.strerror) from error
    found = [
        one
        for one in files
        if (one.suffix.lower() in EXTENSIONS or is_rdf(one.name)) and not one.name.startswith(("~$", "."))
    ]
    if not found:
        raise InputProblem("input.empty_folder", path=path)
    return found
