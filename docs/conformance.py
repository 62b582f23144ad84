"""The pages of conformance scores, from ``docs/conformance.toml``, whose every line the tests check."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
WORDS: Final = {
    "fr": {
        "title": "Conformité : les tests du W3C",
        "note": "Page produite par « make docs » à partir de `docs/conformance.toml`, dont les tests vérifient "
        "chaque ligne : un échec nommé ici doit échouer, tout autre test doit réussir.",
        "how": "Chaque test de syntaxe passe par la lecture et la conversion d'ess-graph (`convert`), et son "
        "résultat est comparé à l'attendu par la forme canonique RDFC-1.0 ; la colonne pyoxigraph donne le score de "
        "l'analyseur seul. Chaque test SHACL passe par les deux moteurs de `validate`.",
        "head": "| Suite | Prise dans | Tests | Réussis | pyoxigraph seul | Non exécutés |",
        "failures": "Échecs",
        "none": "Aucun échec.",
        "not_run": "Tests non exécutés",
        "all_run": "Tous les tests sont exécutés.",
        "reason": "| Raison | Tests |",
        "readme": "| tests du W3C | réussis | non réussis |",
    },
    "en": {
        "title": "Conformance: the tests of the W3C",
        "note": "This page is made by “make docs” from `docs/conformance.toml`, whose every line the tests check: "
        "a failure named here must fail, any other test must pass.",
        "how": "Each syntax test goes through the reading and the conversion of ess-graph (`convert`), and its "
        "result is compared with what is expected by the canonical form RDFC-1.0; the column pyoxigraph gives the "
        "score of the bare parser. Each SHACL test goes through both engines of `validate`.",
        "head": "| Suite | Taken from | Tests | Passed | pyoxigraph alone | Not run |",
        "failures": "Failures",
        "none": "No failure.",
        "not_run": "Tests that are not run",
        "all_run": "Every test is run.",
        "reason": "| Reason | Tests |",
        "readme": "| W3C tests | passed | not passed |",
    },
}
NAMES: Final = {"fr": "conformance.fr.md", "en": "conformance.md"}


@dataclass(frozen=True, slots=True)
class Score:
    """What is known of one suite.

    Attributes:
        name: its short name.
        title: the specification it tests.
        source: the distribution that carries it, with its version.
        run: how many of its tests are run.
        oxigraph: how many of those the bare parser passes; ``None`` where there is none to compare with.
        failures: the tests that fail, each with the key of its reason.
        not_run: the tests that are not run, each with the key of its reason.
    """

    name: str
    title: str
    source: str
    run: int
    oxigraph: int | None
    failures: Mapping[str, str]
    not_run: Mapping[str, str]

    @property
    def passed(self) -> int:
        """How many tests pass."""
        return self.run - len(self.failures)


def scores() -> dict[str, Score]:
    """Return the score of each suite, by its short name."""
    return {
        one["name"]: Score(
            one["name"],
            one["title"],
            one["source"],
            one["run"],
            one.get("oxigraph"),
            _by_name(one.get("failures", {})),
            _by_name(one.get("not_run", {})),
        )
        for one in _record()["suite"]
    }


def reasons() -> dict[str, dict[str, str]]:
    """Return why tests fail or are not run, by key, in each language."""
    found: dict[str, dict[str, str]] = _record()["reason"]
    return found


def conformance_pages(folder: Path = FOLDER) -> dict[Path, str]:
    """Return the page of scores in each language."""
    return {folder / name: _page(lang) for lang, name in NAMES.items()}


def readme_table(lang: str) -> str:
    """Return the table of scores of a README: passed of run, and each exception by its name."""
    rows = [
        f"| {one.title} | {one.passed} / {one.run} | {', '.join(f'`{name}`' for name in one.failures)} |"
        for one in scores().values()
    ]
    return "\n".join([WORDS[lang]["readme"], "|---|---:|---|", *rows]) + "\n"


def _record() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "conformance.toml").read_text("utf-8"))


def _by_name(grouped: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: reason for reason, names in grouped.items() for name in names}


def _page(lang: str) -> str:
    words, found = WORDS[lang], scores().values()
    rows = [
        f"| {one.title} | {one.source} | {one.run} | **{one.passed}** | {_alone(one)} | {len(one.not_run)} |"
        for one in found
    ]
    parts = [f"# {words['title']}", words["note"], words["how"]]
    parts.append("\n".join([words["head"], "|---|---|---:|---:|---:|---:|", *rows]))
    for one in found:
        parts.append(f"## {one.title}")
        parts.append(_table(one.failures, words["failures"], lang) or words["none"])
        parts.append(_table(one.not_run, words["not_run"], lang) or words["all_run"])
    return "\n\n".join(parts) + "\n"


def _alone(score: Score) -> str:
    return "" if score.oxigraph is None else str(score.oxigraph)


def _table(found: Mapping[str, str], title: str, lang: str) -> str:
    if not found:
        return ""
    grouped: dict[str, list[str]] = {}
    for name, reason in found.items():
        grouped.setdefault(reason, []).append(f"`{name}`")
    why = reasons()
    rows = [f"| {why[reason][lang]} | {', '.join(names)} |" for reason, names in grouped.items()]
    return "\n".join([f"**{title}** ({len(found)})", "", WORDS[lang]["reason"], "|---|---|", *rows])
