"""The values nearest to a slip, for the one line that a person reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: How alike, of 100, a value must be to be offered.
_CUTOFF: Final = 45.0


def nearest(text: str, known: Sequence[str], limit: int = 3) -> list[str]:
    """Return the known values most like a text, the best first; none when nothing is like it.

    >>> nearest("mobilité", ["alimentation", "mobilite", "mobilier"])
    ['mobilite', 'mobilier']
    """
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        text[:200],
        known,
        scorer=fuzz.ratio,
        processor=utils.default_process,
        limit=limit,
        score_cutoff=_CUTOFF,
    )
    return [value for value, _, _ in found]
