"""Our shapes find on Virtuoso what they find embedded, planted faults among it, though it cuts its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from ess_graph.publish.export import export
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.report.finding import Finding
from ess_graph.shacl.remote.engine import validate_endpoint
from ess_graph.shacl.remote.pages import Pages, statements
from ess_graph.shacl.validate import validate
from ess_graph.store.endpoint import open_endpoint
from ess_graph.store.generation import OpenStore
from tests.integration.needed import need
from tests.integration.virtuoso_server import PROGRAMS, virtuoso

pytestmark = pytest.mark.integration
#: Less than the statements of many a predicate, so that they come by page.
ROWS = 1500


@dataclass(frozen=True)
class Loaded:
    """The same statements in a file and in Virtuoso."""

    address: str
    file: Path


def plant(nquads: Path) -> int:
    """Spoil some lines of an export, and say how many: labels, types and parts are missing, dates are texts."""
    lines = nquads.read_text("utf-8").splitlines()
    kept: list[str] = []
    planted = 0
    for number, line in enumerate(lines):
        subject, predicate, rest = line.split(" ", 2)
        if "prefLabel" in predicate and number % 17 == 0:
            planted += 1
            continue
        if "XMLSchema#date>" in rest and number % 5 == 0:
            planted += 1
            kept.append(f'{subject} {predicate} "yesterday" {rest.split("> ", 1)[1]}')
            continue
        if predicate.endswith("isPartOf>") or (predicate == f"<{RDF_TYPE}>" and number % 97 == 0):
            planted += 1
            continue
        kept.append(line)
    nquads.write_text("\n".join(kept) + "\n", "utf-8")
    return planted


@pytest.fixture(scope="module")
def loaded(small: OpenStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    need(*PROGRAMS)
    file = Path(tmp_path_factory.mktemp("virtuoso-data")) / "graph.nq"
    export(small, "nq", file)
    assert plant(file) > 50
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), file, rows=ROWS) as running:
        yield Loaded(running, file)


def keys(findings: tuple[Finding, ...]) -> Counter[tuple[str, ...]]:
    return Counter((f.severity, f.focus, f.path, f.value, f.component, f.shape) for f in findings)


def test_our_shapes_find_on_virtuoso_what_they_find_in_the_file(loaded: Loaded) -> None:
    found = keys(validate_endpoint(open_endpoint(loaded.address)).findings)
    expected = keys(validate(files=[loaded.file]).findings)
    assert expected.total() > 50
    assert len({key[4] for key in expected}) > 3  # faults of several kinds
    assert (found - expected, expected - found) == (Counter(), Counter())


def test_statements_that_virtuoso_cuts_come_whole_by_page(loaded: Loaded) -> None:
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    store = Store()
    store.bulk_load(path=str(loaded.file), format=RdfFormat.N_QUADS)
    rows = [(q.subject, q.object) for q in store if q.predicate.value == label]
    assert len(rows) > ROWS
    pages = Pages(open_endpoint(loaded.address))
    assert Counter(pages.pairs(statements(label))) == Counter(rows)
    assert pages.at_once == 1249  # the one answer was cut, then pages of 9,999, 4,999 and 2,499


def test_a_graph_that_is_not_there_holds_nothing(loaded: Loaded) -> None:
    nowhere = ["http://example.org/nowhere"]
    report = validate_endpoint(open_endpoint(loaded.address), graphs=nowhere)
    assert (report.checked, report.findings) == (0, ())
