"""The JSON pointer (RFC 6901) of a statement in JSON-LD.

Which node an object describes, and which property a key is, depends on the contexts around it. The parser is asked:
each object with its contexts and its identifier only, and a mark in place of all that it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode, RdfFormat, parse

from ess_graph.checking.origin import Wanted
from ess_graph.rdf.formats import Syntax
from ess_graph.rdf.json_place import SEARCHED, position
from ess_graph.rdf.reading import open_binary
from ess_graph.report.located import Place

if TYPE_CHECKING:
    from pyoxigraph import Quad

#: A property that no document has.
_MARK: Final = "urn:ess-graph:at"
_THIS: Final = "urn:ess-graph:this"

_Pointer = tuple[str | int, ...]


def json_places(
    path: Path, name: str, syntax: Syntax, base: str, wanted: Sequence[Wanted]
) -> dict[Wanted, Place]:
    """Return the pointers of statements, with the lines on which they are.

    Args:
        path: the file.
        name: what places call it.
        syntax: JSON-LD.
        base: the IRI against which relative IRIs are resolved.
        wanted: statements; without a value, or when it is not there, the place is that of the subject.

    Returns:
        Nothing of a document that is longer than a person writes.

    Raises:
        InputProblem: the file cannot be read.
    """
    assert syntax.name == "jsonld", "the caller looks"
    with open_binary(path) as stream:
        text = stream.read(4 * SEARCHED).decode("utf-8-sig", "replace")
    if len(text) > SEARCHED:
        return {}
    document = json.loads(text)
    nodes = list(_nodes(document, (), ()))
    about = _subjects(nodes, base)
    found: dict[Wanted, Place] = {}
    for one in wanted:
        holders = [node for node in nodes if about.get(node[0]) == one.subject]
        if not holders:
            continue
        pointer = next(
            (at for node in holders if (at := _property(node, one, base)) is not None), holders[0][0]
        )
        found[one] = _place(name, text, pointer)
    return found


_Node = tuple[_Pointer, dict[str, Any], tuple[Any, ...]]


def _nodes(value: Any, at: _Pointer, contexts: tuple[Any, ...]) -> Iterator[_Node]:
    """Yield every object with its pointer and the contexts around it."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _nodes(one, (*at, number), contexts)
    elif isinstance(value, dict):
        if "@context" in value:
            own = value["@context"]
            contexts = (*contexts, *(own if isinstance(own, list) else [own]))
        yield at, value, contexts
        for key, one in value.items():
            if key != "@context":
                yield from _nodes(one, (*at, key), contexts)


def _subjects(nodes: Sequence[_Node], base: str) -> dict[_Pointer, str]:
    """Return the IRIs of objects that have one."""
    marked = []
    for number, (_, value, contexts) in enumerate(nodes):
        kept = {key: one for key, one in value.items() if isinstance(one, str) and not key.startswith("@")}
        if "@id" in value:
            kept = {"@id": value["@id"]}
        marked += [{"@context": list(contexts), key: one, _MARK: str(number)} for key, one in kept.items()]
    found: dict[_Pointer, str] = {}
    for quad in _parsed(marked, base):
        if quad.predicate.value == _MARK and isinstance(quad.subject, NamedNode):
            mark = str(getattr(quad.object, "value", ""))
            found.setdefault(nodes[int(mark)][0], quad.subject.value)
    return found


def _property(node: _Node, wanted: Wanted, base: str) -> _Pointer | None:
    """Return the pointer of a value of a node, of its property when the value is not asked for; ``None`` without it."""
    at, value, contexts = node
    for key, said in value.items():
        items = said if isinstance(said, list) else [said]
        for number, item in enumerate(items):
            if any(_is(quad, wanted) for quad in _values(contexts, key, item, base)):
                return (*at, key, number) if isinstance(said, list) else (*at, key)
    return None


def _is(quad: Quad, wanted: Wanted) -> bool:
    text = str(getattr(quad.object, "value", quad.object))
    return wanted.path in ("", quad.predicate.value) and wanted.value in ("", text)


def _values(contexts: tuple[Any, ...], key: str, item: Any, base: str) -> Iterator[Quad]:
    """Yield the statements that one value of one key makes; none when the key is the identifier, or a context."""
    if key in ("@context", "@id", "@graph"):
        return
    try:
        for quad in _parsed({"@context": list(contexts), "@id": _THIS, key: item}, base):
            if getattr(quad.subject, "value", "") == _THIS:
                yield quad
    except SyntaxError:
        # Another name of the identifier, which then comes twice.
        return


def _parsed(document: Any, base: str) -> Iterator[Quad]:
    packed = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
    yield from parse(packed, format=RdfFormat.JSON_LD, base_iri=base)


def _place(name: str, text: str, pointer: _Pointer) -> Place:
    at = position(text, pointer)
    shown = "".join("/" + str(one).replace("~", "~0").replace("/", "~1") for one in pointer)
    line = text.count("\n", 0, at) + 1
    return Place(name, line=line, character=at - text.rfind("\n", 0, at), pointer=shown)
