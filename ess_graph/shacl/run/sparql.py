"""SPARQL-based constraints and components (SHACL §5.3 and §6.3), asked of Oxigraph for many focus nodes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from ess_graph.shacl.plan.mentions import Mentions, mentions_of
from ess_graph.shacl.plan.needs import Needs
from ess_graph.shacl.plan.needs_of import needs_of
from ess_graph.shacl.plan.problem import beyond, ill_formed
from ess_graph.shacl.plan.sparql import Sparql
from ess_graph.shacl.run.batches import batches
from ess_graph.shacl.run.bound import SHAPES_GRAPH, Text, cut
from ess_graph.shacl.run.held import Data, Held, OnDisk
from ess_graph.shacl.run.results import Hit

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.problem import Term
    from ess_graph.shacl.plan.shapes import Plan, Shape
    from ess_graph.shacl.run.paths import Values

_BATCH: Final = 2_000
#: From so many focus nodes on, naming them in a query costs more than to look what else it would find (measured).
_MANY: Final = 500


class Queries:
    """The queries of a plan, and the data that they are asked of."""

    def __init__(self, plan: Plan) -> None:
        """Read the queries.

        Raises:
            InputProblem: a query is not valid.
            BeyondEngine: it asks for named graphs.
        """
        self._plan = plan
        self._texts: dict[str, Text] = {}
        self._seen: dict[str, Mentions] = {}
        for shape in plan.shapes.values():
            for one in shape.constraints:
                if isinstance(one, Sparql) and one.query not in self._texts:
                    self._texts[one.query] = _read(shape, one)
                    self._seen[one.query] = mentions_of(one.query)
        self._data: Data | None = None
        self._part: Data | None = None
        self._needs: dict[str, Needs | None] = {}
        self._lock = Lock()

    @property
    def predicates(self) -> set[str] | None:
        """The predicates that the queries can see; ``None`` when one may see all."""
        found: set[str] = set()
        for seen in self._seen.values():
            if seen.predicates is None:
                return None
            found |= seen.predicates
        return found

    @property
    def narrowing(self) -> set[str]:
        """The predicates by which queries are narrowed to what they can find, and what is then seen."""
        found: set[str] = set()
        for shape in self._plan.shapes.values():
            for one in shape.constraints:
                needs = self.needs(one) if isinstance(one, Sparql) else None
                if needs is not None:
                    found |= needs.seen.predicates
        return found

    @property
    def asks_shapes(self) -> bool:
        """Whether a query asks for the shapes graph."""
        return any("shapesGraph" in text.names for text in self._texts.values())

    def hold(self, triples: Iterable[Triple]) -> None:
        """Load the data, at least the statements with :attr:`predicates`.

        Raises:
            BeyondEngine: the store would rewrite a literal that a query may see.
        """
        self._data = Held(self._plan, triples, with_shapes=self.asks_shapes)

    def show(self, data: Data) -> None:
        """Ask data that hold at least the statements with :attr:`predicates`."""
        self._data = data

    def ask_of(self, store: Store) -> None:
        """Ask a store where it lies."""
        self._data = OnDisk(store)

    def prepare(self) -> None:
        """Copy from a store on disk what most queries see, which would else be done when the first is asked."""
        with self._lock:
            data = self._data
            if isinstance(data, OnDisk) and self._part is None:
                seen = (one.predicates for one in self._seen.values() if one.predicates is not None)
                self._part = data.part({iri for predicates in seen for iri in predicates})

    def sees_all(self, one: Sparql) -> bool:
        """Tell whether a query may see every statement."""
        return self._seen[one.query].predicates is None

    def _asked(self, one: Sparql) -> Data:
        """Return the data that a query is asked of."""
        if isinstance(self._data, OnDisk) and not self.sees_all(one):
            self.prepare()
            return self._part or self._data
        if self._data is None:
            raise ValueError("no data yet: hold() or ask_of()")
        return self._data

    def needs(self, one: Sparql) -> Needs | None:
        """Return what a SELECT needs before it can find anything, if it is understood."""
        text = self._texts[one.query]
        if one.asks or not text.flat or not text.names.isdisjoint(("currentShape", "shapesGraph")):
            return None
        if one.query not in self._needs:
            self._needs[one.query] = needs_of(one.query)
        return self._needs[one.query]

    def violations(
        self, shape: Shape, one: Sparql, values: Values, data: Data | None = None
    ) -> Iterator[tuple[Term, Hit]]:
        """Yield what a query finds, with the focus node that it was asked about.

        Args:
            shape: the shape that has the query.
            one: the query.
            values: its focus nodes and their values.
            data: what it is asked of, if not what all are asked of.
        """
        data = data or self._asked(one)
        text = self._texts[one.query]
        fixed: dict[str, Term] = {
            "currentShape": shape.node,
            "shapesGraph": SHAPES_GRAPH,
            **dict(one.bindings),
        }
        fixed = {name: term for name, term in fixed.items() if name in text.names}
        if one.asks:
            yield from self._ask(shape, one, text, fixed, values, data)
        else:
            yield from self._select(shape, one, text, fixed, values, data)

    def _ask(
        self, shape: Shape, one: Sparql, text: Text, fixed: dict[str, Term], values: Values, data: Data
    ) -> Iterator[tuple[Term, Hit]]:
        answers: dict[tuple[Term | None, Term], bool] = {}
        for focus, found in values.items():
            for value in found:
                # When the query does not mention the focus node, one answer serves for all.
                key = (focus if "this" in text.names else None, value)
                if key not in answers:
                    bound = {**fixed, "this": focus, "value": value}
                    head = data.head(_used(bound, text), shape.node)
                    answers[key] = bool(data.query(text.bound(head)))
                if not answers[key]:
                    says = _worded(one, {**dict(one.bindings), "this": focus, "value": value})
                    yield focus, Hit(shape, one.component, focus, value, None, says)

    def _select(
        self, shape: Shape, one: Sparql, text: Text, fixed: dict[str, Term], values: Values, data: Data
    ) -> Iterator[tuple[Term, Hit]]:
        alone: Iterable[Term] = values
        if text.flat and not any(isinstance(term, BlankNode) for term in fixed.values()):
            if self._for_all(one, len(values), data):
                head = f"VALUES ({_names(fixed)}) {{ ({_terms(fixed)}) }}" if fixed else ""
                found = self._rows(shape, one, text.bound_once(head), None, data)
                yield from (row for row in found if row[0] in values)
                return
            names, rest = _names({"this": shape.node, **fixed}), _terms(fixed)
            plain = [focus for focus in values if not isinstance(focus, BlankNode)]
            for batch in batches(plain, _BATCH):
                head = f"VALUES ({names}) {{ {' '.join(f'({focus} {rest})' for focus in batch)} }}"
                yield from self._rows(shape, one, text.bound_once(head), None, data)
            alone = [focus for focus in values if isinstance(focus, BlankNode)]
        for focus in alone:
            head = data.head({"this": focus, **fixed}, shape.node)
            yield from self._rows(shape, one, text.bound(head), focus, data)

    def _for_all(self, one: Sparql, nodes: int, data: Data) -> bool:
        """Tell whether to ask for whatever a query finds and keep the focus nodes, which costs less than to name them.

        It has to begin with statements about ``$this``, and one of them must not be about many other nodes.
        """
        leads = self._seen[one.query].leads if nodes >= _MANY else ()
        return any(sum(map(data.count, lead)) <= 2 * nodes for lead in leads)

    def _rows(
        self, shape: Shape, one: Sparql, query: str, focus: Term | None, data: Data
    ) -> Iterator[tuple[Term, Hit]]:
        solutions: Any = data.query(query)
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


def _read(shape: Shape, one: Sparql) -> Text:
    text = cut(one.query)
    try:
        Store().query(text.bound(""))
    except (SyntaxError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise ill_formed(shape.node, "5.2", "shacl.query", reason=reason) from error
    if text.graphs:
        raise beyond(shape.node, "5.3", "shacl.named_graphs")
    return text


def _names(values: Mapping[str, Term]) -> str:
    return " ".join(f"?{name}" for name in values)


def _terms(values: Mapping[str, Term]) -> str:
    return " ".join(map(str, values.values()))


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
