"""What a criterion is and what it finds.

A criterion has a code that never changes. Its texts, its level and its source are in ``criteria.toml``; the function
that looks is registered under the code by ``@criterion``. A test holds the two lists together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ess_graph.ontology.vocabulary import Vocabulary
from ess_graph.text import current_language

MUST: Final = "MUST"
SHOULD: Final = "SHOULD"
#: What a criterion weighs in the score.
WEIGHTS: Final = {MUST: 3, SHOULD: 1}

HOLDS: Final = "holds"
FAILS: Final = "fails"
NOT_APPLICABLE: Final = "n/a"
NOT_RUN: Final = "not run"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found.

    Attributes:
        checked: how many things were looked at; 0 means that the criterion does not apply.
        faults: the things at fault, each with what is wrong where its name does not tell.
        evidence: what satisfies the criterion, when that is one or two statements.
    """

    checked: int
    faults: tuple[str, ...] = ()
    evidence: str = ""


Check = Callable[[Vocabulary], Found]
_CHECKS: dict[str, Check] = {}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its stable code, its level, where it comes from, its texts by language."""

    code: str
    level: str
    source: str
    names: dict[str, str]
    fixes: dict[str, str]
    reasons: dict[str, str]

    @property
    def family(self) -> str:
        """The first part of the code, ``OOPS``."""
        return self.code.partition("-")[0]

    @property
    def check(self) -> Check | None:
        """The function that looks; ``None`` for a criterion that is not run."""
        return _CHECKS.get(self.code)

    def name(self, lang: str | None = None) -> str:
        """Return what is asked, in one sentence."""
        return self.names[lang or current_language()]

    def fix(self, lang: str | None = None) -> str:
        """Return what to do about a fault."""
        return self.fixes.get(lang or current_language(), "")

    def reason(self, lang: str | None = None) -> str:
        """Return why a criterion is not run; empty for the others."""
        return self.reasons.get(lang or current_language(), "")


def criterion(code: str) -> Callable[[Check], Check]:
    """Register the function that looks for a criterion."""

    def register(check: Check) -> Check:
        if code in _CHECKS:
            raise ValueError(f"{code} twice")
        _CHECKS[code] = check
        return check

    return register


def registered() -> frozenset[str]:
    """Return the codes that have a function."""
    return frozenset(_CHECKS)


def found(checked: Iterable[object], faults: Iterable[str], evidence: str = "") -> Found:
    """Make a result; faults are sorted and said once."""
    return Found(len(list(checked)), tuple(sorted(set(faults))), evidence)


@cache
def criteria() -> tuple[Criterion, ...]:
    """Return every criterion in the order of ``criteria.toml``."""
    raw = tomllib.loads((Path(__file__).parent / "criteria.toml").read_text("utf-8"))
    why = raw.pop("why")
    made = []
    for code, entry in raw.items():
        made.append(
            Criterion(
                code,
                entry["level"],
                entry["source"],
                {"fr": entry["fr"], "en": entry["en"]},
                {lang: entry[f"fix_{lang}"] for lang in ("fr", "en") if f"fix_{lang}" in entry},
                why[entry["not_run"]] if "not_run" in entry else {},
            )
        )
    return tuple(made)
