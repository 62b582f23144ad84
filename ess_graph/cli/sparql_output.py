"""The answer of an ad hoc query, written in the form that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import click

from ess_graph.errors import UsageProblem
from ess_graph.report.graph import GRAPH_FORMATS, write_graph
from ess_graph.report.rows import RESULT_FORMATS, About, listing, visible
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.adhoc.answer import Found
    from ess_graph.adhoc.guard import Checked
    from ess_graph.adhoc.limits import Limits
    from ess_graph.cli.output import Output


def check_format(checked: Checked, output: Output) -> None:
    """Refuse a form that the answer cannot have, before the query is run for nothing.

    Raises:
        UsageProblem: the answer cannot have that form.
    """
    graph = checked.form in ("CONSTRUCT", "DESCRIBE")
    known = tuple(GRAPH_FORMATS) if graph else RESULT_FORMATS
    form = "--chart" if output.drawn else output.form
    if (form is not None and form not in known) and not (output.drawn and checked.form == "SELECT"):
        key = "sparql.format_graph" if graph else "sparql.format_rows"
        raise UsageProblem(key, found=form, known=", ".join(known))


def write_found(found: Found, checked: Checked, output: Output) -> None:
    """Write what a query found, in the form that was asked for."""
    if found.kind == "graph":
        form = output.form or "ttl"
        if output.file is None and sys.stdout.isatty():
            whole = BytesIO()
            write_graph(found.triples, form, checked.known, whole)
            click.echo(visible(whole.getvalue().decode("utf-8").replace("\t", "    ")), nl=False)
            return
        with output.stream() as out:
            write_graph(found.triples, form, checked.known, out)
        return
    about = About(title="SPARQL", details=" ".join(checked.text.split())[:200])
    if found.kind == "ask":
        _write_truth(found.value, output, about)
        return
    prefixes = checked.known if output.for_a_person else {}
    rows = [[_cell(term, prefixes) for term in row] for row in found.rows]
    empty = message("table_head.no_rows")
    output.write(listing(found.columns, found.columns, rows, empty, terms=found.rows, about=about))


def _write_truth(value: bool, output: Output, about: About) -> None:
    standard = {"srj": "JSON", "xml": "XML"}.get(output.form or "")
    if standard is not None:
        from pyoxigraph import QueryResultsFormat, parse_query_results

        text = f'{{"head":{{}},"boolean":{str(value).lower()}}}'
        found = parse_query_results(text, QueryResultsFormat.JSON)
        with output.stream() as out:
            found.serialize(out, getattr(QueryResultsFormat, standard))
        return
    plain = output.form in ("csv", "tsv") or not (output.form or output.for_a_person)
    output.write(listing(("ask",), ("ASK",), [(str(value).lower() if plain else value,)], about=about))


def _cell(term: Any, prefixes: Mapping[str, str]) -> Any:
    """Return the plain value of a term; an IRI as a prefixed name when there are prefixes."""
    from pyoxigraph import Literal, NamedNode

    from ess_graph.rdf.names import compact
    from ess_graph.rdf.namespaces import XSD

    if term is None:
        return None
    if isinstance(term, NamedNode):
        return compact(term.value, prefixes)
    if not isinstance(term, Literal):
        return str(term)
    if term.datatype.value == f"{XSD}integer":
        return int(term.value)
    if term.datatype.value == f"{XSD}boolean" and term.value in ("true", "false"):
        return term.value == "true"
    return term.value


def explain(checked: Checked, limits: Limits) -> None:
    """Write what would be evaluated."""
    graphs = ", ".join(f"<{one}>" for one in checked.graphs) or message("sparql.explain_union")
    services = ", ".join(f"<{one}>" for one in checked.services) or message("sparql.explain_none")
    click.echo(message("sparql.explain_form", value=checked.form))
    click.echo(message("sparql.explain_valid"))
    click.echo(message("sparql.explain_graphs", value=graphs))
    click.echo(message("sparql.explain_services", value=services))
    used = ", ".join(f"{prefix}: <{iri}>" for prefix, iri in checked.prefixes.items())
    click.echo(message("sparql.explain_prefixes", value=used or "—"))
    click.echo(
        message(
            "sparql.explain_limits",
            seconds=f"{limits.seconds:g}",
            rows=limits.rows,
            memory=limits.memory_mib,
            size=limits.answer_bytes >> 20,
        )
    )
