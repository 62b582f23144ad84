"""SPARQL-based constraints and components (SHACL §5.3 and §6.3) on an Oxigraph store of the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from ess_graph.rdf.namespaces import XSD
from ess_graph.shacl.plan.problem import beyond, ill_formed
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.run.batches import batches
from ess_graph.shacl.run.bound import SHAPES_GRAPH, Binder, Text, cut
from ess_graph.shacl.run.results import Hit

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.plan.shapes import Plan, Shape
    from ess_graph.shacl.run.paths import Values

_BATCH: Final = 2_000


class Queries:
    """The data in a store, the shapes beside them, and the queries of a plan."""

    def __init__(self, plan: Plan, data: Iterable[Triple]) -> None:
        """Load the data.

        Raises:
            InputProblem: a query is not valid.
            BeyondEngine: the store would rewrite a literal that a query may see, or a query asks for named graphs.
        """
        self._store = Store()
        triples = list(data)
        users = [(s, one) for s in plan.shapes.values() for one in s.constraints if isinstance(one, Sparql)]
        literals = {triple.object for triple in triples if _typed(triple.object)}
        literals |= {term for _, one in users for _, term in one.bindings if _typed(term)}
        literals |= {triple.object for triple in plan.triples if _typed(triple.object)}
        changed = _rewritten(self._store, literals)
        if changed is not None:
            raise beyond(users[0][0].node, "5.3", "shacl.rewritten", found=changed)
        self._texts: dict[str, Text] = {}
        for shape, one in users:
            self._texts[one.query] = self._read(shape, one)
        self._store.bulk_extend(_quad(triple, DefaultGraph()) for triple in triples)
        if any("shapesGraph" in text.names for text in self._texts.values()):
            self._store.extend(_quad(triple, SHAPES_GRAPH) for triple in plan.triples)
        self._binder = Binder(self._store)

    def _read(self, shape: Shape, one: Sparql) -> Text:
        text = cut(one.query)
        try:
            self._store.query(text.bound(""))
        except (SyntaxError, ValueError, RuntimeError) as error:
            reason = " ".join(str(error).split())
            raise ill_formed(shape.node, "5.2", "shacl.query", reason=reason) from error
        if text.graphs:
            raise beyond(shape.node, "5.3", "shacl.named_graphs")
        return text

    def violations(self, shape: Shape, one: Sparql, values: Values) -> Iterator[tuple[Term, Hit]]:
        """Yield what a query finds, with the focus node that it was asked about."""
        text = self._texts[one.query]
        fixed: dict[str, Term] = {
            "currentShape": shape.node,
            "shapesGraph": SHAPES_GRAPH,
            **dict(one.bindings),
        }
        fixed = {name: term for name, term in fixed.items() if name in text.names}
        if one.asks:
            yield from self._ask(shape, one, text, fixed, values)
        else:
            yield from self._select(shape, one, text, fixed, values)

    def _ask(
        self, shape: Shape, one: Sparql, text: Text, fixed: dict[str, Term], values: Values
    ) -> Iterator[tuple[Term, Hit]]:
        answers: dict[tuple[Term | None, Term], bool] = {}
        for focus, found in values.items():
            for value in found:
                # When the query does not mention the focus node, one answer serves for all.
                key = (focus if "this" in text.names else None, value)
                if key not in answers:
                    bound = {**fixed, "this": focus, "value": value}
                    answers[key] = bool(self._run(shape, text, _used(bound, text)))
                if not answers[key]:
                    says = _worded(one, {**dict(one.bindings), "this": focus, "value": value})
                    yield focus, Hit(shape, one.component, focus, value, None, says)

    def _select(
        self, shape: Shape, one: Sparql, text: Text, fixed: dict[str, Term], values: Values
    ) -> Iterator[tuple[Term, Hit]]:
        plain = [focus for focus in values if not isinstance(focus, BlankNode)]
        alone: list[Term] = [focus for focus in values if isinstance(focus, BlankNode)]
        if text.flat and not any(isinstance(term, BlankNode) for term in fixed.values()):
            names = " ".join(f"?{name}" for name in ("this", *fixed))
            rest = " ".join(map(str, fixed.values()))
            for batch in batches(plain, _BATCH):
                head = f"VALUES ({names}) {{ {' '.join(f'({focus} {rest})' for focus in batch)} }}"
                yield from self._rows(shape, one, text.bound_once(head), None)
        else:
            alone = list(values)
        for focus in alone:
            head = self._binder.head({"this": focus, **fixed})
            yield from self._rows(shape, one, text.bound(head), focus)

    def _rows(self, shape: Shape, one: Sparql, query: str, focus: Term | None) -> Iterator[tuple[Term, Hit]]:
        solutions: Any = self._store.query(query)
        names = [variable.value for variable in solutions.variables]
        # pySHACL counts equal solutions once; a query that means otherwise selects what tells them apart.
        for row in dict.fromkeys(tuple(solution[name] for name in names) for solution in solutions):
            found = {name: term for name, term in zip(names, row, strict=True) if term is not None}
            failure = found.get("failure")
            if isinstance(failure, Literal) and failure.value in ("true", "1"):
                raise ill_formed(shape.node, "5.3.2", "shacl.failure")
            this = found.get("this", focus)
            assert this is not None
            value = found.get("value", this if shape.path is None else None)
            path = found.get("path")
            says = _worded(one, {**dict(one.bindings), **found})
            where = path.value if isinstance(path, NamedNode) else None
            yield this, Hit(shape, one.component, this, value, where, says)

    def _run(self, shape: Shape, text: Text, bound: dict[str, Term]) -> Any:
        return self._store.query(text.bound(self._binder.head(bound)))


def _quad(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _used(bound: dict[str, Term], text: Text) -> dict[str, Term]:
    return {name: term for name, term in bound.items() if name in text.names}


def _worded(one: Sparql, found: Mapping[str, Term]) -> dict[str, str]:
    """Return the messages of a result, ``{?name}`` and ``{$name}`` filled in (§5.3.2)."""
    said = found.get("message")
    if isinstance(said, Literal):
        return {said.language or "": said.value}
    worded = {}
    for lang, text in one.messages:
        worded[lang] = text
        for name, term in found.items():
            for sign in "?$":
                worded[lang] = worded[lang].replace(f"{{{sign}{name}}}", term.value)
    return worded


def _typed(term: object) -> bool:
    return (
        isinstance(term, Literal)
        and not term.language
        and term.datatype.value.startswith(XSD)
        and term.datatype.value != XSD + "string"
    )


def _rewritten(store: Store, literals: set[Any]) -> Literal | None:
    """Return a literal that the store does not give back as it was read, the first by its text."""
    changed = []
    for batch in batches(sorted(literals, key=str), 10_000):
        rows: Any = store.query(f"SELECT ?v WHERE {{ VALUES ?v {{ {' '.join(map(str, batch))} }} }}")
        changed += [one for one, row in zip(batch, rows, strict=True) if row["v"] != one]
    return changed[0] if changed else None
