"""A validation report as RDF (SHACL §3.6), in exact terms.

A report and its results have IRIs that are made from what they say (``urn:uuid:`` of version 5, RFC 9562 §5.5), so that
the same findings are the same document, and a finding more is a few lines more. Blank nodes are only those of the data
and the shapes, with the labels that the writer gives them, and the nodes of paths, which SHACL §2.3.1 takes for
predicates when they are IRIs. As each result has a name of its own, blank nodes are told apart at their first look.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ess_graph.rdf.namespaces import EXTERNAL, RDF_TYPE, XSD
from ess_graph.report.finding import SEVERITIES
from ess_graph.shacl.plan.graph import SH
from ess_graph.shacl.plan.paths import Alternative, Inverse, Path, Predicate, Repeat, Sequence
from ess_graph.text import LANGUAGES, message

if TYPE_CHECKING:
    from ess_graph.report.finding import Finding, Report, Terms

#: The name space of our names of results: version 5 asks for one.
_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, SH + "ValidationResult")
_FIRST, _REST, _NIL = (NamedNode(EXTERNAL["rdf"] + name) for name in ("first", "rest", "nil"))
_TYPE: Final = NamedNode(RDF_TYPE)
_COMMENT: Final = NamedNode(EXTERNAL["rdfs"] + "comment")
_SIGNS: Final = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)


def report_triples(report: Report, most_details: int | None = None) -> Iterator[Triple]:
    """Yield the statements of a report.

    Args:
        report: the findings; those that no shape says are left out, as they are no results of SHACL.
        most_details: how many nested results are told at most, ``None`` for all.

    Yields:
        The report (§3.6.1), which conforms when there is no result of any severity (§3.6.1.1), and its results.
    """
    writer = _Writer(most_details)
    names = []
    for finding in report.findings:
        if finding.terms is not None:
            name, statements = writer.result(finding, finding.terms)
            names.append(name)
            yield from statements
    left_out = sum(report.left_out.values())
    node = _named("\n".join(map(str, [*names, left_out])))
    yield Triple(node, _TYPE, _sh("ValidationReport"))
    conforms = "false" if names or left_out else "true"
    yield Triple(node, _sh("conforms"), Literal(conforms, datatype=NamedNode(XSD + "boolean")))
    for name in names:
        yield Triple(node, _sh("result"), name)
    for lang in LANGUAGES:
        if left_out:
            yield Triple(
                node, _COMMENT, Literal(message("report.left_out", lang, count=left_out), language=lang)
            )
        if writer.details_left_out:
            said = message("report.details_left_out", lang, count=most_details)
            yield Triple(node, _COMMENT, Literal(said, language=lang))


def _named(text: str) -> NamedNode:
    return NamedNode(uuid.uuid5(_SPACE, text).urn)


class _Writer:
    """The results of one report: equal ones are told apart, equal paths are one."""

    def __init__(self, most_details: int | None) -> None:
        self._paths: dict[Path, NamedNode | BlankNode] = {}
        self._seen: dict[str, int] = {}
        self._left = most_details
        self.details_left_out = False

    def result(self, finding: Finding, terms: Terms) -> tuple[NamedNode, list[Triple]]:
        """Return the name of a result (§3.6.2) and its statements, those of its path and details among them."""
        said: list[tuple[NamedNode, Any]] = [
            (_TYPE, _sh("ValidationResult")),
            (_sh("focusNode"), terms.focus),
        ]
        others: list[Triple] = []
        if isinstance(terms.path, Predicate | Sequence | Alternative | Inverse | Repeat):
            path, others = self._path(terms.path)
            said.append((_sh("resultPath"), path))
        if terms.value is not None:
            said.append((_sh("value"), terms.value))
        severity = finding.severity
        said.append((_sh("resultSeverity"), _sh(severity) if severity in SEVERITIES else NamedNode(severity)))
        said.append((_sh("sourceConstraintComponent"), NamedNode(terms.component)))
        if terms.shape is not None:
            said.append((_sh("sourceShape"), terms.shape))
        if terms.constraint is not None:
            said.append((_sh("sourceConstraint"), terms.constraint))
        for lang, text in finding.messages.items():
            said.append((_sh("resultMessage"), Literal(text, language=lang) if lang else Literal(text)))
        for nested in self._details(terms.details()):
            if nested.terms is not None:
                name, statements = self.result(nested, nested.terms)
                said.append((_sh("detail"), name))
                others += statements
        node = self._name(finding.path, said)
        return node, [*(Triple(node, predicate, value) for predicate, value in said), *others]

    def _name(self, path: str, said: list[tuple[NamedNode, Any]]) -> NamedNode:
        # The label of a blank node is another in each run; the text of a path is not.
        texts = ("_:" if isinstance(one, BlankNode) else str(one) for _, one in said)
        text = "\n".join((path, *texts))
        again = self._seen[text] = self._seen.get(text, 0) + 1
        return _named(f"{text}\n{again}")

    def _details(self, found: Iterable[Finding]) -> Iterator[Finding]:
        for one in found:
            if self._left is not None:
                if self._left == 0:
                    self.details_left_out = True
                    return
                self._left -= 1
            yield one

    def _path(self, path: Path) -> tuple[NamedNode | BlankNode, list[Triple]]:
        """Return the node of a path (§2.3.1), and its statements the first time."""
        known = self._paths.get(path)
        if known is not None:
            return known, []
        statements: list[Triple] = []
        node = self._paths[path] = _path_node(path, statements)
        return node, statements


def _path_node(path: Path, out: list[Triple]) -> NamedNode | BlankNode:
    match path:
        case Predicate(iri):
            return NamedNode(iri)
        case Sequence(parts):
            return _list([_path_node(part, out) for part in parts], out)
        case Alternative(parts):
            name, value = "alternativePath", _list([_path_node(part, out) for part in parts], out)
        case Inverse(inner):
            name, value = "inversePath", _path_node(inner, out)
        case Repeat(inner, sign):
            name, value = _SIGNS[sign], _path_node(inner, out)
    node = BlankNode()
    out.append(Triple(node, _sh(name), value))
    return node


def _list(members: list[NamedNode | BlankNode], out: list[Triple]) -> NamedNode | BlankNode:
    head: NamedNode | BlankNode = _NIL
    for member in reversed(members):
        node = BlankNode()
        out += [Triple(node, _FIRST, member), Triple(node, _REST, head)]
        head = node
    return head
