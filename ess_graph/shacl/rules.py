"""The rules of validity, read from our shapes: code, place, texts in both languages, severity.

A rule is a shape with a code (``dct:identifier "ESS-P-004"``); SHACL §2.1 says what it applies to, by the targets
of the node shape that holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph.config import DEFAULT_BASE
from ess_graph.rdf.formats import syntax_of
from ess_graph.rdf.names import compact
from ess_graph.rdf.namespaces import DCT, EXTERNAL, prefixes
from ess_graph.rdf.reading import read_quads
from ess_graph.shacl.validate import shape_files

if TYPE_CHECKING:
    from pyoxigraph import Triple

_SH: Final = EXTERNAL["sh"]
_RDFS: Final = EXTERNAL["rdfs"]
_TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")

Texts = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of validity.

    Attributes:
        code: ``ESS-P-004``; it never changes and is never given to another rule.
        file: the name of the shapes file that holds it.
        shape: the IRI of the shape, to find it in a report.
        owner: the IRI of the node shape that says what the rule applies to.
        subject: what it applies to, in words, by language.
        targets: the same, as prefixed names, sorted; a property ends with ``→``.
        path: the property it looks at, as a prefixed name, or nothing when it looks at the whole description.
        name: what is checked, in a few words, by language.
        description: what is expected, by language.
        message: what a report says, by language.
        fix: how to mend it, by language.
        severity: ``Violation``, ``Warning`` or ``Info``.
        reason: why this severity, by language.
    """

    code: str
    file: str
    shape: str
    owner: str
    subject: Texts
    targets: tuple[str, ...]
    path: str
    name: Texts
    description: Texts
    message: Texts
    fix: Texts
    severity: str
    reason: Texts

    @property
    def texts(self) -> Mapping[str, Texts]:
        """The texts of the rule, by the name of the field."""
        return {
            "subject": self.subject,
            "name": self.name,
            "description": self.description,
            "message": self.message,
            "fix": self.fix,
            "reason": self.reason,
        }


def list_rules(files: Sequence[Path] = (), *, base: str = DEFAULT_BASE) -> list[Rule]:
    """Return the rules, in the order of their codes.

    Args:
        files: shapes files in place of ours.
        base: the base of our IRIs.

    Raises:
        InputProblem: a file cannot be read.

    >>> rule = next(rule for rule in list_rules() if rule.code == "ESS-P-001")
    >>> rule.path, rule.severity, rule.targets, rule.name["fr"]
    ('dct:identifier', 'Violation', ('ess:Practice',), 'Identifiant')
    """
    whole = _Shapes()
    rules = []
    codes: dict[str, tuple[str, str]] = {}
    for path in files or shape_files():
        for quad in read_quads(path, syntax_of(path), base):
            whole.add(quad.triple)
            if quad.predicate.value == f"{DCT}identifier":
                codes[_text(quad.object)] = (_text(quad.subject), path.name)
    for code in sorted(codes):
        shape, file = codes[code]
        rules.append(_rule(whole, code, shape, file, base))
    return rules


class _Shapes:
    """The statements of the shapes, by subject and by object."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], list[object]] = {}
        self._holders: dict[tuple[str, str], list[str]] = {}

    def add(self, triple: Triple) -> None:
        """Keep a statement."""
        subject, predicate = _text(triple.subject), triple.predicate.value
        self._values.setdefault((subject, predicate), []).append(triple.object)
        self._holders.setdefault((predicate, _text(triple.object)), []).append(subject)

    def values(self, subject: str, predicate: str) -> list[str]:
        """Return the values, as text, in the order of the file."""
        return [_text(one) for one in self._values.get((subject, predicate), [])]

    def texts(self, subject: str, predicate: str) -> dict[str, str]:
        """Return the texts by language."""
        found = self._values.get((subject, predicate), [])
        return {lang: _text(one) for one in found if (lang := getattr(one, "language", None))}

    def owner(self, shape: str) -> str:
        """Return the node shape with targets that leads to a shape, or the shape itself."""
        if any(self.values(shape, _SH + target) for target in _TARGETS):
            return shape
        for holder in sorted(self._holders.get((f"{_SH}property", shape), [])):
            return self.owner(holder)
        return shape


def _rule(shapes: _Shapes, code: str, shape: str, file: str, base: str) -> Rule:
    names = prefixes(base)
    owner = shapes.owner(shape)
    subject = shapes.texts(owner, f"{_RDFS}label")

    def texts(*predicates: str) -> Texts:
        return next((found for one in predicates if (found := shapes.texts(shape, one))), {})

    path = "".join(shapes.values(shape, f"{_SH}path"))
    return Rule(
        code=code,
        file=file,
        shape=shape,
        owner=owner,
        subject=subject,
        targets=tuple(sorted(_targets(shapes, owner, names))),
        path=compact(path, names) if path else "",
        name=texts(f"{_SH}name"),
        description=texts(f"{_SH}description"),
        message=_messages(shapes, shape),
        fix=texts(f"{base}shapes#howToMend"),
        severity=next(iter(shapes.values(shape, f"{_SH}severity")), f"{_SH}Violation").removeprefix(_SH),
        reason=texts(f"{base}shapes#severityReason"),
    )


def _messages(shapes: _Shapes, shape: str) -> Texts:
    """Return what a report says: the message of the shape, or that of its SPARQL constraint (SHACL §5.3)."""
    own = shapes.texts(shape, f"{_SH}message")
    inner = (shapes.texts(one, f"{_SH}message") for one in shapes.values(shape, f"{_SH}sparql"))
    return own or next(inner, {})


def _targets(shapes: _Shapes, owner: str, names: Mapping[str, str]) -> Iterator[str]:
    for target in _TARGETS:
        arrow = " →" if target == "targetSubjectsOf" else ""
        yield from (compact(value, names) + arrow for value in shapes.values(owner, _SH + target))


def rules_by_subject(rules: Iterable[Rule]) -> dict[tuple[str, ...], list[Rule]]:
    """Return the rules grouped by what they apply to, in the order of the first code of each group."""
    groups: dict[tuple[str, ...], list[Rule]] = {}
    for rule in rules:
        groups.setdefault(rule.targets, []).append(rule)
    return groups


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
