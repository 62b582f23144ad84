"""The engines that are measured: how each is started, and how what it prints is read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store

from benchmarks.validation import jena
from benchmarks.validation.faults import Expected
from benchmarks.validation.files import SHAPES
from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.shacl.engines import ENGINES

READING = "reading the file once"


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that validates.

    Attributes:
        name: as the table has it.
        command: what to run.
        good: its exit codes when it has found something.
        findings: reads what it printed; ``None`` for one that finds nothing.
    """

    name: str
    command: list[str]
    good: tuple[int, ...]
    findings: Callable[[Path], Iterator[Expected]] | None


def contenders(data: Path, scratch: Path, wanted: Callable[[str], bool]) -> Iterator[Contender]:
    """Yield who takes part, the reading of the file first.

    Args:
        data: the N-Triples file.
        scratch: a folder for what an engine needs beside it.
        wanted: tells of a name whether it does.
    """
    plain = [sys.executable, "-m", "benchmarks.validation.plain"]
    yield Contender(READING, [*plain, "read", str(data)], (0,), None)
    ours = [sys.executable, "-m", "ess_graph", "shacl", str(data), "--shapes", str(SHAPES), "-f", "json"]
    for name in ENGINES:
        if name not in ("auto", "pyshacl") and wanted(name):
            yield Contender(name, [*ours, "--engine", name], (1,), _of_ours)
    if wanted("pyshacl"):
        yield Contender("pyshacl", [*plain, "pyshacl", str(data), str(SHAPES)], (1,), _of_report)
    if wanted("jena") and (command := jena.command(data, SHAPES, scratch)):
        yield Contender("jena", command, (0,), _of_report)


def _of_ours(output: Path) -> Iterator[Expected]:
    for one in json.loads(output.read_text("utf-8"))["findings"]:
        yield Expected(one["shape"].split("#")[-1], one["component"], one["focus"], one["value"])


def _of_report(output: Path) -> Iterator[Expected]:
    """Read a report of SHACL §3.6, without what is nested under ``sh:detail``."""
    sh = EXTERNAL["sh"]
    store = Store()
    store.bulk_load(path=str(output), format=RdfFormat.TURTLE)

    def one(node: Any, name: str) -> str:
        found = next(store.quads_for_pattern(node, NamedNode(sh + name), None), None)
        return (
            ""
            if found is None or isinstance(found.object, BlankNode)
            else str(getattr(found.object, "value", ""))
        )

    for quad in store.quads_for_pattern(None, NamedNode(sh + "result"), None):
        node = quad.object
        component = one(node, "sourceConstraintComponent").removeprefix(sh)
        yield Expected(
            one(node, "sourceShape").split("#")[-1],
            component.removesuffix("ConstraintComponent"),
            one(node, "focusNode"),
            one(node, "value"),
        )
