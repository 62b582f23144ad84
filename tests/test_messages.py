"""The message catalogues: two languages that say the same, and no sentence that is missing or unused."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import ess_graph
from ess_graph.errors import InputProblem
from ess_graph.text import LANGUAGES, catalogue, message

PACKAGE = Path(ess_graph.__file__).parent
#: Calls whose first argument is a key.
CALLS = {
    "EssGraphError",
    "InputProblem",
    "StoreProblem",
    "SystemProblem",
    "TableProblem",
    "UsageProblem",
    "Wording",
    "message",
}
KEYWORDS = {"help", "help_key"}
#: Families whose keys are made from a value known at run time only.
FAMILIES = (
    "build.",
    "contribution_change.",
    "explain.",
    "found.",
    "found_fix.",
    "found_title.",
    "explain_stage.",
    "ontology_head.",
    "progress.",
    "report.",
    "checked_head.",
    "checked_many.",
    "checked_one.",
    "located_severity.",
    "page.",
    "table_head.",
    "origin.",
    "problem.",
    "problem_fix.",
    "problem_form.",
    "problem_title.",
    "help.",
)


def _trees() -> list[ast.Module]:
    return [ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]


def _pattern(node: ast.JoinedStr) -> str:
    """Return the regular expression of an f-string."""
    pieces = (re.escape(str(v.value)) if isinstance(v, ast.Constant) else r"[\w-]+" for v in node.values)
    return "".join(pieces)


def _texts(node: ast.expr) -> list[str]:
    """Return the literal texts that an expression may give."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return []


class _Keys(ast.NodeVisitor):
    """Collects the keys that a module names."""

    def __init__(self) -> None:
        self.named: set[str] = set()
        self.made: set[str] = set()
        self.constants: set[str] = set()

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.constants.add(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        candidates = [keyword.value for keyword in node.keywords if keyword.arg in KEYWORDS]
        if name in CALLS and node.args:
            candidates.append(node.args[0])
        for candidate in candidates:
            self.named.update(_texts(candidate))
            if isinstance(candidate, ast.JoinedStr):
                self.made.add(_pattern(candidate))
        self.generic_visit(node)


@pytest.fixture(scope="module")
def keys() -> _Keys:
    found = _Keys()
    for tree in _trees():
        found.visit(tree)
    return found


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("fr")) == set(catalogue("en"))
    assert len(catalogue("fr")) > 100


def test_both_languages_write_their_keys_in_the_same_order() -> None:
    assert list(catalogue("fr")) == list(catalogue("en"))


@pytest.mark.parametrize("key", sorted(catalogue("fr")))
def test_a_sentence_has_the_same_fields_in_both_languages(key: str) -> None:
    french, english = _placeholders(catalogue("fr")[key]), _placeholders(catalogue("en")[key])
    assert french == english
    assert all(name.isidentifier() for name in french)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_is_empty_or_has_a_stray_space(lang: str) -> None:
    stray = {k: t for k, t in catalogue(lang).items() if not t.strip() or t != t.lstrip() or "\n" in t}
    assert stray == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_catalogue_holds_texts_only(lang: str) -> None:
    def leaves(node: dict[str, object]) -> list[object]:
        return [leaf for v in node.values() for leaf in (leaves(v) if isinstance(v, dict) else [v])]

    raw = tomllib.loads((PACKAGE / "messages" / f"{lang}.toml").read_text("utf-8"))
    assert {type(leaf) for leaf in leaves(raw)} == {str}


def test_sentences_are_not_the_same_in_both_languages() -> None:
    # One word may be the same in both; a sentence may not.
    same = {k for k, t in catalogue("fr").items() if t == catalogue("en")[k] and len(t.split()) > 3}
    assert same == set()


def test_every_key_that_the_program_names_exists(keys: _Keys) -> None:
    assert "usage.syntax" in keys.named
    assert "help.show.name" in keys.named
    named = {key for key in keys.named if key}
    assert named - set(catalogue("fr")) == set()


def test_every_key_that_the_program_makes_has_a_family(keys: _Keys) -> None:
    assert keys.made
    for pattern in keys.made:
        assert any(re.fullmatch(pattern, key) for key in catalogue("fr")), pattern


def test_every_sentence_is_used_somewhere(keys: _Keys) -> None:
    unused = {key for key in catalogue("fr") if key not in keys.constants and not key.startswith(FAMILIES)}
    assert unused == set()


def test_the_value_that_completes_a_made_key_stands_in_the_program(keys: _Keys) -> None:
    words = keys.constants | {word for text in keys.constants for word in text.split()}
    lost = set()
    for key in catalogue("fr"):
        if key in keys.constants:
            continue
        patterns = [pattern for pattern in keys.made if re.fullmatch(pattern, key)]
        if not patterns or not set(key.split(".")[1:]) & words:
            lost.add(key)
    assert lost == set()


def test_an_error_speaks_the_language_it_is_read_in() -> None:
    error = InputProblem("input.depth", path="a.jsonld", limit=3)
    assert str(error) != message(error.key, "en", **error.fields)
    assert "a.jsonld" in str(error)
    assert "3" in message(error.key, "en", **error.fields)


def test_an_unknown_key_is_a_fault_and_not_an_empty_sentence() -> None:
    with pytest.raises(KeyError):
        message("usage.nothing_of_the_kind")
