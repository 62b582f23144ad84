"""The text of a query in a shape: ``$PATH``, and what pre-binding does not allow (SHACL §5.3 and appendix A)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ess_graph.shacl.plan.problem import ill_formed

if TYPE_CHECKING:
    from ess_graph.shacl.plan.paths import Path
    from ess_graph.shacl.plan.problem import Node

#: A comment, a string, an IRI, a variable, a name with or without a prefix, a brace, or any other sign.
_TOKEN: Final = re.compile(
    r'''(?P<skip>\#[^\n]*|\s+)|(?P<string>"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')'''
    r"""|(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)|(?P<variable>[?$]\w+)|(?P<name>[\w.-]*:[\w.:%-]*|@?[\w-]+)|(?P<sign>.)""",
    re.DOTALL,
)
_FORBIDDEN: Final = {"MINUS", "VALUES", "SERVICE", "FROM"}


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield the kind, the text and the end of each token of a query, without comments and spaces."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup and found.lastgroup != "skip":
            yield found.lastgroup, found.group(), found.end()


def with_path(shape: Node, text: str, path: Path | None) -> str:
    """Return a query with the path of its property shape in the place of ``$PATH`` (§5.3.1, §6.2.3).

    Raises:
        InputProblem: ``$PATH`` stands in the query of a node shape.
    """

    def replace(found: re.Match[str]) -> str:
        if found.lastgroup != "variable" or found.group()[1:] != "PATH":
            return found.group()
        if path is None:
            raise ill_formed(shape, "5.2", "shacl.no_path_to_bind")
        return path.text()

    return _TOKEN.sub(replace, text)


def check_query(shape: Node, text: str, *, asks: bool, bound: Sequence[str]) -> None:
    """Refuse a query that cannot be pre-bound (appendix A), or that names another dataset than the data graph.

    Args:
        shape: the shape that has it, for the message.
        text: its text with prefixes.
        asks: an ASK is expected, else a SELECT.
        bound: the names of the variables that are bound beforehand.

    Raises:
        InputProblem: it has MINUS, VALUES, SERVICE or FROM, binds a pre-bound variable again, has a subquery that does
            not select it, or is no query of the kind that is expected.
    """
    words = [
        value.upper() if kind == "name" else value for kind, value, _ in tokens(text) if kind != "string"
    ]
    for word in words:
        if word in _FORBIDDEN:
            raise ill_formed(shape, "A", "shacl.forbidden", name=word)
    first = next((word for word in words if word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), "")
    if first != ("ASK" if asks else "SELECT"):
        raise ill_formed(shape, "5.2", "shacl.query_kind", name="ASK" if asks else "SELECT")
    reserved = {"this", "shapesGraph", "currentShape", *bound}
    for before, word in pairwise(words):
        if before == "AS" and word[:1] in "?$" and word[1:] in reserved:
            raise ill_formed(shape, "A", "shacl.bound_again", name=word[1:])
    for selected in _subqueries(words):
        for name in bound:
            if name not in selected:
                raise ill_formed(shape, "A", "shacl.not_selected", name=name)
    if not asks and "this" not in _selected(words) and "*" not in _selected(words):
        raise ill_formed(shape, "5.2", "shacl.this_not_selected")


def _selected(words: list[str]) -> set[str]:
    """Return the variables of the first SELECT."""
    start = words.index("SELECT")
    return _projection(words[start + 1 :])


def _subqueries(words: list[str]) -> Iterator[set[str]]:
    starts = [index for index, word in enumerate(words) if word == "SELECT"]
    outermost = words.index("SELECT") if "ASK" not in words else -1
    for start in starts:
        if start != outermost:
            yield _projection(words[start + 1 :])


def _projection(words: list[str]) -> set[str]:
    found: set[str] = set()
    depth = 0
    for before, word in zip(["", *words], words, strict=False):
        if word in ("{", "WHERE", "FROM"):
            break
        depth += (word == "(") - (word == ")")
        if word[:1] in "?$" and len(word) > 1 and (depth == 0 or before == "AS"):
            found.add(word[1:])
        elif word == "*" and depth == 0:
            found.add("*")
    return found
