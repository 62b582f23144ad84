"""Where a query goes wrong: the first token that cannot stand where it stands, and what could.

Oxigraph's parser tries rule after rule and names the farthest place that any of them reached, counting the letters of
the keywords it tried: ``?x = = 3`` is said to fail five columns too far. So the parser is asked again, with shorter
texts: a start of the query that can be continued fails only behind the filling that is put after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ess_graph.adhoc.tokens import tokens

#: Longer than any keyword, then a character that stands nowhere.
_FILLING: Final = " " * 64 + "\x01"
_AT: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_MAX_TEXT: Final = 50_000
_MAX_TOLD: Final = 8
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: What is tried in the place of the wrong token, and how it is told; the most telling first.
_SAMPLES: Final = {
    "SELECT": "SELECT", "ASK": "ASK", "CONSTRUCT": "CONSTRUCT", "DESCRIBE": "DESCRIBE", "?x": "?…", "<s:x>": "<…>",
    "'x'": '"…"', "1": "1", "{": "{", "}": "}", "(": "(", ")": ")", "]": "]", ".": ".", ";": ";", ",": ",", "AS": "AS",
    "BY": "BY", "WHERE": "WHERE", "FROM": "FROM", "=": "=", "&&": "&&", "||": "||", "+": "+", "*": "*", "/": "/",
    "|": "|", "IN": "IN", "FILTER": "FILTER", "OPTIONAL": "OPTIONAL", "UNION": "UNION", "BIND": "BIND",
    "VALUES": "VALUES", "MINUS": "MINUS", "GRAPH": "GRAPH", "GROUP": "GROUP BY", "ORDER": "ORDER BY", "LIMIT": "LIMIT",
    "OFFSET": "OFFSET", "DISTINCT": "DISTINCT", "EXISTS": "EXISTS",
}  # fmt: skip


def misfit(text: str, base: str, prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Return where a query that the parser refuses goes wrong.

    Args:
        text: a query that the guard let through.
        base: the base of relative IRIs.
        prefixes: the prefixes known without PREFIX lines.

    Returns:
        ``place``, an index in the text; ``found``, the token there, empty at the end; ``expected``, what could stand
        there; ``says``, the parser's own sentence when the words are in order and their sense is not. Empty when the
        parser takes the query: then something else is wrong.
    """
    known = dict(prefixes)
    if _reported(text, text, base, known)[0] < 0:
        return {}
    found = list(tokens(text)) if len(text) <= _MAX_TEXT else []
    if not found:
        return {"place": _reported(text, text, base, known)[0], "found": "", "expected": [], "says": ""}
    # Looking for an IRI, the parser would run from an operator "<" to the end of the text.
    for token in found:
        if token.kind == "operator" and token.text in ("<", "<="):
            text = f"{text[: token.start]}{'=' if token.text == '<' else '!='}{text[token.end :]}"
    low, high = 0, len(found)  # the first token that does not fit is in [low, high]; high: none
    while low < high:
        middle = (low + high) // 2
        if _continues(text[: found[middle].end], base, known):
            low = middle + 1
        else:
            high = middle
    start = text[: found[low - 1].end] if low else ""
    says = _reported(text, text, base, known)[1]
    if low == len(found) and says:
        form = next((token.start for token in found if token.is_word(*_FORMS)), 0)
        return {"place": form, "found": "", "expected": [], "says": says}
    could = [told for sample, told in _SAMPLES.items() if _continues(f"{start} {sample}", base, known)]
    return {
        "place": found[low].start if low < len(found) else len(start),
        "found": found[low].text if low < len(found) else "",
        "expected": could[:_MAX_TOLD],
        "says": says,
    }


def _continues(start: str, base: str, prefixes: dict[str, str]) -> bool:
    """Tell whether some query starts so."""
    text = start + _FILLING
    return _reported(text, text, base, prefixes)[0] >= len(start) + 60


def _reported(text: str, whole: str, base: str, prefixes: dict[str, str]) -> tuple[int, str]:
    """Return the place that the parser names, and its sentence when it says more than the tokens it looked for.

    The place is -1 when the text is a query.
    """
    from pyoxigraph import Store

    try:
        Store().query(
            text, base_iri=base, prefixes=prefixes
        )  # an error of parsing comes before any evaluation
    except SyntaxError as error:
        match = _AT.match(str(error))
        if match is None:
            return -1, ""
        starts = [0, *(place.end() for place in re.finditer("\n", whole))]
        line = min(int(match[1]), len(starts)) - 1
        said = [one for one in re.split(r", | of ", match[3]) if re.match(r"[A-Z][A-Za-z]+ [a-zA-Z ]+$", one)]
        return starts[line] + int(match[2]) - 1, said[0] if said else ""
    return -1, ""
