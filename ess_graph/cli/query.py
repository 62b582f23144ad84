"""``ess-graph query``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ess_graph.cli.base import Option, argument, ess_command, store_option
from ess_graph.cli.output import Output, output_options
from ess_graph.errors import UsageProblem
from ess_graph.rdf.formats import SYNTAXES
from ess_graph.report.graph import GRAPH_FORMATS, write_graph
from ess_graph.report.rows import RESULT_FORMATS, About, listing
from ess_graph.text import current_language, message

if TYPE_CHECKING:
    from ess_graph.catalogue.header import BundledQuery
    from ess_graph.store.source import GraphSource


@ess_command("query", "query")
@argument("name", required=False, help_key="help.query.name")
@argument("files", nargs=-1, help_key="help.query.files")
@click.option("-p", "--param", "params", cls=Option, multiple=True, metavar="K=V", help="help.query.param")
@click.option("--list", "listed", cls=Option, is_flag=True, help="help.query.list")
@click.option("--describe", "described", cls=Option, is_flag=True, help="help.query.describe")
@store_option
@click.option("--endpoint", cls=Option, metavar="URL", help="help.query.endpoint")
@click.option("--from", "syntax", cls=Option, type=click.Choice(tuple(SYNTAXES)), help="help.query.from")
@click.option(
    "--timeout", cls=Option, type=click.FloatRange(0.1, 3600), metavar="S", help="help.query.timeout"
)
@output_options(*RESULT_FORMATS, *GRAPH_FORMATS)
def command(
    name: str | None,
    files: tuple[str, ...],
    params: tuple[str, ...],
    listed: bool,
    described: bool,
    store: str | None,
    endpoint: str | None,
    syntax: str | None,
    timeout: float | None,
    output: Output,
) -> None:
    """Run a bundled query."""
    lang = current_language()
    if listed:
        from ess_graph.catalogue.run import list_queries

        _write_queries(list_queries(), lang, output)
        return
    if name is None:
        raise UsageProblem("usage.query_name")
    if described:
        from ess_graph.catalogue.header import bundled_query

        _write_parameters(bundled_query(name), lang, output)
        return
    from ess_graph.catalogue.header import bundled_query
    from ess_graph.catalogue.run import run_construct, run_query

    given: dict[str, list[str]] = {}
    for key, value in map(_split, params):
        given.setdefault(key, []).append(value)
    query = bundled_query(name)
    opened = _source(store, files, syntax, endpoint, timeout)
    if query.form == "construct":
        if output.drawn:
            raise UsageProblem("output.rows_only")
        chosen = "ttl" if output.form in (None, "table") else str(output.form)
        if chosen not in GRAPH_FORMATS:
            raise UsageProblem("usage.triples_format", found=chosen, known=", ".join(GRAPH_FORMATS))
        triples = run_construct(opened, name, given, lang=lang)
        with output.stream() as out:
            write_graph(triples, chosen, opened.prefixes, out)
        return
    if output.form in GRAPH_FORMATS:
        raise UsageProblem("usage.query_select", query=name)
    result = run_query(opened, name, given, lang=lang)
    titles = [result.query.columns.get(column, {}).get(lang, column) for column in result.columns]
    short = _shortener(opened.prefixes) if output.for_a_person else _plain
    rows = [[short(term) for term in row] for row in result.rows]
    about = _about(query, given, opened.base, lang)
    empty = message("table_head.no_rows")
    output.write(listing(result.columns, titles, rows, empty, terms=result.rows, about=about))


def _about(query: BundledQuery, given: dict[str, list[str]], base: str, lang: str) -> About:
    """Return the title, the parameters and the source of an answer, for a page or a drawing."""
    asked = [
        message("output.pair", name=one.label.get(lang, one.name), value=", ".join(given[one.name]))
        for one in query.parameters
        if one.name in given
    ]
    return About(query.title[lang], " · ".join(asked), message("output.source", query=query.name, base=base))


def _source(
    store: str | None, files: tuple[str, ...], syntax: str | None, endpoint: str | None, timeout: float | None
) -> GraphSource:
    """Return the graph to ask: an endpoint, files, or the built graph."""
    if sum((store is not None, bool(files), endpoint is not None)) > 1:
        raise UsageProblem("usage.one_source")
    if endpoint is not None:
        from ess_graph.store.endpoint import TIMEOUT, open_endpoint

        return open_endpoint(endpoint, timeout=timeout or TIMEOUT)
    if files:
        from ess_graph.store.files import open_files

        return open_files(files, syntax=syntax)
    from ess_graph.store.generation import open_store

    return open_store(store)


def _split(one: str) -> tuple[str, str]:
    name, equals, value = one.partition("=")
    if not equals or not name:
        raise UsageProblem("usage.parameter_form", found=one)
    return name, value


def _example(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


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


def _write_queries(queries: list[BundledQuery], lang: str, output: Output) -> None:
    rows = [
        (query.name, query.title[lang], " ".join(parameter.name for parameter in query.parameters))
        for query in queries
    ]
    titles = [message(f"table_head.{key}") for key in ("name", "title", "parameters")]
    output.write(listing(("name", "title", "parameters"), titles, rows))


def _write_parameters(query: BundledQuery, lang: str, output: Output) -> None:
    if output.form in (None, "table") and output.file is None and not output.drawn:
        click.echo(f"{query.name} — {query.title[lang]}\n{query.description[lang].strip()}\n")
    rows = [
        (
            one.name,
            f"{one.type} {one.scheme}" if one.scheme else one.type,
            message("help.required") if one.required else one.default or "",
            one.label.get(lang, ""),
            _example(query.example.get(one.name, "")),
        )
        for one in query.parameters
    ]
    keys = ("name", "type", "default", "label", "example")
    titles = [message(f"table_head.{key}") if key != "default" else "=" for key in keys]
    output.write(listing(keys, titles, rows), "table")
