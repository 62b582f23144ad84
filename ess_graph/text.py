"""Sentences for people, in French or English, from the message catalogues ``messages/*.toml``.

Why TOML and not gettext: a catalogue keyed by stable codes is read by the standard library, needs no
compiled file in the repository, and its two languages can be compared by a test.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("fr", "en")
_chosen: list[str] = []


def language_from_environment(environ: dict[str, str] | None = None) -> str:
    """Return ``"fr"`` or ``"en"`` after the locale; French when the locale names neither.

    >>> language_from_environment({"LANG": "en_GB.UTF-8"})
    'en'
    >>> language_from_environment({"LC_ALL": "fr_FR.UTF-8", "LANG": "en_GB.UTF-8"})
    'fr'
    """
    env = os.environ if environ is None else environ
    # POSIX: LC_ALL wins over LC_MESSAGES, which wins over LANG.
    for name in ("ESS_GRAPH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = env.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "fr"
    return "fr"


def set_language(lang: str | None) -> None:
    """Choose the language of the messages of this process; ``None`` goes back to the locale."""
    _chosen.clear()
    if lang is not None:
        if lang not in LANGUAGES:
            raise ValueError(f"lang must be one of {LANGUAGES}, not {lang!r}")
        _chosen.append(lang)


def current_language() -> str:
    """Return the language chosen by :func:`set_language`, else the one of the locale."""
    return _chosen[0] if _chosen else language_from_environment()


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return every message of one language, keys joined by dots."""
    import tomllib

    # Not importlib.resources: its import alone costs a tenth of the time of a short command.
    raw = tomllib.loads((Path(__file__).parent / "messages" / f"{lang}.toml").read_text("utf-8"))
    flat: dict[str, str] = {}

    def walk(prefix: str, node: dict[str, object]) -> None:
        for key, value in node.items():
            if isinstance(value, dict):
                walk(f"{prefix}{key}.", value)
            else:
                flat[prefix + key] = str(value)

    walk("", raw)
    return flat


def message(key: str, lang: str | None = None, /, **fields: object) -> str:
    """Return the sentence ``key`` with its fields filled in.

    Raises:
        KeyError: when no catalogue knows ``key`` (a fault of ours, caught by a test).
    """
    template = catalogue(lang or current_language())[key]
    return template.format(**fields) if fields else template
