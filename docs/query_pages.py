"""The pages of ``docs/queries/``: one for each query of the catalogue and language, and an index.

The first rows come from ``tests/expected/``, the frozen results of the examples: no store is needed.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from ess_graph.catalogue.header import BundledQuery
from ess_graph.catalogue.parameter import Parameter
from ess_graph.config import DEFAULT_BASE
from ess_graph.rdf.names import compact
from ess_graph.rdf.namespaces import prefixes

EXPECTED = Path(__file__).parent.parent / "tests" / "expected"
#: Rows and lines of the result that a page shows, and the longest text of a cell.
SHOWN, LINES, WIDTH = 5, 12, 90
WORDS = {
    "fr": {
        "index": "Catalogue des requêtes",
        "note": "Page produite par « make docs » à partir de l'en-tête de la requête.",
        "parameters": "Paramètres",
        "head": "| Nom | Sens | Type | Obligatoire | Répétable | Par défaut |",
        "yes": "oui",
        "none": "Cette requête n'a pas de paramètre.",
        "example": "Exemple",
        "rows": "Premières lignes, sur {count} :",
        "triples": "Premiers énoncés, sur {count} :",
        "text": "Texte de la requête",
        "list": "| Requête | Ce qu'elle donne | Étiquettes |",
        "rows_form": "Lignes",
        "other": "In English",
        "back": "Catalogue",
    },
    "en": {
        "index": "Catalogue of queries",
        "note": "This page is made by “make docs” from the header of the query.",
        "parameters": "Parameters",
        "head": "| Name | Meaning | Type | Required | Repeatable | Default |",
        "yes": "yes",
        "none": "This query has no parameter.",
        "example": "Example",
        "rows": "First rows, of {count}:",
        "triples": "First statements, of {count}:",
        "text": "Text of the query",
        "list": "| Query | What it gives | Tags |",
        "rows_form": "Rows",
        "other": "En français",
        "back": "Catalogue",
    },
}
OTHER = {"fr": "en", "en": "fr"}


def query_pages(queries: Sequence[BundledQuery], folder: Path) -> dict[Path, str]:
    """Return the page of each query in each language, and the two indexes.

    Args:
        queries: the queries, by name.
        folder: where the pages lie.
    """
    pages = {}
    for lang in WORDS:
        pages[folder / lang / "README.md"] = _index(queries, lang)
        for query in queries:
            pages[folder / lang / f"{query.name}.md"] = _page(query, lang)
    return pages


def _index(queries: Sequence[BundledQuery], lang: str) -> str:
    words = WORDS[lang]
    rows = [
        f"| [{one.name}]({one.name}.md) | {_cell(one.title[lang])} | {', '.join(one.tags)} |"
        for one in queries
    ]
    parts = [
        f"# {words['index']}",
        f"[{words['other']}](../{OTHER[lang]}/README.md)",
        "\n".join([words["list"], "|---|---|---|", *rows]),
    ]
    return "\n\n".join(parts) + "\n"


def _page(query: BundledQuery, lang: str) -> str:
    words = WORDS[lang]
    links = f"[{words['back']}](README.md) · [{words['other']}](../{OTHER[lang]}/{query.name}.md)"
    parts = [
        f"# {query.title[lang]}",
        f"{links} · `{query.name}` · {', '.join(query.tags)}",
        query.description[lang].strip(),
        f"## {words['parameters']}",
        _parameters(query, lang),
        f"## {words['example']}",
        f"```sh\n{_command(query, lang)}\n```",
        *(_rows(query, lang) if query.form == "select" else _triples(query, lang)),
        f"## {words['text']}",
        f"```sparql\n{query.text.strip()}\n```",
        f"*{words['note']}*",
    ]
    return "\n\n".join(parts) + "\n"


def _parameters(query: BundledQuery, lang: str) -> str:
    words = WORDS[lang]
    if not query.parameters:
        return words["none"]
    rows = []
    for one in query.parameters:
        cells = [
            f"`{one.name}`",
            one.label[lang],
            _type(one),
            words["yes"] if one.required else "",
            words["yes"] if one.many else "",
            one.default or "",
        ]
        rows.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    return "\n".join([words["head"], "|---|---|---|---|---|---|", *rows])


def _type(parameter: Parameter) -> str:
    detail = parameter.scheme or parameter.class_name or ", ".join(parameter.allowed)
    return f"{parameter.type} ({detail})" if detail else parameter.type


def _command(query: BundledQuery, lang: str) -> str:
    words = ["ess-graph", "query", query.name]
    for name, value in query.example.items():
        for one in (value,) if isinstance(value, str) else value:
            words += ["-p", f"{name}={one}"]
    return shlex.join(words if lang == "fr" else [*words, "--lang", lang])


def _rows(query: BundledQuery, lang: str) -> list[str]:
    found = parse_query_results(path=EXPECTED / f"{query.name}.tsv", format=QueryResultsFormat.TSV)
    if not isinstance(found, QuerySolutions):
        raise TypeError(query.name)
    rows = list(found)
    lines = [
        "| " + " | ".join(_cell(label[lang]) for label in query.columns.values()) + " |",
        "|" + "---|" * len(query.columns),
    ]
    lines += [f"| {' | '.join(_cell(_term(row[name])) for name in query.columns)} |" for row in rows[:SHOWN]]
    return [WORDS[lang]["rows"].format(count=len(rows)), "\n".join(lines)]


def _triples(query: BundledQuery, lang: str) -> list[str]:
    lines = (EXPECTED / f"{query.name}.nt").read_text("utf-8").splitlines()
    shown = "\n".join(lines[:LINES])
    return [WORDS[lang]["triples"].format(count=len(lines)), f"```text\n{shown}\n```"]


def _term(term: object) -> str:
    if isinstance(term, NamedNode):
        return compact(term.value, prefixes(DEFAULT_BASE))
    return term.value if isinstance(term, Literal) else ""


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    short = flat if len(flat) <= WIDTH else f"{flat[: WIDTH - 1].rstrip()}…"
    return short.replace("\\", "\\\\").replace("|", "\\|").replace("[", "\\[").replace("<", "&lt;")
