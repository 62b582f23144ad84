"""The columns of an endpoint, each fetched when the evaluation first looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode

from ess_graph.errors import InputProblem
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.shacl.plan.graph import SUB_CLASS_OF
from ess_graph.shacl.plan.problem import no_triple_term
from ess_graph.shacl.plan.targets import TargetClass, TargetObjectsOf
from ess_graph.shacl.remote.blank import Followed, followed
from ess_graph.shacl.remote.pages import Pages, statements
from ess_graph.shacl.run.index import Index

if TYPE_CHECKING:
    from ess_graph.shacl.plan.problem import Node, Term
    from ess_graph.shacl.plan.shapes import Plan


class RemoteIndex(Index):
    """An index whose statements lie on an endpoint; only what is looked at is fetched, and each column once."""

    def __init__(self, plan: Plan, pages: Pages) -> None:
        """Fetch nothing yet.

        Args:
            plan: says which blank nodes would have to be followed.
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

    def instances(self, of: Node) -> frozenset[Term]:
        """Return the SHACL instances of a class (§1.1); one query for each of its subclasses."""
        with self._lock:
            return self._instances_of(of)

    def _instances_of(self, of: Node) -> frozenset[Term]:
        found = self._instances.get(of)
        if found is None:
            classes = self._subclasses(of) if isinstance(of, NamedNode) else ()
            for one in classes:
                if of in self._focus_classes:
                    self._refuse_blank(f"?s {NamedNode(RDF_TYPE)} {one}", "s", one.value)
            found = self._instances[of] = frozenset(node for one in classes for node in self._of_class(one))
        return found

    def _subclasses(self, of: Node) -> list[Node]:
        subclasses = self.subjects(SUB_CLASS_OF)
        classes: dict[Node, None] = {of: None}
        pending: list[Any] = [of]
        while pending:
            for one in subclasses.get(pending.pop(), ()):
                if one not in classes:
                    classes[one] = None  # type: ignore[index]
                    pending.append(one)
        return list(classes)

    def _of_class(self, one: Node) -> frozenset[Term]:
        found = self._types.get(one)
        if found is None:
            pattern = f"?s {NamedNode(RDF_TYPE)} {one} FILTER(isIRI(?s))"
            found = self._types[one] = frozenset(node for node, _ in self._pages.pairs(pattern))
        return found

    def _fetch(self, predicate: str) -> dict[Term, list[Term]]:
        name = NamedNode(predicate)
        if predicate in self._followed.subjects:
            self._refuse_blank(f"?s {name} ?o", "s", predicate)
        if predicate in self._focus_objects:
            self._refuse_blank(f"?s {name} ?o", "o", predicate)
        if predicate == SUB_CLASS_OF:
            # A class without a name matters only when it has instances.
            self._refuse_blank(f"?s {name} ?o . ?x {NamedNode(RDF_TYPE)} ?s", "s", predicate)
        column: dict[Term, list[Term]] = {}
        blank = False
        intern = self._known.setdefault
        for subject, read in self._pages.pairs(statements(predicate)):
            no_triple_term(read)
            blank = blank or isinstance(read, BlankNode)
            column.setdefault(intern(subject, subject), []).append(intern(read, read))
        for subject, values in column.items():
            if len(values) > 1:
                column[subject] = list(dict.fromkeys(values))
        return _Guarded(column, predicate) if blank and predicate in self._followed.objects else column

    def _refuse_blank(self, pattern: str, variable: str, where: str) -> None:
        if self._pages.any_blank(pattern, variable):
            raise blank_problem(where)


class _Guarded(dict[Any, Any]):
    """A column that gives no blank node out: who looks at one would look for it in another answer."""

    def __init__(self, column: Mapping[Any, Any], predicate: str) -> None:
        super().__init__(column)
        self._predicate = predicate

    def get(self, key: Any, default: Any = None, /) -> Any:
        """Return the values of a node.

        Raises:
            InputProblem: one of them is a blank node.
        """
        values = super().get(key, default)
        if any(isinstance(value, BlankNode) for value in values or ()):
            raise blank_problem(self._predicate)
        return values


def blank_problem(where: str) -> InputProblem:
    """Return the refusal of a blank node that would have to be followed, and what leads to it."""
    return InputProblem("endpoint.blank", where=where)
