"""Namespaces that are nearly a known one: ``http://schema.org/``, ``http://w3.org/ns/locn#``, ``http://http://…``.

A term under such a namespace is read without a word and means nothing to anyone. Looked at are the places where a
vocabulary is named: properties, classes, datatypes, and the prefixes that a file binds. Each IRI is judged once, so
that a stream of statements costs a look into a set.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from ess_graph.rdf.formats import Syntax
from ess_graph.rdf.namespaces import EXTERNAL
from ess_graph.text import message

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

_Statement = TypeVar("_Statement", "Quad", "Triple")
_SCHEME: Final = re.compile(r"^(https?:/*)+(www\.)?")
_XMLNS: Final = re.compile(rb"xmlns:([\w.-]+)\s*=\s*[\"']([^\"']*)[\"']")
_ENTITY: Final = re.compile(rb"<!ENTITY\s+([\w.-]+)\s+[\"']([^\"']*)[\"']")
#: How much of an RDF/XML file is looked through for the prefixes that it binds.
_HEAD: Final = 1 << 16
#: Below this length, one letter more or less is as well another name.
_LEAST_LENGTH: Final = 14
_RDFS, _OWL, _SH = EXTERNAL["rdfs"], EXTERNAL["owl"], EXTERNAL["sh"]
_MOST_REMEMBERED: Final = 100_000
#: Properties whose objects are terms of a vocabulary.
NAMES_A_TERM: Final = frozenset(
    {
        EXTERNAL["rdf"] + "type",
        *(_RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")),
        *(
            _OWL + n
            for n in ("equivalentClass", "equivalentProperty", "inverseOf", "disjointWith", "onProperty")
        ),
        *(
            _SH + n
            for n in ("path", "class", "datatype", "targetClass", "targetSubjectsOf", "targetObjectsOf")
        ),
    }
)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A namespace that is nearly a known one.

    Attributes:
        found: as it is written.
        right: the known one.
        count: how many times a term under it is used; 0 when only a prefix is bound to it.
        subject: the subject of the first such statement, or ``""``.
        prefix: the prefix that is bound to it, or ``""``.
        line: the first line of the file that holds it, or ``None`` when that cannot be told.
    """

    found: str
    right: str
    count: int
    subject: str
    prefix: str
    line: int | None


@cache
def _known() -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]:
    """Return namespaces by prefix, by folded form, those that moved, and the prefixes that name one only."""
    raw = tomllib.loads((Path(__file__).parent / "known_namespaces.toml").read_text("utf-8"))
    by_prefix: dict[str, str] = {**raw["namespaces"], **EXTERNAL}
    bound = {name: by_prefix["dct" if name == "dcterms" else name] for name in raw["bound"]["prefixes"]}
    return by_prefix, {_fold(one): one for one in by_prefix.values()}, raw["moved"], bound


@cache
def _spaces() -> frozenset[str]:
    return frozenset(_known()[0].values())


def _fold(namespace: str) -> str:
    return _SCHEME.sub("", namespace.lower()).rstrip("/#")


@cache
def right_namespace(namespace: str) -> str | None:
    """Return the known namespace that one nearly is; ``None`` when it is known itself, or like none.

    >>> right_namespace("http://www.purl.org/dc/terms/")
    'http://purl.org/dc/terms/'
    >>> right_namespace("http://xmlns.com/foaf/0.1/") is None
    True
    """
    _, folded, moved, _ = _known()
    if namespace in _spaces():
        return None
    key = _fold(namespace)
    return moved.get(namespace) or folded.get(key) or _one_letter_away(key, folded)


def _one_letter_away(key: str, folded: dict[str, str]) -> str | None:
    """Return the namespace that differs by one letter; a digit is a version, and may well be another vocabulary."""
    from rapidfuzz.distance import Levenshtein

    if len(key) < _LEAST_LENGTH:
        return None
    for other, namespace in folded.items():
        if Levenshtein.distance(key, other, score_cutoff=1) == 1:
            (edit,) = Levenshtein.editops(key, other)
            touched = key[edit.src_pos : edit.src_pos + 1] + other[edit.dest_pos : edit.dest_pos + 1]
            if not any(letter.isdigit() for letter in touched):
                return namespace
    return None


@cache
def _stems() -> tuple[tuple[str, str], ...]:
    return tuple((one.rstrip("/#"), one) for one in sorted(_spaces(), key=len, reverse=True))


def near_miss(iri: str) -> tuple[str, str] | None:
    """Return the namespace of a term as it is written, and the right one, when the two differ a little.

    >>> near_miss("http://schema.org/name")
    ('http://schema.org/', 'https://schema.org/')
    >>> near_miss("http://www.w3.org/ns/dcatDataset")
    ('http://www.w3.org/ns/dcat', 'http://www.w3.org/ns/dcat#')
    """
    namespace = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
    if namespace in _spaces():
        return None
    if (right := right_namespace(namespace)) is not None:
        return namespace, right
    for stem, known in _stems():
        rest = iri[len(stem) :]
        # The separator is lost: a capital follows a small letter, or a letter a digit.
        if iri.startswith(stem) and rest[:1].isalpha() and (rest[0].isupper() or stem[-1].isdigit()):
            return stem, known
    return None


