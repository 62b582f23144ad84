"""The columns of an endpoint, each fetched when the evaluation first looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from threading import RLock
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode

from ess_graph.errors import InputProblem
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.plan.problem import no_triple_term
from ess_graph.shacl.plan.targets import TargetClass, TargetObjectsOf
from ess_graph.shacl.remote.blank import Followed, followed, looked_at
from ess_graph.shacl.remote.pages import Pages, statements
from ess_graph.shacl.run.index import Index

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ess_graph.shacl.plan.problem import Node, Term
    from ess_graph.shacl.plan.shapes import Plan
    from ess_graph.shacl.remote.pages import Pair


class RemoteIndex(Index):
    """An index whose statements lie on an endpoint; only what is looked at is fetched, and each column once.

    Those with a blank node come first, all from one answer; when they are too many for that, the blank nodes that the
    plan would have to recognise are refused.
    """

    def __init__(self, plan: Plan, pages: Pages) -> None:
        """Fetch nothing yet.

        Args:
            plan: says what is looked at, and which blank nodes would have to be followed.
            pages: where the statements come from.
        """
        super().__init__()
        targets = [target for shape in plan.shapes.values() for target in shape.targets]
        self._pages = pages
        # Queries are asked ahead in a thread of their own, and may look at columns too.
        self._lock = RLock()
        self._followed: Followed = followed(plan)
        self._focus_classes = {one.iri for one in targets if isinstance(one, TargetClass)}
        self._focus_objects = {one.iri for one in targets if isinstance(one, TargetObjectsOf)}
        self._types: dict[Node, frozenset[Term]] = {}
        self._names: list[str] | None = None
        self._looked_at = looked_at(plan)
        self._blanks: tuple[Mapping[str, list[Pair]] | None, frozenset[str] | None] | None = None

    def objects(self, predicate: str) -> Mapping[Term, list[Term]]:
        """Return the objects of a predicate by subject.

        Raises:
            EndpointProblem: the endpoint does not give them whole.
            InputProblem: one of them is a blank node that the plan would follow.
        """
        with self._lock:
            column = self._forward.get(predicate)
            if column is None:
                column = self._forward[predicate] = self._fetch(predicate)
            return column

    def predicates(self) -> Iterable[str]:
        """Return all predicates of the graph, for ``sh:closed``."""
        if self._names is None:
            self._names = [name.value for name in self._pages.names("?s ?p ?o")]
        return self._names

    def triples(self, predicates: Iterable[str] | None) -> Iterator[Triple]:
        """Yield the statements with some predicates, or all that the endpoint has."""
        yield from super().triples(self.predicates() if predicates is None else predicates)

    def covers(self, predicates: frozenset[str] | None) -> bool:
        """Tell whether the blank nodes of all statements with some predicates, or of all, can be told apart."""
        about, covered = self._blank()
        if about is None:
            return False
        return covered is None or (predicates is not None and predicates <= covered)

    def instances(self, of: Node) -> frozenset[Term]:
        """Return the SHACL instances of a class (§1.1); one query for each of its subclasses that has a name."""
        with self._lock:
            return self._instances_of(of)

    def _instances_of(self, of: Node) -> frozenset[Term]:
        found = self._instances.get(of)
        if found is None:
            # A class of the shapes graph without a name is none of the data.
            classes = self._subclasses(of) if isinstance(of, NamedNode) else []
            for one in classes:
                if of in self._focus_classes and not self._knows_blank(RDF_TYPE):
                    self._refuse_blank(f"?s {NamedNode(RDF_TYPE)} {one}", "s", one.value)
            found = self._instances[of] = frozenset(node for one in classes for node in self._of_class(one))
        return found

    def _subclasses(self, of: Node) -> list[Node]:
        subclasses = self.subjects(SUB_CLASS_OF)
        classes: dict[Any, None] = {of: None}
        pending: list[Any] = [of]
        while pending:
            for one in subclasses.get(pending.pop(), ()):
                if one not in classes:
                    classes[one] = None
                    pending.append(one)
        return list(classes)

    def _of_class(self, one: Node) -> frozenset[Term]:
        found = self._types.get(one)
        if found is None:
            nodes = [node for node, kind in self._about(RDF_TYPE) if kind == one]
            if isinstance(one, NamedNode):
                pattern = f"?s {NamedNode(RDF_TYPE)} {one} FILTER(isIRI(?s))"
                nodes += [node for node, _ in self._pages.pairs(pattern)]
            found = self._types[one] = frozenset(nodes)
        return found

    def _blank(self) -> tuple[Mapping[str, list[Pair]] | None, frozenset[str] | None]:
        """Return the statements with a blank node by predicate, and for which predicates: ``None`` for all.

        All are from one answer; ``None`` in their place when no answer holds those that the plan looks at.
        """
        with self._lock:
            if self._blanks is None:
                self._blanks = (None, frozenset())
                for wanted in self._looked_at:
                    rows = self._pages.about_blanks(wanted)
                    if rows is not None:
                        about: dict[str, list[Pair]] = {}
                        for subject, predicate, value in rows:
                            about.setdefault(predicate.value, []).append((subject, value))
                        self._blanks = (about, wanted)
                        break
            return self._blanks

    def _knows_blank(self, predicate: str) -> bool:
        return self.covers(frozenset((predicate,)))

    def _about(self, predicate: str) -> list[Pair]:
        about, _ = self._blank()
        return [] if about is None else about.get(predicate, [])

    def _fetch(self, predicate: str) -> dict[Term, list[Term]]:
        known = self._knows_blank(predicate)
        if not known:
            self._refuse_followed(predicate)
        column: dict[Term, list[Term]] = {}
        blank = False
        intern = self._known.setdefault
        named = self._pages.pairs(statements(predicate, blank_objects=not known))
        for subject, read in chain(named, self._about(predicate)):
            no_triple_term(read)
            blank = blank or isinstance(read, BlankNode)
            column.setdefault(intern(subject, subject), []).append(intern(read, read))
        for subject, values in column.items():
            if len(values) > 1:
                column[subject] = list(dict.fromkeys(values))
        return column if known else _Guarded(column, predicate, values=predicate in self._followed.objects)

    def _refuse_followed(self, predicate: str) -> None:
        name = NamedNode(predicate)
        if predicate in self._followed.subjects:
            self._refuse_blank(f"?s {name} ?o", "s", predicate)
        if predicate in self._focus_objects:
            self._refuse_blank(f"?s {name} ?o", "o", predicate)
        if predicate == SUB_CLASS_OF:
            # A class without a name matters only when something is under it.
            under = f"{{ ?x {NamedNode(RDF_TYPE)} ?s }} UNION {{ ?x {name} ?s }}"
            self._refuse_blank(f"?s {name} ?o . {under}", "s", predicate)

    def _refuse_blank(self, pattern: str, variable: str, where: str) -> None:
        if self._pages.any_blank(pattern, variable):
            raise blank_problem(where)


class _Guarded(dict[Any, Any]):
    """A column in which blank nodes cannot be told from those of another answer: none is looked up or given out."""

    def __init__(self, column: Mapping[Any, Any], predicate: str, *, values: bool) -> None:
        super().__init__(column)
        self._predicate = predicate
        self._values = values

    def get(self, key: Any, default: Any = None, /) -> Any:
        """Return the values of a node.

        Raises:
            InputProblem: it is a blank node, or one of its values is and the plan would follow it.
        """
        values = super().get(key, default)
        if isinstance(key, BlankNode) or (
            self._values and any(isinstance(value, BlankNode) for value in values or ())
        ):
            raise blank_problem(self._predicate)
        return values


def blank_problem(where: str) -> InputProblem:
    """Return the refusal of a blank node that would have to be followed, and what leads to it."""
    return InputProblem("endpoint.blank", where=where)
