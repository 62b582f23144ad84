"""Texts that metadata give of a table or a column, in the language of the reader (CSVW §5.8, common properties)."""

from __future__ import annotations

from typing import Any


def annotation(value: Any, language: str) -> str:
    """Return the text of a common property in a language, whichever way JSON-LD lets it be written.

    Args:
        value: the value of the common property: a text, a value object, or several.
        language: ``fr`` or ``en``; another language stands in when this one has no text.

    >>> annotation([{"@value": "Thèmes", "@language": "fr"}, {"@value": "Themes", "@language": "en"}], "en")
    'Themes'
    """
    values = value if isinstance(value, list) else [value]
    texts = {
        one.get("@language", "") if isinstance(one, dict) else "": one.get("@value", "")
        if isinstance(one, dict)
        else one
        for one in values
        if one
    }
    return str(texts.get(language) or next(iter(texts.values()), ""))
