"""The pages of the rules: for each kind of thing a table, in French and in English.

All comes from the shapes and from the files of ``shapes/examples/``. A rule that lacks a text has no row that could be
written, so that the pages are not made without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from ess_graph.shacl.rules import Rule, rules_by_subject

EXAMPLES = Path(__file__).parent.parent / "shapes" / "examples"
NAMES = {"fr": "regles", "en": "rules"}
OTHER = {"fr": "en", "en": "fr"}
WORDS = {
    "fr": {
        "title": "Règles de validité",
        "intro": "`ess-graph validate` vérifie {count} règles : {counts}. Chacune a un code, qui ne change jamais, et"
        " des exemples : voir [comment ils sont faits](../../shapes/examples/README.md).",
        "note": "Page produite par « make docs » à partir de shapes/.",
        "other": "In English",
        "head": "| Code | Règle | Ce qui est attendu | Comment corriger | Gravité | Exemples |",
        "of": "Porte sur : {targets}.",
        "with": "ce qui a {name}",
        "whole": "toute la description",
        "Violation": "Erreur",
        "Warning": "Avertissement",
        "Info": "Information",
        "conforming": "conforme",
        "violating": "fautif",
    },
    "en": {
        "title": "Rules of validity",
        "intro": "`ess-graph validate` checks {count} rules: {counts}. Each has a code, which never changes, and"
        " examples: see [how they are made](../../shapes/examples/README.md).",
        "note": "This page is made by “make docs” from shapes/.",
        "other": "En français",
        "head": "| Code | Rule | What is expected | How to mend | Severity | Examples |",
        "of": "About: {targets}.",
        "with": "what has {name}",
        "whole": "the whole description",
        "Violation": "Violation",
        "Warning": "Warning",
        "Info": "Info",
        "conforming": "good",
        "violating": "bad",
    },
}


def rule_pages(rules: Sequence[Rule], folder: Path) -> dict[Path, str]:
    """Return the page of the rules in each language.

    Args:
        rules: the rules, by code.
        folder: where the folders of the pages lie.

    Raises:
        ValueError: a rule lacks a text or an example.
    """
    return {folder / name / "README.md": _page(rules, lang) for lang, name in NAMES.items()}


def _page(rules: Sequence[Rule], lang: str) -> str:
    words = WORDS[lang]
    severities = Counter(rule.severity for rule in rules)
    counts = ", ".join(
        f"{words[name].lower()} × {severities[name]}"
        for name in ("Violation", "Warning", "Info")
        if severities[name]
    )
    parts = [
        f"# {words['title']}",
        f"[{words['other']}](../{NAMES[OTHER[lang]]}/README.md)",
        words["intro"].format(count=len(rules), counts=counts),
        *(part for group in rules_by_subject(rules).values() for part in _group(group, lang)),
        f"*{words['note']}*",
    ]
    return "\n\n".join(parts) + "\n"


def _group(rules: Sequence[Rule], lang: str) -> list[str]:
    words = WORDS[lang]
    title = min((_text(rule, "subject", lang) for rule in rules), key=lambda one: (len(one), one))
    targets = [
        words["with"].format(name=f"`{one.removesuffix(' →')}`") if one.endswith("→") else f"`{one}`"
        for one in rules[0].targets
    ]
    rows = [_row(rule, lang) for rule in rules]
    return [
        f"## {title}",
        words["of"].format(targets=", ".join(targets)),
        "\n".join([words["head"], "|" + "---|" * 6, *rows]),
    ]


def _row(rule: Rule, lang: str) -> str:
    words = WORDS[lang]
    about = f"`{rule.path}`" if rule.path else words["whole"]
    cells = [
        f'<a id="{rule.code.lower()}"></a>{rule.code}',
        f"{_cell(_text(rule, 'name', lang))} ({about})",
        _cell(_text(rule, "description", lang)),
        _cell(_text(rule, "fix", lang)),
        f"**{words[rule.severity]}**. {_cell(_reason(rule, lang))}",
        _examples(rule, words),
    ]
    return f"| {' | '.join(cells)} |"


def _reason(rule: Rule, lang: str) -> str:
    """Return the reason without the severity that it begins with, which stands before it."""
    reason = _text(rule, "reason", lang)
    head, mark, rest = reason.partition(":")
    known = {words[rule.severity].lower() for words in WORDS.values()}
    bare = rest.strip() if mark and head.strip().lower() in known else reason
    return bare[:1].upper() + bare[1:]


def _text(rule: Rule, field: str, lang: str) -> str:
    found = rule.texts[field].get(lang, "").strip()
    if not found:
        raise ValueError(f"{rule.code}: {field}, {lang}")
    return found


def _examples(rule: Rule, words: Mapping[str, str]) -> str:
    folder = EXAMPLES / rule.code
    links = []
    for kind in ("conforming", "violating"):
        found = sorted(path.name for path in folder.glob(f"{kind}*.ttl"))
        if not found:
            raise ValueError(f"{rule.code}: {kind}")
        links += [f"[{words[kind]}](../../shapes/examples/{rule.code}/{name})" for name in found]
    return ", ".join(links)


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    for mark in ("\\", "|", "[", "]", "*", "_"):
        flat = flat.replace(mark, f"\\{mark}")
    return flat.replace("<", "&lt;")
