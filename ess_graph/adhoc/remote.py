"""Evaluate a query that is not ours on a SPARQL endpoint: checked here, bounded by the exchange, run by the server."""

from __future__ import annotations

from ess_graph.adhoc.answer import Found
from ess_graph.adhoc.guard import Checked
from ess_graph.adhoc.limits import Limits
from ess_graph.store.endpoint import EndpointSource


def evaluate_remote(endpoint: EndpointSource, query: Checked, *, limits: Limits) -> Found:
    """Evaluate a checked query on an endpoint.

    Args:
        endpoint: where; its own time limit holds.
        query: the query, as the guard gave it back; the prefixes that it uses are sent along.
        limits: how many rows are kept.

    Raises:
        EndpointProblem: the endpoint does not answer, or refuses the query, and why.
    """
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in query.prefixes.items())
    text = f"{declared}{query.text}"
    if query.form == "ASK":
        return Found("ask", value=endpoint.ask(text))
    if query.form == "SELECT":
        answer = endpoint.select(text, name="sparql")
        cut = "rows" if len(answer.rows) > limits.rows else ""
        return Found("select", answer.columns, answer.rows[: limits.rows], cut=cut)
    triples = endpoint.construct(text, name="sparql")
    cut = "rows" if len(triples) > limits.rows else ""
    return Found("graph", triples=triples[: limits.rows], cut=cut)
