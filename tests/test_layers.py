"""The layers of the package: who may import whom, read from the source itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import ess_graph

PACKAGE = Path(ess_graph.__file__).parent
MAX_LINES = 400
HEAVY = {"SPARQLWrapper", "pyshacl", "rdflib"}

#: What each part may import, besides itself. Lowest first: the order is a promise of its own.
LOWEST = {"errors", "text", "config", "resources", "messages"}
ALLOWED: dict[str, set[str]] = {
    **dict.fromkeys(LOWEST, LOWEST),
    "rdf": LOWEST,
    "tables": LOWEST,
    "report": LOWEST | {"rdf", "tables"},
    "model": LOWEST | {"rdf", "tables"},
    "contribution": LOWEST | {"rdf", "tables", "model"},
    "store": LOWEST | {"rdf", "tables", "model", "contribution"},
    "adhoc": LOWEST | {"rdf", "report", "store"},
    "catalogue": LOWEST | {"rdf", "tables", "model", "store", "report"},
    "publish": LOWEST | {"rdf", "tables", "model", "store", "shacl", "report"},
    "guide": LOWEST | {"rdf", "tables", "model", "store", "catalogue", "report"},
    "ontology": LOWEST | {"rdf", "report"},
    "shacl": LOWEST | {"rdf", "tables", "model", "store", "report"},
    "checking": LOWEST | {"rdf", "tables", "model", "contribution", "store", "shacl", "report"},
    "cli": LOWEST
    | {"rdf", "tables", "model", "store", "adhoc", "catalogue", "publish", "shacl", "report", "guide"}
    | {"ontology", "contribution", "checking"},
}


@dataclass(frozen=True)
class Import:
    """One import: what, and whether it runs when the module is loaded."""

    target: str
    at_load: bool


class _Imports(ast.NodeVisitor):
    """Collects the imports of a module with where they stand."""

    def __init__(self, known: set[str]) -> None:
        self.known = known
        self.found: list[Import] = []
        self._lazy = 0

    def _visit_function(self, node: ast.AST) -> None:
        self._lazy += 1
        self.generic_visit(node)
        self._lazy -= 1

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _visit_function  # noqa: N815

    def visit_If(self, node: ast.If) -> None:
        typing_only = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        self._lazy += typing_only
        self.generic_visit(node)
        self._lazy -= typing_only

    def visit_Import(self, node: ast.Import) -> None:
        self.found += [Import(alias.name, self._lazy == 0) for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        assert node.level == 0, "imports are absolute"
        module = node.module or ""
        for alias in node.names:
            whole = f"{module}.{alias.name}"
            self.found.append(Import(whole if whole in self.known else module, self._lazy == 0))


def _module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {_module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def _imports(name: str, text: str | None = None) -> list[Import]:
    visitor = _Imports(set(FILES))
    visitor.visit(ast.parse(FILES[name].read_text("utf-8") if text is None else text))
    return visitor.found


def _part(module: str) -> str:
    """Return the part that a module of ours belongs to; the package itself and its ``__main__`` have none."""
    pieces = module.split(".")
    return pieces[1] if len(pieces) > 1 else ""


def _ours(name: str) -> list[Import]:
    return [one for one in _imports(name) if one.target.split(".")[0] == "ess_graph"]


PARTED = sorted(name for name in FILES if _part(name) not in ("", "__main__"))


def test_the_imports_of_a_module_are_told_by_when_they_run() -> None:
    text = (
        "from typing import TYPE_CHECKING\nimport os\nif TYPE_CHECKING:\n    import rdflib\n"
        "def f():\n    import pyshacl\n    from ess_graph.store import build\n"
    )
    assert _imports("ess_graph.text", text) == [
        Import("typing", True),
        Import("os", True),
        Import("rdflib", False),
        Import("pyshacl", False),
        Import("ess_graph.store.build", False),
    ]


def test_every_part_of_the_package_has_its_layer() -> None:
    assert {_part(name) for name in PARTED} == set(ALLOWED)


@pytest.mark.parametrize("name", PARTED)
def test_a_module_imports_only_what_lies_below_it(name: str) -> None:
    part = _part(name)
    # The version is the one thing that the package itself gives to the parts.
    targets = {_part(one.target) for one in _ours(name)} - {""}
    assert targets - ALLOWED[part] - {part} == set()


def test_nothing_below_the_command_line_prints_with_its_library() -> None:
    for name in PARTED:
        if _part(name) != "cli":
            assert "click" not in {one.target.split(".")[0] for one in _imports(name)}, name


def test_the_package_itself_loads_no_module_of_its_own() -> None:
    imported = _ours("ess_graph")
    assert imported, "its names are typed"
    assert [one.target for one in imported if one.at_load] == []


def test_only_the_entry_module_and_the_command_line_know_the_command_line() -> None:
    users = {name for name in FILES if any(_part(one.target) == "cli" for one in _ours(name))}
    assert {name for name in users if _part(name) != "cli"} == {"ess_graph.__main__"}


def test_no_module_imports_itself_through_others() -> None:
    graph = {
        name: {one.target for one in _ours(name)} - {"ess_graph"} for name in FILES if name != "ess_graph"
    }
    # graphlib raises CycleError, with the cycle, when there is one.
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("ess_graph.errors") < order.index("ess_graph.cli.main")


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_module_is_short_enough_to_be_read_at_once(name: str) -> None:
    assert len(FILES[name].read_text("utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("library", sorted(HEAVY))
def test_a_slow_library_is_imported_only_where_it_is_used(library: str) -> None:
    at_load = {
        name
        for name in FILES
        for one in _imports(name)
        if one.at_load and one.target.split(".")[0] == library
    }
    assert at_load == set()


def test_one_module_only_knows_the_validation_library() -> None:
    users = {name for name in FILES for one in _imports(name) if one.target.split(".")[0] == "pyshacl"}
    assert users == {"ess_graph.shacl.pyshacl_engine"}
