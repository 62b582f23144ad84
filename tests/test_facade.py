"""``import ess_graph``: every name, typed, and nothing loaded before it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

import ess_graph

HEAVY = ("SPARQLWrapper", "click", "pyoxigraph", "pyshacl", "rapidfuzz", "rdflib", "rich", "yaml")


def _loaded_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return set(json.loads(done.stdout))


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = _loaded_after("import ess_graph")
    assert "ess_graph" in loaded
    assert {name for name in loaded if name.startswith("ess_graph.")} == set()
    assert loaded & set(HEAVY) == set()


def test_a_name_loads_its_own_module_and_no_other_library_than_it_needs() -> None:
    loaded = _loaded_after("import ess_graph; ess_graph.open_store")
    assert "ess_graph.store.generation" in loaded
    assert loaded & set(HEAVY) == set()


@pytest.mark.parametrize("name", ess_graph.__all__)
def test_a_public_name_resolves_to_what_bears_it(name: str) -> None:
    found = getattr(ess_graph, name)
    assert getattr(found, "__name__", name) == name
    assert name == "__version__" or (found.__doc__ or "").strip()


def test_the_names_that_load_late_are_all_public_and_listed_once() -> None:
    assert sorted([*ess_graph._WHERE, "__version__"]) == sorted(ess_graph.__all__)
    assert len(set(ess_graph.__all__)) == len(ess_graph.__all__)


def test_type_checkers_see_the_names_that_load_late() -> None:
    text = Path(ess_graph.__file__).read_text("utf-8")
    typed = text.partition("if TYPE_CHECKING:\n")[2].partition("\n\n")[0]
    for name, module in ess_graph._WHERE.items():
        line = next(line for line in typed.splitlines() if f"from {module} import " in line)
        assert name in line.partition(" import ")[2].split(", ")


def test_an_unknown_attribute_raises_the_usual_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing_of_the_kind'"):
        ess_graph.nothing_of_the_kind  # noqa: B018


def test_an_unknown_name_cannot_be_imported() -> None:
    with pytest.raises(ImportError):
        exec("from ess_graph import nothing_of_the_kind")


def test_the_package_says_that_it_is_typed() -> None:
    assert (resources.files("ess_graph") / "py.typed").is_file()
