"""What files contribute: statements, from RDF of any syntax, from tables in the form of ours or as people fill them.

One graph: names of graphs in the files are not kept. What could not be published is refused here with its subject:
blank nodes, IRIs that run something, statements about our own terms or about another contribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph.contribution.filled import filled_triples
from ess_graph.contribution.references import References
from ess_graph.errors import InputProblem, TableProblem, UsageProblem
from ess_graph.model.described import Table, TableGroup
from ess_graph.model.engine import match_header, table_triples
from ess_graph.model.keys import KeyChecker
from ess_graph.model.metadata import read_metadata
from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.reading import read_quads
from ess_graph.resources import folder
from ess_graph.tables.kind import told_kind
from ess_graph.tables.reader import read_rows

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: Statements are held in memory while they are checked: no more than these.
MAX_STATEMENTS: Final = 2_000_000
#: What a value may be; never what a browser would run or a program would open.
_SCHEMES: Final = ("http", "https", "mailto", "tel", "urn", "geo")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
#: Under the base, what is not a contributor's to describe.
_RESERVED: Final = ("def", "shapes", "graph/", "alignments", "release/")


def contributed(paths: Sequence[Path], base: str) -> Iterator[Triple]:
    """Yield the statements of some files; one may come twice.

    Args:
        paths: RDF files of any syntax (``.gz`` is unpacked), CSV tables in the form of ``data/*.csv``, and tables as
            people fill them (CSV, TSV, XLSX, ODS).
        base: the base of our IRIs, and of relative IRIs in the files.

    Raises:
        UsageProblem: the syntax of a file cannot be told, or which table it is.
        InputProblem: a file cannot be read, a cell is wrong, or a statement cannot be published.
    """
    count = 0
    for path, triples in _read(paths, base):
        for triple in triples:
            count += 1
            if count > MAX_STATEMENTS:
                raise InputProblem("contribution.too_many", path=path, limit=MAX_STATEMENTS)
            _check(triple, path, base)
            yield triple


def _read(paths: Sequence[Path], base: str) -> Iterator[tuple[Path, Iterable[Triple]]]:
    """Yield the statements of each file; those of tables as people fill them come last, as they refer to each other."""
    filled = [path for path in paths if is_filled(path)]
    for path in paths:
        if path not in filled:
            yield path, _of_file(path, base)
    if filled:
        yield filled[0], filled_triples(filled, References.published(), base)


def is_filled(path: Path) -> bool:
    """Tell whether a file holds tables as people fill them: a workbook, or a CSV file in another form than ours.

    Args:
        path: the file.
    """
    if told_kind(path.name) is None:
        return False
    if path.suffix.lower() != ".csv":
        return True
    try:
        _, header = next(read_rows(path))
    except InputProblem:
        # Another encoding, or a file that the other reader tells more about.
        return True
    group = read_metadata(folder("data") / "csv-metadata.json")
    return not any(
        len({column.name for column in table.file_columns}.intersection(header)) > 1 for table in group.tables
    )


def _of_file(path: Path, base: str) -> Iterable[Triple]:
    if path.suffix.lower() != ".csv":
        return (quad.triple for quad in read_quads(path, syntax_of(path), base))
    group = read_metadata(folder("data") / "csv-metadata.json")
    try:
        return list(islice(_published_triples(path, group, base), MAX_STATEMENTS + 1))
    except TableProblem as error:
        # Our columns, filled with labels for codes.
        with suppress(InputProblem, UsageProblem):
            return list(islice(filled_triples([path], References.published(), base), MAX_STATEMENTS + 1))
        raise error from None


def _published_triples(path: Path, group: TableGroup, base: str) -> Iterator[Triple]:
    table = _table_of(path, group)
    # Messages name the file and not the table. Foreign keys lead to what is published: the shapes look at that.
    mine = replace(table, url=names_of([path])[0])
    return table_triples(mine, path, f"{base}data/{table.url}", KeyChecker(group))


def _table_of(path: Path, group: TableGroup) -> Table:
    """Return the published table that a file has the columns of: by its header, then by its name.

    Raises:
        InputProblem: the file cannot be read, or a column is wrong in the table of its name.
        UsageProblem: no table has these columns, or several have.
    """
    _, header = next(read_rows(path))
    named = [table for table in group.tables if table.url == path.name.lower()]
    if named:
        match_header(named[0], header)
        return named[0]
    fitting = [table for table in group.tables if _fits(table, header)]
    if len(fitting) != 1:
        known = fitting or group.tables
        key = "contribution.which_table" if fitting else "contribution.no_table"
        raise UsageProblem(key, path=path, known=", ".join(table.url for table in known))
    return fitting[0]


def _fits(table: Table, header: list[str]) -> bool:
    try:
        match_header(table, header)
    except TableProblem:
        return False
    return True


def _check(triple: Triple, path: Path, base: str) -> None:
    """Refuse what could not be published.

    Raises:
        InputProblem: with the subject and what was found.
    """
    problem = refusal(triple, path, base)
    if problem is not None:
        raise problem


def refusal(triple: Triple, path: Path, base: str) -> InputProblem | None:
    """Return why a statement could not be published, with the subject and what was found; ``None`` when it could.

    Args:
        triple: the statement.
        path: the file that makes it.
        base: the base of our IRIs.
    """
    from pyoxigraph import BlankNode, NamedNode, Triple

    subject, predicate, value = triple
    if any(isinstance(one, BlankNode | Triple) for one in (subject, value)):
        return InputProblem("contribution.blank", path=path, predicate=predicate.value)
    iri = subject.value if isinstance(subject, NamedNode) else ""
    if iri.startswith(base) and iri[len(base) :].startswith(_RESERVED):
        return InputProblem("contribution.reserved", path=path, found=iri)
    for one, allowed in ((iri, _SCHEMES[:2]), (predicate.value, _SCHEMES[:2]), (_iri(value), _SCHEMES)):
        scheme = _SCHEME.match(one) if one else None
        if one and (scheme is None or scheme[1].lower() not in allowed):
            schemes = ", ".join(allowed)
            return InputProblem("contribution.scheme", path=path, subject=iri, found=one, expected=schemes)
    return None


def _iri(value: object) -> str:
    from pyoxigraph import NamedNode

    return value.value if isinstance(value, NamedNode) else ""


def names_of(paths: Iterable[Path]) -> list[str]:
    r"""Return the names of files without their folders, with no character that would drive a terminal.

    >>> names_of([Path("a/b\x1b.csv")])
    ['b?.csv']
    """
    return ["".join(c if c.isprintable() else "?" for c in path.name) for path in paths]
