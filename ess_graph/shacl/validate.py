"""Validate the built graph or any RDF files by the SHACL shapes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ess_graph.config import DEFAULT_BASE
from ess_graph.errors import InputProblem
from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.rdf.reading import read_quads
from ess_graph.report.finding import Report
from ess_graph.resources import folder
from ess_graph.shacl.bounds import bounds
from ess_graph.shacl.engine import ShaclEngine
from ess_graph.shacl.engines import AutoEngine
from ess_graph.shacl.namespace_watch import NamespaceWatch
from ess_graph.shacl.scope import FileTriples, StoreTriples, editorial_triples
from ess_graph.shacl.trace import active_trace, stage
from ess_graph.store.generation import OpenStore
from ess_graph.text import message

if TYPE_CHECKING:
    from pyoxigraph import Triple

_SH = EXTERNAL["sh"]
_NAMESPACE = _SH + "namespace"


def shape_files() -> list[Path]:
    """Return our shapes: core, recommended and code lists."""
    return sorted(folder("shapes").glob("*.ttl"))


def validate(
    opened: OpenStore | None = None,
    files: Sequence[Path] = (),
    *,
    shapes: Sequence[Path] = (),
    editorial: bool = False,
    base: str | None = None,
    engine: ShaclEngine | None = None,
) -> Report:
    """Validate files, or a store when no file is given.

    Args:
        opened: the store.
        files: RDF files of any syntax.
        shapes: SHACL files in place of ours.
        editorial: check just what is described by hand, without the reference tables.
        base: the base of our IRIs; the store's own by default.
        engine: a SHACL engine; by default ours, or pySHACL for shapes that ours does not decide.

    Returns:
        The findings; ``report.conforms`` is the verdict.

    Raises:
        InputProblem: a file cannot be read, or the shapes are not valid.
        ValueError: neither a store nor a file is given.
    """
    engines = [engine or AutoEngine()]
    (report,) = validate_by(engines, opened, files, shapes=shapes, editorial=editorial, base=base)
    return report


def validate_by(
    engines: Sequence[ShaclEngine],
    opened: OpenStore | None = None,
    files: Sequence[Path] = (),
    *,
    shapes: Sequence[Path] = (),
    editorial: bool = False,
    base: str | None = None,
) -> list[Report]:
    """Validate the same statements by several engines; the arguments and errors are those of :func:`validate`.

    The data are read once, and kept when there are several engines: a blank node has one name, and the time of reading
    is in each report. One engine reads files as a stream.
    """
    started = time.perf_counter()
    iri = base or (opened.base if opened is not None else DEFAULT_BASE)
    data: _Data
    if files:
        data = bounds().data = FileTriples(files, iri)
    elif opened is None:
        raise ValueError("validate() needs a store or files")
    else:
        with stage("data"):
            data = editorial_triples(opened) if editorial else StoreTriples(opened)
    with stage("plan"):
        rules = read_rules(shapes, iri)
    if len(engines) > 1 and isinstance(data, FileTriples):
        data = list(data)
    reading = time.perf_counter() - started
    given = (*files, *shapes)
    return [_run(one, NamespaceWatch(one, given, iri), data, rules, reading) for one in engines]


def read_rules(shapes: Sequence[Path], base: str) -> list[Triple]:
    """Return the statements of shapes files, or of ours when there are none.

    Raises:
        InputProblem: a file cannot be read, or they hold no shape.
    """
    rules = list(read_shapes(shapes or shape_files(), base))
    if not any(_says_shacl(triple) for triple in rules):
        raise InputProblem("input.no_shapes", paths=", ".join(map(str, shapes)))
    return rules


def _run(
    engine: ShaclEngine, watched: ShaclEngine, data: _Data, rules: list[Triple], reading: float
) -> Report:
    started = time.perf_counter()
    findings = watched.validate(data, rules)
    seconds = reading + time.perf_counter() - started
    notice = str(getattr(engine, "notice", None) or "")
    trace = active_trace()
    if trace is not None and not trace.engine:
        trace.engine = engine.name
        trace.reason = notice or message(
            "explain.decides_all" if isinstance(engine, AutoEngine) else "explain.asked"
        )
    left_out = getattr(findings, "left_out", {})
    return Report(tuple(findings), len(data), engine.name, seconds, notice, left_out)


def _says_shacl(triple: Triple) -> bool:
    """Tell whether a statement uses the vocabulary of SHACL; without one, a file that is no shapes would conform."""
    return triple.predicate.value.startswith(_SH) or str(triple.object).startswith(f"<{_SH}")


class _Data(Protocol):
    def __iter__(self) -> Iterator[Triple]: ...

    def __len__(self) -> int: ...


def read_shapes(files: Sequence[Path], base: str) -> Iterator[Triple]:
    """Yield the statements of shapes, with the prefixes of their queries as full addresses.

    A namespace (SHACL §5.2.1) is a literal, which no parser resolves: in our files it is relative, as IRIs are.
    """
    from pyoxigraph import Literal, Triple

    for triple in _read(files, base):
        namespace = triple.object
        if triple.predicate.value == _NAMESPACE and isinstance(namespace, Literal):
            # Not urljoin(), which drops the "#" of "def#".
            whole = namespace.value if ":" in namespace.value else base + namespace.value
            yield Triple(triple.subject, triple.predicate, Literal(whole, datatype=namespace.datatype))
        else:
            yield triple


def _read(files: Sequence[Path], base: str) -> Iterator[Triple]:
    for path in files:
        for quad in read_quads(path, syntax_of(path), base):
            yield quad.triple