class NearMisses:
    """Collects near misses from statements as they pass.

    Args:
        enough: after how many statements of one property whose datatypes were all right the next ones are believed; a
            stream of millions then costs little more than the property's name. ``None`` looks at each.
    """

    def __init__(self, enough: int | None = None) -> None:
        self._enough = enough
        self._fine: set[str] = set()
        self._believed: set[str] = set()
        self._seen: dict[str, int] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._subjects: dict[tuple[str, str], str] = {}

    def watch(self, statements: Iterable[_Statement]) -> Iterator[_Statement]:
        """Yield the statements, looking at each one's property, class and datatype."""
        believed = self._believed
        for one in statements:
            if (predicate := one.predicate.value) not in believed:
                self._look_at(predicate, one)
            yield one

    def _look_at(self, predicate: str, statement: Quad | Triple) -> None:
        from pyoxigraph import Literal, NamedNode

        fine = predicate in self._fine or self._look(predicate, statement)
        value = statement.object
        if isinstance(value, Literal):
            datatype = value.datatype.value
            fine &= datatype in self._fine or self._look(datatype, statement)
        elif predicate in NAMES_A_TERM:
            fine = False
            if isinstance(value, NamedNode) and value.value not in self._fine:
                self._look(value.value, statement)
        if fine and self._enough is not None:
            seen = self._seen[predicate] = self._seen.get(predicate, 0) + 1
            if seen >= self._enough:
                self._believed.add(predicate)

    def _look(self, iri: str, statement: Quad | Triple) -> bool:
        pair = near_miss(iri)
        if pair is None:
            if len(self._fine) >= _MOST_REMEMBERED:  # a file of a million properties must not fill the memory
                self._fine.clear()
                self._seen.clear()
            self._fine.add(iri)
            return True
        self._counts[pair] = self._counts.get(pair, 0) + 1
        self._subjects.setdefault(pair, str(statement.subject).strip("<>"))
        return False

    def found(
        self, path: Path | None = None, syntax: Syntax | None = None, base: str | None = None
    ) -> list[NearMiss]:
        """Return the near misses so far, by namespace.

        Args:
            path: the file that was read, for its prefixes and for lines; ``None`` for a standard stream.
            syntax: how it is written.
            base: the IRI against which relative IRIs are resolved.

        Raises:
            InputProblem: the file can no longer be read.
        """
        if path is not None and not path.is_file():  # a pipe gives its bytes once
            path = None
        bound = _bound(path, syntax, base) if path is not None and syntax is not None else {}
        prefixes: dict[tuple[str, str], str] = {}
        for prefix, namespace in sorted(bound.items()):
            if pair := _misbound(prefix, namespace):
                prefixes.setdefault(pair, prefix)
        pairs = sorted({*self._counts, *prefixes})
        return [
            NearMiss(
                *pair,
                self._counts.get(pair, 0),
                self._subjects.get(pair, ""),
                prefixes.get(pair, ""),
                _first_line(path, pair[0]) if path is not None else None,
            )
            for pair in pairs
        ]


def sentence(miss: NearMiss, lang: str | None = None) -> str:
    """Return what is wrong and what is right, in one sentence.

    >>> sentence(NearMiss("http://schema.org/", "https://schema.org/", 1, "", "", None), "en").endswith("https://schema.org/.")
    True
    """
    if miss.prefix and miss.found in _spaces():
        return message("near_miss.bound", lang, prefix=miss.prefix, found=miss.found, right=miss.right)
    return message("near_miss.finding", lang, found=miss.found, right=miss.right)


def told(miss: NearMiss, path: str) -> str:
    """Return one line about a near miss of a file, with its place."""
    place = path if miss.line is None else message("near_miss.line", path=path, line=miss.line)
    uses = message("near_miss.uses", count=miss.count) if miss.count else ""
    return f"{message('near_miss.place', place=place, text=sentence(miss))} {uses}".rstrip()


def _misbound(prefix: str, namespace: str) -> tuple[str, str] | None:
    *_, bound = _known()
    if namespace in _spaces():
        right = bound.get(prefix, namespace)
        return (namespace, right) if right != namespace else None
    right_one = right_namespace(namespace)
    return (namespace, right_one) if right_one else None


def _bound(path: Path, syntax: Syntax, base: str | None) -> dict[str, str]:
    """Return the prefixes that a file binds before its first statement."""
    from pyoxigraph import parse

    from ess_graph.rdf.guards import JsonDepthGuard
    from ess_graph.rdf.reading import open_binary

    with open_binary(path) as stream:
        if syntax.name == "rdfxml":
            head = stream.read(_HEAD)
            entities = {b"&" + name + b";": value for name, value in _ENTITY.findall(head)}
            return {
                name.decode("utf-8", "replace"): entities.get(value, value).decode("utf-8", "replace")
                for name, value in _XMLNS.findall(head)
            }
        if syntax.name not in ("ttl", "trig", "jsonld"):
            return {}
        source = JsonDepthGuard(stream, str(path)) if syntax.name == "jsonld" else stream
        parser = parse(source, format=syntax.rdf_format, base_iri=base)  # type: ignore[arg-type]
        try:
            next(parser, None)
        except (SyntaxError, UnicodeDecodeError):  # whoever reads the statements says it, with its place
            return {}
        return parser.prefixes


def _first_line(path: Path, text: str) -> int | None:
    """Return the number of the first line that holds a text."""
    from ess_graph.rdf.reading import open_binary

    wanted = text.encode("utf-8")
    with open_binary(path) as stream:
        return next((number for number, line in enumerate(stream, 1) if wanted in line), None)
