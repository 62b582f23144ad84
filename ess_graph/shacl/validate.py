"""Validate the built graph or any RDF files by the SHACL shapes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph.config import DEFAULT_BASE
from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.rdf.near_miss import NearMiss, NearMisses, sentence
from ess_graph.rdf.reading import read_quads
from ess_graph.report.finding import SEVERITIES, WARNING, Finding, Report
from ess_graph.resources import folder
from ess_graph.shacl.engine import ShaclEngine
from ess_graph.shacl.pyshacl_engine import PyShaclEngine
from ess_graph.shacl.scope import all_triples, editorial_triples
from ess_graph.store.generation import OpenStore
from ess_graph.text import LANGUAGES

if TYPE_CHECKING:
    from pyoxigraph import Triple

_NAMESPACE = EXTERNAL["sh"] + "namespace"


#: The code of a namespace that is nearly a known one; shapes have one letter, so that it is none of theirs.
NEAR_MISS_CODE: Final = "ESS-NS-001"


def shape_files() -> list[Path]:
    """Return our shapes: core, recommended and code lists."""
    return sorted(folder("shapes").glob("*.ttl"))


def validate(
    opened: OpenStore | None = None,
    files: Sequence[Path] = (),
    *,
    shapes: Sequence[Path] = (),
    everything: bool = False,
    base: str | None = None,
    engine: ShaclEngine | None = None,
) -> Report:
    """Validate files, or a store when no file is given.

    Args:
        opened: the store; its reference data is left out unless ``everything``.
        files: RDF files of any syntax.
        shapes: SHACL files in place of ours.
        everything: check the reference tables too.
        base: the base of our IRIs; the store's own by default.
        engine: a SHACL engine; the default is pySHACL.

    Returns:
        The findings; ``report.conforms`` is the verdict.

    Raises:
        InputProblem: a file cannot be read, or the shapes are not valid.
        ValueError: neither a store nor a file is given.
    """
    started = time.perf_counter()
    chosen = engine or PyShaclEngine()
    iri = base or (opened.base if opened is not None else DEFAULT_BASE)
    misses: list[Finding] = []
    if files:
        data = list(_read(files, iri, misses))
    elif opened is None:
        raise ValueError("validate() needs a store or files")
    else:
        data = list(all_triples(opened)) if everything else editorial_triples(opened)
    findings = chosen.validate(data, read_shapes(shapes or shape_files(), iri, misses))
    # Violations, then warnings, then infos; a namespace that is wrong comes before what it makes wrong.
    found = sorted([*misses, *findings], key=lambda one: SEVERITIES.index(one.severity))
    return Report(tuple(found), len(data), chosen.name, time.perf_counter() - started)


def read_shapes(files: Sequence[Path], base: str, misses: list[Finding] | None = None) -> Iterator[Triple]:
    """Yield the statements of shapes, with the prefixes of their queries as full addresses.

    A namespace (SHACL §5.2.1) is a literal, which no parser resolves: in our files it is relative, as IRIs are.
    """
    from pyoxigraph import Literal, Triple

    for triple in _read(files, base, [] if misses is None else misses):
        namespace = triple.object
        if triple.predicate.value == _NAMESPACE and isinstance(namespace, Literal):
            # Not urljoin(), which drops the "#" of "def#".
            whole = namespace.value if ":" in namespace.value else base + namespace.value
            yield Triple(triple.subject, triple.predicate, Literal(whole, datatype=namespace.datatype))
        else:
            yield triple


def _read(files: Sequence[Path], base: str, misses: list[Finding]) -> Iterator[Triple]:
    for path in files:
        syntax, near = syntax_of(path), NearMisses()
        for quad in near.watch(read_quads(path, syntax, base)):
            yield quad.triple
        misses += (_finding(one) for one in near.found(path, syntax, base))


def _finding(miss: NearMiss) -> Finding:
    """Return a near-miss namespace as a warning; no shape says it."""
    return Finding(
        severity=WARNING,
        focus=miss.subject,
        path="",
        value=miss.found,
        component="NearMissNamespace",
        shape="",
        code=NEAR_MISS_CODE,
        messages={lang: sentence(miss, lang) for lang in LANGUAGES},
    )
