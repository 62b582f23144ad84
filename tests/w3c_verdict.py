"""What becomes of one syntax test: through our conversion, and through the bare parser."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from ess_graph.errors import InputProblem
from ess_graph.rdf.convert import convert
from ess_graph.rdf.formats import SYNTAXES, syntax_of
from tests.w3c_manifest import Entry

#: Options of the JSON-LD API that `convert` does not have, and the JSON-LD 1.0 that 1.1 replaced.
FOREIGN: Final = {
    "produceGeneralizedRdf": "generalized",
    "rdfDirection": "direction-option",
    "expandContext": "expand-context",
}
#: Errors that a reader which loads no remote context gives rightly.
LOADING: Final = {"loading remote context failed", "loading document failed"}


class Verdict(Enum):
    """How a test ends."""

    PASSED = "passed"
    FAILED = "failed"
    #: A file that must be refused is refused, but before what the test is about is reached.
    BESIDE = "beside"


def not_run(entry: Entry) -> str | None:
    """Return why a test does not apply, by its options; ``None`` when it does."""
    for option, reason in FOREIGN.items():
        if option in entry.options:
            return reason
    if "json-ld-1.0" in (entry.options.get("processingMode"), entry.options.get("specVersion")):
        return "json-ld-1.0"
    return None


@cache
def ours(entry: Entry) -> tuple[Verdict, str]:
    """Return how a test ends when ``convert`` makes N-Quads of the file, and what was said."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.nq"
        try:
            convert(
                str(entry.action),
                str(target),
                from_syntax=entry.suite.syntax,
                to_syntax="nq",
                base=entry.base,
            )
        except InputProblem as problem:
            assert not target.exists()
            if not entry.negative:
                return Verdict.FAILED, str(problem)
            beside = (
                problem.key.startswith("input.remote_context") and entry.options.get("error") not in LOADING
            )
            return (Verdict.BESIDE if beside else Verdict.PASSED), str(problem)
        return _judge(entry, parse(path=str(target), format=RdfFormat.N_QUADS, lenient=True))


@cache
def bare(entry: Entry) -> bool:
    """Tell whether pyoxigraph alone passes a test."""
    syntax = SYNTAXES[entry.suite.syntax]
    try:
        quads = list(parse(path=str(entry.action), format=syntax.rdf_format, base_iri=entry.base))
    except (SyntaxError, UnicodeDecodeError):
        return entry.negative
    return _judge(entry, quads)[0] is Verdict.PASSED


def _judge(entry: Entry, quads: Iterable[Quad]) -> tuple[Verdict, str]:
    if entry.negative:
        return Verdict.FAILED, "accepted"
    found = _canonical(quads)
    if entry.result is None:
        return Verdict.PASSED, ""
    # Lenient: the suites expect some IRIs whose characters RFC 3987 does not allow.
    expected = _canonical(
        parse(path=str(entry.result), format=syntax_of(entry.result).rdf_format, lenient=True)
    )
    return (Verdict.PASSED if found == expected else Verdict.FAILED), str(sorted(found ^ expected)[:4])


def _canonical(quads: Iterable[Quad]) -> set[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, dataset))
