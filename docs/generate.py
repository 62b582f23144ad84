"""Write the pages that come from the program: command line, scores, criteria, rules, catalogue of queries.

The catalogue is also written as OpenAPI and as RDF.

A test runs this and fails when a page in the repository is not what it makes.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from docs.class_diagram import class_diagram
from docs.conformance import conformance_pages
from docs.context import context_file, terms_file
from docs.criteria_pages import criteria_page
from docs.query_pages import query_pages
from docs.rule_pages import rule_pages
from ess_graph.catalogue.openapi import openapi
from ess_graph.catalogue.rdf import catalogue_turtle
from ess_graph.catalogue.run import list_queries
from ess_graph.cli.base import Context
from ess_graph.cli.main import COMMANDS, app
from ess_graph.config import DEFAULT_BASE
from ess_graph.shacl.rules import list_rules
from ess_graph.text import LANGUAGES, set_language

FOLDER = Path(__file__).parent
TITLES = {
    "fr": (
        "Référence de la ligne de commande",
        "Page produite par « make docs » à partir de l'aide du programme.",
    ),
    "en": ("Command line reference", "This page is made by “make docs” from the program's own help."),
}


def command_line_reference(lang: str) -> str:
    """Return the reference in one language, as Markdown."""
    set_language(lang)
    try:
        title, note = TITLES[lang]
        group = Context(app, info_name="ess-graph", terminal_width=88, **app.context_settings)
        parts = [f"# {title}", note, _block(app.get_help(group))]
        for name in COMMANDS:
            command = app.get_command(group, name)
            if command is None:
                raise KeyError(name)
            context = Context(
                command, info_name=f"ess-graph {name}", terminal_width=88, **command.context_settings
            )
            parts += [f"## {name}", _block(command.get_help(context))]
    finally:
        set_language(None)
    return "\n\n".join(parts) + "\n"


def _block(text: str) -> str:
    return f"```text\n{click.unstyle(text)}\n```"


def pages() -> dict[Path, str]:
    """Return every generated page with its text."""
    names = {"fr": "cli.fr.md", "en": "cli.md"}
    judged = {"fr": "check-ontology.fr.md", "en": "check-ontology.md"}
    queries = list_queries()
    return {
        **{FOLDER / names[lang]: command_line_reference(lang) for lang in LANGUAGES},
        **conformance_pages(FOLDER),
        FOLDER / "classes.svg": class_diagram(),
        **{FOLDER / judged[lang]: criteria_page(lang) for lang in LANGUAGES},
        **query_pages(queries, FOLDER / "queries"),
        **rule_pages(list_rules(), FOLDER),
        FOLDER / "catalogue.openapi.json": json.dumps(openapi(queries, "en"), ensure_ascii=False, indent=2)
        + "\n",
        FOLDER / "catalogue.ttl": catalogue_turtle(queries, DEFAULT_BASE),
        FOLDER.parent / "ontology" / "terms.json": terms_file(FOLDER.parent),
        FOLDER / "context.jsonld": context_file(),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
