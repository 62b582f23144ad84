"""Check a contribution: table and cells, references, shapes in the published graph, duplicates; each at its place."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph import __version__
from ess_graph.checking.duplicates import NearPublished, PublishedPractice, duplicate_rules
from ess_graph.checking.inputs import Given, is_rdf
from ess_graph.checking.located import ShapeFindings, rules_of, statement_of
from ess_graph.checking.published import InFiles, InStore, Published
from ess_graph.checking.rdf_files import RdfCheck, rdf_rules
from ess_graph.checking.shapes import Found, check_shapes
from ess_graph.checking.statements import Statements
from ess_graph.checking.tables import CheckedFile, TableCheck
from ess_graph.config import DEFAULT_BASE
from ess_graph.contribution.codes import CODES
from ess_graph.contribution.references import References
from ess_graph.report import problems
from ess_graph.report.characters import with_characters
from ess_graph.report.finding import VIOLATION, kind_of
from ess_graph.report.located import LocatedFinding, Place
from ess_graph.report.verdict import ContributionReport, file_verdict
from ess_graph.report.wording import Wording
from ess_graph.resources import folder
from ess_graph.shacl.rules import list_rules
from ess_graph.shacl.store_engine import without_collection
from ess_graph.tables.reader import read_rows

if TYPE_CHECKING:
    from ess_graph.store.generation import OpenStore

#: So many findings of the shapes are kept; more are counted.
MOST: Final = 20_000
_PRACTICES: Final = """
    PREFIX dct: <http://purl.org/dc/terms/>
    PREFIX ess: <def#>
    SELECT ?practice ?title ?body WHERE { ?practice a ess:Practice ; dct:title ?title ; ess:authority ?body }
"""
_ONTOLOGY: Final = ("ess.ttl", "schemes.ttl", "concepts.ttl")


def check(
    given: Sequence[Given],
    *,
    opened: OpenStore | None = None,
    day: date,
    fail_on: str = VIOLATION,
    shapes: Sequence[Path] = (),
    table: str | None = None,
    read_hidden: bool = False,
) -> ContributionReport:
    """Check files as one contribution.

    Args:
        given: tables (CSV, TSV, XLSX, ODS) and RDF files of any syntax, told by their names.
        opened: the store in which it is checked; without it, the published tables are its context.
        day: the day of the report.
        fail_on: the least severity that makes a file fail.
        shapes: SHACL files in place of ours.
        table: the table that is meant, when that is known (``practices.csv``).
        read_hidden: whether to read hidden sheets.

    Raises:
        InputProblem: a file cannot be read, or the shapes are not valid.
        TableProblem: a file is no table, or damaged.
        SystemProblem: the disk is full.
    """
    base = opened.base if opened is not None else DEFAULT_BASE
    references = References.published()
    with without_collection(), tempfile.TemporaryDirectory(prefix="ess-graph-") as scratch:
        said = Statements(Path(scratch), base)
        tables = TableCheck(references, said, base, NearPublished(_practices(opened, references, base)))
        texts = RdfCheck(said, base)
        files = {
            one.name: texts.read(one.path, one.name)
            if is_rdf(one.name)
            else tables.open(one.path, one.name, table=table, read_hidden=read_hidden)
            for one in given
        }
        tables.read()
        said.end()
        found = Found(())
        if said.count:
            published = _published(opened, references, base)
            found = check_shapes(
                said,
                published,
                base,
                Path(scratch),
                shapes=shapes,
                rules=opened.folder / "rules"
                if opened is not None and not opened.manifest.published
                else None,
                most=MOST,
            )
        shaped = ShapeFindings(list_rules(shapes, base=base) if found.findings else ())
        elsewhere = list(shaped.in_tables(found.findings, tables.origins, tell := _teller(files)))
        places = dict(texts.places(map(statement_of, elsewhere)))
        for one in elsewhere:
            if texts.repeats(statement_of(one)):
                continue
            tell(shaped.located(one, places.get(statement_of(one), Place(given[0].name))))
    for file in given:
        if not is_rdf(file.name):
            files[file.name].findings[:] = with_characters(file.path, files[file.name].findings)
    return _report(files.values(), found, shaped, opened, day, fail_on)


def _teller(files: Mapping[str, CheckedFile]) -> Callable[[LocatedFinding], None]:
    return lambda one: files[one.place.file].tell(one)


def _report(
    files: Iterable[CheckedFile],
    found: Found,
    shaped: ShapeFindings,
    opened: OpenStore | None,
    day: date,
    fail_on: str,
) -> ContributionReport:
    notices = () if opened is not None else (Wording("check.no_store"),)
    checked = list(files)
    if found.left_out:
        for severity, count in found.left_out.items():
            checked[0].left_out[kind_of(severity)] += count
    verdicts = tuple(
        file_verdict(
            one.name,
            sorted(one.findings, key=_Order(one.findings)),
            rows=one.rows,
            statements=one.statements,
            rules=found.rules if one.statements else 0,
            left_out=one.left_out,
            notices=notices,
        )
        for one in checked
    )
    codes = [one.code for verdict in verdicts for one in verdict.findings]
    told = {
        **problems.rules_of(code for code in codes if code in CODES),
        **{code: rule for code, rule in {**duplicate_rules(), **rdf_rules()}.items() if code in codes},
    }
    rules = rules_of(codes, told.get, shaped.rule)
    return ContributionReport(verdicts, day, __version__, fail_on, rules)


class _Order:
    """The order in which findings are told: those of headers and whole tables first, then row by row."""

    def __init__(self, findings: Iterable[LocatedFinding]) -> None:
        sheets = dict.fromkeys(one.place.sheet for one in findings)
        self._sheets = {sheet: number for number, sheet in enumerate(sheets)}

    def __call__(self, one: LocatedFinding) -> tuple[bool, int, int, int, str]:
        at = one.place
        head = one.code.startswith(("TAB-", "HDR-")) and one.code not in _OF_ROWS
        sheet = self._sheets[at.sheet]
        return (not head, sheet, at.row or at.line or 0, -1 if at.column is None else at.column, one.code)


_OF_ROWS: Final = frozenset(
    {"TAB-FORMULA", "TAB-LONG", "TAB-NUL", "TAB-RAGGED", "TAB-ROW-EMPTY", "TAB-ROW-SHORT"}
)


def _published(opened: OpenStore | None, references: References, base: str) -> Published:
    if opened is not None:
        return InStore(opened.store)
    return InFiles(references.group, (folder("ontology") / name for name in _ONTOLOGY), base)


def _practices(opened: OpenStore | None, references: References, base: str) -> Iterator[PublishedPractice]:
    """Yield the published practices with their titles and authorities."""
    if opened is None:
        table = references.group.table("practices.csv")
        rows = read_rows(references.group.path.parent / table.url, table.dialect)
        header = next(rows)[1]
        for _, cells in rows:
            row = dict(zip(header, cells, strict=True))
            bodies = [
                code for name in ("communes", "epcis", "bodies") for code in row[name].split(";") if code
            ]
            iris = frozenset(f"{base}id/collectivite/{code}" for code in bodies)
            yield PublishedPractice(f"{base}id/pratique/{row['id']}", row["title_fr"], iris)
        return
    said: dict[tuple[str, str], set[str]] = {}
    for practice, title, body in opened.select(_PRACTICES, name="practices").rows:
        said.setdefault((practice.value, title.value), set()).add(body.value)
    for (iri, title), authorities in said.items():
        yield PublishedPractice(iri, title, frozenset(authorities))
