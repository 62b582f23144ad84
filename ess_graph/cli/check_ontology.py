"""``ess-graph check-ontology``."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ess_graph.cli.base import Option, argument, ess_command, say
from ess_graph.config import base_iri
from ess_graph.errors import EXIT_NOT_CONFORM, EXIT_OK
from ess_graph.rdf.names import compact
from ess_graph.rdf.namespaces import prefixes, stated_namespace
from ess_graph.report.rows import FORMATS, listing, write_listing
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.ontology.judge import Judgement, Verdict

_KEYS: Final = ("code", "level", "verdict", "criterion", "faults", "checked", "found", "fix", "source")
_IRI: Final = re.compile(r"https?://[^\s<>(),]+")
#: How many things a table names before it says how many more there are.
_NAMED: Final = 4


@ess_command("check-ontology", "check-ontology")
@argument("files", nargs=-1, type=click.Path(path_type=Path), help_key="help.check-ontology.files")
@click.option(
    "--shapes", cls=Option, multiple=True, type=click.Path(path_type=Path), help="help.check-ontology.shapes"
)
@click.option("--failed", cls=Option, is_flag=True, help="help.check-ontology.failed")
@click.option("-f", "--format", "form", cls=Option, type=click.Choice((*FORMATS, "md")), help="help.format")
def command(files: tuple[Path, ...], shapes: tuple[Path, ...], failed: bool, form: str | None) -> int:
    """Judge an ontology."""
    from ess_graph.ontology.judge import judge, read_vocabulary
    from ess_graph.resources import folder

    base = base_iri()
    if files:
        vocabulary = read_vocabulary(files, base, shapes)
    else:
        ours = sorted(folder("ontology").glob("*.ttl"))
        # The namespace is a literal that the build adds: no file with relative IRIs can hold it.
        stated = stated_namespace(base)
        vocabulary = read_vocabulary(ours, base, shapes or sorted(folder("shapes").glob("*.ttl")), stated)
    judgement = judge(vocabulary)
    chosen = form or ("table" if sys.stdout.isatty() else "tsv")
    if chosen == "json":
        click.echo(json.dumps(_document(judgement, failed), ensure_ascii=False, indent=2))
    else:
        _write(judgement, base, chosen, failed)
    say(_line(judgement))
    return EXIT_OK if judgement.conforms else EXIT_NOT_CONFORM


def _write(judgement: Judgement, base: str, form: str, failed: bool) -> None:
    titles = [message(f"ontology_head.{key}") for key in _KEYS]
    known = prefixes(base)
    rows = [_row(verdict, known, form) for verdict in _shown(judgement, failed)]
    if form != "table":
        write_listing(listing(_KEYS, titles, rows), form)
        return
    people = [
        (code, level, said, f"{name}\n→ {fix}" if fix else name, found)
        for code, level, said, name, _, _, found, fix, _ in rows
    ]
    write_listing(
        listing((*_KEYS[:4], "found"), (*titles[:4], titles[6]), people, message("ontology.all_hold")), form
    )


def _shown(judgement: Judgement, failed: bool) -> list[Verdict]:
    """Put what fails first, a MUST before a SHOULD, then what holds; the order of the criteria within."""
    from ess_graph.ontology.criterion import FAILS, HOLDS, MUST, NOT_APPLICABLE, NOT_RUN

    order = (FAILS, HOLDS, NOT_APPLICABLE, NOT_RUN)
    found = sorted(judgement.verdicts, key=lambda v: (order.index(v.status), v.criterion.level != MUST))
    return [v for v in found if v.status == FAILS] if failed else found


def _row(verdict: Verdict, known: dict[str, str], form: str) -> tuple[str | int, ...]:
    from ess_graph.ontology.criterion import FAILS, HOLDS, NOT_APPLICABLE, NOT_RUN

    words = {
        HOLDS: message("ontology.holds"),
        FAILS: message("ontology.fails"),
        NOT_APPLICABLE: message("ontology.not_applicable"),
        NOT_RUN: message("ontology.not_run"),
    }
    one, found = verdict.criterion, verdict.found
    people = form in ("table", "md")

    def names(texts: tuple[str, ...]) -> str:
        if not people:
            return " ; ".join(texts)
        short = [_IRI.sub(lambda m: compact(m.group(), known), text) for text in texts[:_NAMED]]
        more = len(texts) - _NAMED
        return " ; ".join(short) + (f" {message('ontology.more', count=more)}" if more > 0 else "")

    if verdict.status == FAILS:
        what = (
            f"{len(found.faults)}/{found.checked}: {names(found.faults)}" if people else names(found.faults)
        )
    elif verdict.status == NOT_RUN:
        what = one.reason()
    elif verdict.status == HOLDS and not found.evidence and people:
        what = message("ontology.checked", count=found.checked)
    else:
        what = names((found.evidence,))
    fix = one.fix() if verdict.status == FAILS else ""
    counts = (len(found.faults), found.checked)
    return one.code, one.level, words[verdict.status], one.name(), *counts, what, fix, one.source


def _document(judgement: Judgement, failed: bool) -> dict[str, object]:
    from ess_graph.ontology.criterion import FAILS, HOLDS, MUST, NOT_APPLICABLE, NOT_RUN, SHOULD

    def level(name: str) -> dict[str, int]:
        return {"holds": judgement.count(HOLDS, name), "fails": judgement.count(FAILS, name)}

    return {
        "ontology": judgement.header or None,
        "terms": judgement.terms,
        "concepts": judgement.concepts,
        "score": round(judgement.score, 1),
        "conforms": judgement.conforms,
        "must": level(MUST),
        "should": level(SHOULD),
        "not_applicable": judgement.count(NOT_APPLICABLE),
        "not_run": judgement.count(NOT_RUN),
        "criteria": [
            {
                "code": v.criterion.code,
                "level": v.criterion.level,
                "verdict": v.status,
                "name": v.criterion.names,
                "checked": v.found.checked,
                "faults": list(v.found.faults),
                "evidence": v.found.evidence,
                "fix": v.criterion.fixes,
                "reason": v.criterion.reasons,
                "source": v.criterion.source,
            }
            for v in _shown(judgement, failed)
        ],
    }


def _line(judgement: Judgement) -> str:
    from ess_graph.ontology.criterion import FAILS, HOLDS, MUST, NOT_APPLICABLE, NOT_RUN, SHOULD

    counts = {
        f"{level.lower()}_{name}": judgement.count(status, level)
        for level in (MUST, SHOULD)
        for name, status in (("holds", HOLDS), ("fails", FAILS))
    }
    return message(
        "ontology.score",
        score=f"{judgement.score:.1f}",
        must=f"{counts['must_holds']}/{counts['must_holds'] + counts['must_fails']}",
        should=f"{counts['should_holds']}/{counts['should_holds'] + counts['should_fails']}",
        apart=judgement.count(NOT_APPLICABLE),
        skipped=judgement.count(NOT_RUN),
    )
