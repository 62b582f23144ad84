"""pySHACL as an engine: complete and slow. rdflib and pySHACL are imported here and nowhere else."""

from __future__ import annotations

import functools
import logging
import re
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ess_graph.errors import InputProblem
from ess_graph.rdf.namespaces import DCT, EXTERNAL
from ess_graph.report.finding import SEVERITIES, Finding, Terms, kind_of, no_details
from ess_graph.shacl.bounds import bounds, kept
from ess_graph.shacl.trace import stage

if TYPE_CHECKING:
    from pyoxigraph import Triple
    from rdflib import Graph

    from ess_graph.shacl.plan.graph import ShapesGraph
    from ess_graph.shacl.plan.paths import Path

_SH = EXTERNAL["sh"]


class PyShaclEngine:
    """The reference engine."""

    name = "pyshacl"

    def validate(self, data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
        """Return the findings, sorted by focus node, path and rule.

        Raises:
            InputProblem: the shapes graph is not valid SHACL.
        """
        import rdflib
        from pyparsing import ParseBaseException
        from pyshacl import validate
        from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ShapeRecursionWarning

        from ess_graph.shacl.plan.graph import ShapesGraph

        # rdflib rewrites "1"^^xsd:boolean and the like before a check could see it (design/performance.md §3).
        rdflib.NORMALIZE_LITERALS = False
        # rdflib logs a traceback for each ill-formed literal; the finding says it better.
        logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
        # pySHACL logs what it then raises or returns; its level is reset at each call, "disabled" stays.
        logging.getLogger("pyshacl-validate").disabled = True
        _index_parameters()
        _parse_queries_once()
        shapes = list(shapes)
        shapes_graph = _graph(shapes)
        _declare_imported_prefixes(shapes_graph)
        try:
            with stage("data"):
                graph = _graph(data)
            with stage("check"), warnings.catch_warnings():
                # It would go on as if the shape held: SHACL §3.4.3 leaves recursion undefined, and we say so.
                warnings.simplefilter("error", ShapeRecursionWarning)
                asked = functools.partial(
                    validate,
                    graph,
                    shacl_graph=shapes_graph,
                    inference="none",
                    advanced=False,
                    do_owl_imports=False,
                )
                _, results, text = bounds().in_front(asked)
        except (
            ReportableRuntimeError,
            ShapeLoadError,
            ShapeRecursionWarning,
            re.error,
            NotImplementedError,
            ParseBaseException,
        ) as error:
            raise InputProblem("input.shapes", reason=_reason(error)) from error
        except Exception as error:
            # rdflib says so, and no more precisely, that a query has an unknown prefix.
            if type(error) is not Exception:
                raise
            raise InputProblem("input.shapes", reason=_reason(error)) from error
        if not hasattr(results, "subjects"):
            raise InputProblem("input.shapes", reason=_reason(text))
        return kept(_findings(results, shapes_graph, ShapesGraph(shapes)), _order)


def _index_parameters() -> None:
    """Fill pySHACL's cache of constraint parameters with a set instead of a list.

    For each shape and focus node it looks every predicate of the shape up in a list of 35 IRIs: a third of the time of
    our validation (measured: 16.3 s, 10.7 s with a set). The set serves as long as neither SHACL-AF nor SHACL-JS is
    asked for, which would append to a copy.
    """
    from pyshacl import shape
    from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP

    shape.__dict__["CONSTRAINT_PARAMS"] = (frozenset(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)


def _declare_imported_prefixes(shapes: Graph) -> None:
    """Give a value of ``sh:prefixes`` the declarations that it imports (SHACL §5.2.1: ``owl:imports*/sh:declare``).

    pySHACL looks at ``sh:declare`` alone, and takes what it misses from the prefixes of the Turtle file, if it is one.
    """
    from rdflib import URIRef
    from rdflib.namespace import OWL

    declare = URIRef(_SH + "declare")
    for start in set(shapes.objects(None, URIRef(_SH + "prefixes"))):
        for imported in list(shapes.transitive_objects(start, OWL.imports)):
            for declaration in list(shapes.objects(imported, declare)):
                shapes.add((start, declare, declaration))


def _parse_queries_once() -> None:
    """Keep what rdflib makes of the text of a query.

    pySHACL gives the text of a SPARQL constraint to rdflib for each focus node, and searches it for what it forbids;
    both are a matter of the text alone (measured with three such rules: 13.8 s, 9.5 s when done once).
    """
    from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.algebra import traverse

    asked: Any = SPARQLBasedConstraint._validate_sparql_query
    checked: Any = SPARQLQueryHelper.check_invalid_sparql
    if asked.__name__ == "ask":
        return

    @functools.cache
    def prepared(text: str) -> Any:
        query = prepareQuery(text)
        traverse(query.algebra, visitPre=_this_first)
        return query

    seen: set[str] = set()

    def ask(self: Any, query: str, bindings: Any, graph: Any) -> Any:
        return asked(self, prepared(query), bindings, graph)

    def check(self: Any, text: str, valuenode: Any = None, extravars: Any = None) -> Any:
        if text in seen and valuenode is None and extravars is None:
            return True
        checked(self, text, valuenode, extravars)
        seen.add(text)
        return True

    setattr(SPARQLBasedConstraint, asked.__name__, ask)
    setattr(SPARQLQueryHelper, checked.__name__, check)


def _this_first(node: Any) -> None:
    """Put the triple patterns of a group in the order in which they find least, $this being known.

    rdflib orders them when it parses, as if $this were unknown: it would look at every practice for each practice.
    """
    from rdflib import RDF, Variable

    if getattr(node, "name", "") != "BGP":
        return
    known = {Variable("this")}
    waiting = list(node["triples"])
    ordered = []

    def unknown(triple: Any) -> tuple[int, bool]:
        return sum(isinstance(t, Variable) and t not in known for t in triple), triple[1] == RDF.type

    while waiting:
        first = min(waiting, key=unknown)
        waiting.remove(first)
        ordered.append(first)
        known.update(t for t in first if isinstance(t, Variable))
    node["triples"] = ordered


def _reason(said: object) -> str:
    return str(said).splitlines()[0].rstrip(".")


def _graph(triples: Iterable[Triple]) -> Graph:
    from pyoxigraph import BlankNode as OxBlank
    from pyoxigraph import Literal as OxLiteral
    from pyoxigraph import NamedNode as OxNode
    from rdflib import BNode, Graph, Literal, URIRef

    def term(one: Any) -> Any:
        if isinstance(one, OxNode):
            return URIRef(one.value)
        if isinstance(one, OxBlank):
            return BNode(one.value)
        if isinstance(one, OxLiteral):
            if one.language:
                return Literal(one.value, lang=one.language)
            # RDF 1.1: a literal without a datatype is an xsd:string; rdflib keeps the two apart.
            string = one.datatype.value == EXTERNAL["xsd"] + "string"
            return Literal(one.value) if string else Literal(one.value, datatype=URIRef(one.datatype.value))
        raise InputProblem("input.shapes", reason=f"RDF-star: {one}")

    graph = Graph()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _findings(results: Any, shapes: Graph, read: ShapesGraph) -> Iterable[Finding]:
    from rdflib import URIRef
    from rdflib.namespace import RDF

    details = bounds().details
    for node in set(results.subjects(RDF.type, URIRef(_SH + "ValidationResult"))):
        # Results nested under sh:detail are causes, not findings of their own.
        if (None, URIRef(_SH + "detail"), node) not in results:
            yield _finding(results, node, shapes, read, details)


def _finding(results: Any, node: Any, shapes: Graph, read: ShapesGraph, details: bool) -> Finding:
    from rdflib import URIRef

    from ess_graph.shacl.plan.paths import display

    def one(name: str) -> Any:
        return results.value(node, URIRef(_SH + name))

    focus, value, shape = one("focusNode"), one("value"), one("sourceShape")
    messages = list(shapes.objects(shape, URIRef(_SH + "message"))) or list(
        results.objects(node, URIRef(_SH + "resultMessage"))
    )
    path, component = _path(one("resultPath"), shape, read), str(one("sourceConstraintComponent"))

    def nested() -> Iterable[Finding]:
        for inner in results.objects(node, URIRef(_SH + "detail")):
            yield _finding(results, inner, shapes, read, details)

    return Finding(
        severity=str(one("resultSeverity")).removeprefix(_SH),
        focus=str(focus),
        path="" if path is None else display(path),
        value="" if value is None else str(value),
        component=component.removeprefix(_SH).removesuffix("ConstraintComponent"),
        shape="" if shape is None else str(shape),
        code=str(shapes.value(shape, URIRef(DCT + "identifier")) or ""),
        messages={getattr(m, "language", None) or "": str(m) for m in sorted(messages, key=str)},
        terms=Terms(
            _term(focus),
            _term(value),
            path,
            _term(shape),
            component,
            _term(one("sourceConstraint")),
            nested if details else no_details,
        ),
    )


def _path(found: Any, shape: Any, shapes: ShapesGraph) -> Path | None:
    """Return the path of a result; pySHACL gives the blank node of one that is no predicate."""
    from ess_graph.shacl.plan.paths import read_path

    return None if found is None else read_path(shapes, _term(shape), _term(found))


def _term(one: Any) -> Any:
    """Return a term of rdflib as one of Oxigraph."""
    from pyoxigraph import BlankNode, Literal, NamedNode
    from rdflib import BNode, URIRef

    if one is None:
        return None
    if isinstance(one, URIRef):
        return NamedNode(str(one))
    if isinstance(one, BNode):
        return BlankNode(str(one))
    if one.language:
        return Literal(str(one), language=one.language)
    return Literal(str(one), datatype=NamedNode(str(one.datatype or EXTERNAL["xsd"] + "string")))


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    return (
        SEVERITIES.index(kind_of(finding.severity)),
        finding.focus,
        finding.path,
        finding.shape,
        finding.value,
    )
