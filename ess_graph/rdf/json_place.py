"""Where in a JSON-LD document an error lies that the parser gives without a place.

The parser holds a whole object before it says that one of its terms is wrong. The place is found by leaving parts
out: the smallest part that alone, with the contexts and keywords around it, gives the same error. When no part does,
the whole it belongs to is the place; nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from json.decoder import JSONDecoder
from typing import Any, Final

#: Longest document that is searched, in characters, and how many characters are parsed anew in all.
SEARCHED: Final = 4 << 20
WORK: Final = 16 << 20

Pointer = tuple[str | int, ...]
_SPACE = re.compile(r"[ \t\r\n]*")


def faulty_part(text: str, fails: Callable[[bytes], bool]) -> Pointer | None:
    """Return the path to the smallest part of a document that fails by itself as the whole does.

    Args:
        text: the document.
        fails: tells whether a document gives the same error.

    Returns:
        Keys and indexes from the root; ``None`` when the document is too long, or is no longer faulty when rewritten.
    """
    if len(text) > SEARCHED:
        return None
    left = WORK
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None

    def still(candidate: Any) -> bool:
        nonlocal left
        packed = json.dumps(candidate, ensure_ascii=False).encode("utf-8", "surrogatepass")
        left -= len(packed)
        return left > 0 and fails(packed)

    if not still(document):
        return None
    path: list[Any] = []
    value = document

    def around(part: Any) -> Any:
        """Return the document with ``part`` in place of the value at ``path``, and the siblings that matter."""
        return _rebuilt(document, path, part)

    while isinstance(value, dict | list):
        key = _narrowed(value, lambda part: still(around(part)))
        if key is None:
            break
        value = value[key]
        path.append(key)
    return tuple(path)


def _rebuilt(whole: Any, path: list[Any], part: Any, *, in_context: bool = False) -> Any:
    """Return ``whole`` with ``part`` at ``path``, and beside it only what decides how it is read."""
    if not path:
        return part
    key, *rest = path
    inner = _rebuilt(whole[key], rest, part, in_context=in_context or key == "@context")
    if isinstance(whole, list):
        # The contexts of a list build on one another; the members of another list do not.
        return [*whole[:key], inner] if in_context else [inner]
    return {name: one for name, one in whole.items() if _decides(name)} | {key: inner}


def _decides(key: str) -> bool:
    return key.startswith("@") and key != "@graph"


def _narrowed(value: Any, still: Callable[[Any], bool]) -> Any:
    """Return the key or the index of the only member that is needed for the error; ``None`` when it takes several."""
    if isinstance(value, list):
        return _halved(list(range(len(value))), lambda some: still([value[i] for i in some]))
    words = [key for key in value if _decides(key)]
    terms = [key for key in value if key not in words]

    def with_words(some: list[Any]) -> bool:
        return still({key: value[key] for key in value if key in words or key in some})

    if not terms or with_words([]):
        return _halved(words, lambda some: still({key: value[key] for key in some}))
    return _halved(terms, with_words)


def _halved(keys: list[Any], still: Callable[[list[Any]], bool]) -> Any:
    while len(keys) > 1:
        middle = len(keys) // 2
        for half in (keys[:middle], keys[middle:]):
            if still(half):
                keys = half
                break
        else:
            return None
    return keys[0] if keys and still(keys) else None


def position(text: str, pointer: Pointer) -> int:
    """Return where in a JSON text the value at ``pointer`` starts.

    >>> position('{"a": [1, {"b": 2}]}', ("a", 1, "b"))
    16
    """
    start = _space(text, 0)
    for wanted in pointer:
        start = dict(_members(text, start))[wanted]
    return start


def _members(text: str, start: int) -> Iterator[tuple[str | int, int]]:
    """Yield the keys or indexes of an object or array, with the place of each value."""
    decode = JSONDecoder().raw_decode
    closing = "}" if text[start] == "{" else "]"
    at, number = _space(text, start + 1), 0
    while text[at] != closing:
        key: str | int = number
        if closing == "}":
            key, at = decode(text, at)
            at = _space(text, _space(text, at) + 1)
        yield key, at
        _, at = decode(text, at)
        at, number = _space(text, at), number + 1
        if text[at] == ",":
            at = _space(text, at + 1)


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()
