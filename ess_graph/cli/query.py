"""``ess-graph query``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ess_graph.cli.base import Option, argument, ess_command, format_option, store_option
from ess_graph.errors import UsageProblem
from ess_graph.report.rows import listing, write_listing
from ess_graph.text import current_language, message

if TYPE_CHECKING:
    from ess_graph.catalogue.header import BundledQuery


@ess_command("query", "query")
@argument("name", required=False, help_key="help.query.name")
@click.option("-p", "--param", "params", cls=Option, multiple=True, metavar="K=V", help="help.query.param")
@click.option("--list", "listed", cls=Option, is_flag=True, help="help.query.list")
@click.option("--describe", "described", cls=Option, is_flag=True, help="help.query.describe")
@store_option
@format_option
def command(
    name: str | None,
    params: tuple[str, ...],
    listed: bool,
    described: bool,
    store: str | None,
    form: str | None,
) -> None:
    """Run a bundled query."""
    lang = current_language()
    if listed:
        from ess_graph.catalogue.run import list_queries

        _write_queries(list_queries(), lang, form)
        return
    if name is None:
        raise UsageProblem("usage.query_name")
    if described:
        from ess_graph.catalogue.header import bundled_query

        _write_parameters(bundled_query(name), lang, form)
        return
    from ess_graph.catalogue.header import bundled_query
    from ess_graph.catalogue.run import run_query
    from ess_graph.store.generation import open_store

    given = dict(_split(one) for one in params)
    bundled_query(name)
    opened = open_store(store)
    result = run_query(opened, name, given, lang=lang)
    titles = [result.query.columns.get(column, {}).get(lang, column) for column in result.columns]
    short = _shortener(opened.prefixes) if _is_table(form) else _plain
    rows = [[short(term) for term in row] for row in result.rows]
    write_listing(listing(result.columns, titles, rows, message("table_head.no_rows")), form)


def _is_table(form: str | None) -> bool:
    import sys

    return form == "table" or (form is None and sys.stdout.isatty())


def _split(one: str) -> tuple[str, str]:
    name, equals, value = one.partition("=")
    if not equals or not name:
        raise UsageProblem("usage.parameter_form", found=one)
    return name, value


def _plain(term: Any) -> Any:
    """Return the text of a term; numbers and truth values as such, for JSON."""
    if term is None:
        return None
    value = getattr(term, "value", str(term))
    datatype = getattr(term, "datatype", None)
    kind = "" if datatype is None else datatype.value.rpartition("#")[2]
    if kind == "integer":
        return int(value)
    if kind == "boolean":
        return value == "true"
    return value


def _shortener(prefixes: Any) -> Any:
    from pyoxigraph import NamedNode

    from ess_graph.rdf.names import compact

    def short(term: Any) -> Any:
        return compact(term.value, prefixes) if isinstance(term, NamedNode) else _plain(term)

    return short


def _write_queries(queries: list[BundledQuery], lang: str, form: str | None) -> None:
    rows = [
        (query.name, query.title[lang], " ".join(parameter.name for parameter in query.parameters))
        for query in queries
    ]
    titles = [message(f"table_head.{key}") for key in ("name", "title", "parameters")]
    write_listing(listing(("name", "title", "parameters"), titles, rows), form)


def _write_parameters(query: BundledQuery, lang: str, form: str | None) -> None:
    if form in (None, "table"):
        click.echo(f"{query.name} — {query.title[lang]}\n{query.description[lang].strip()}\n")
    rows = [
        (
            one.name,
            f"{one.type} {one.scheme}" if one.scheme else one.type,
            message("help.required") if one.required else one.default or "",
            one.label.get(lang, ""),
            query.example.get(one.name, ""),
        )
        for one in query.parameters
    ]
    keys = ("name", "type", "default", "label", "example")
    titles = [message(f"table_head.{key}") if key != "default" else "=" for key in keys]
    write_listing(listing(keys, titles, rows), form or "table")
