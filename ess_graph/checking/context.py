"""A contribution in the graph that it would make, without making it: it, what it touches, and what the rules infer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

from ess_graph.checking.published import Published
from ess_graph.checking.statements import Statements
from ess_graph.rdf.namespaces import RDF_TYPE
from ess_graph.store.rules import rule_files
from ess_graph.store.sparql import construct

if TYPE_CHECKING:
    from collections.abc import Iterable

#: From a contributed thing, so many steps to what shapes look at: practice → participation → actor → type.
STEPS: Final = 3
_PREFIX: Final = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>")
_NAME: Final = re.compile(r"(?<![\w<])([\w-]*):([\w-]+)")
_GROUP: Final = re.compile(r"\{[^{}]*\}")


def surroundings(said: Statements, published: Published) -> list[Triple]:
    """Return what is published about the nodes of a contribution, and about those that these lead to.

    Args:
        said: the contribution.
        published: what is published.
    """
    found: dict[Triple, None] = {}
    seen: set[str] = set()
    pending = list(dict.fromkeys((*said.subjects, *said.objects, *published.alike(said.keys))))
    for _ in range(STEPS):
        seen.update(pending)
        following: dict[str, None] = {}
        for triple in published.about(pending):
            found[triple] = None
            if isinstance(triple.object, NamedNode) and triple.object.value not in seen:
                following[triple.object.value] = None
        pending = list(following)
    return list(found)


def inferred(said: Statements, near: Iterable[Triple], rules: Path, base: str) -> list[Triple]:
    """Return what the rules infer of a contribution and its surroundings, and is not there yet.

    A statement that no longer follows because of the contribution is not looked for: none that a contribution may make
    takes one away, but for the name of a body, which is then said twice.

    Args:
        said: the contribution.
        near: what is published around it.
        rules: the folder of the rules.
        base: the base of our IRIs.

    Raises:
        SystemProblem: a rule is no valid SPARQL.
    """
    near = list(near)
    present = said.predicates | said.objects.keys() | said.types
    for one in near:
        present.update((one.predicate.value, str(getattr(one.object, "value", ""))))
    texts = [(rule.name, rule.read_text("utf-8")) for rule in rule_files(rules)]
    mentioned: set[str] = set()
    kept = []
    for name, text in texts:
        required, named = named_in_rule(text, base)
        if required <= present:
            kept.append((name, text))
            mentioned |= named
            # What one rule makes, the next may need.
            present |= named
    store = Store()
    store.bulk_extend(Quad(*one) for one in near if one.predicate.value in mentioned)
    if said.file is None:
        store.bulk_extend(Quad(*one) for one in said if one.predicate.value in mentioned)
    else:
        predicates = {f"<{one}>".encode() for one in mentioned}
        with said.file.open("rb") as lines:
            wanted = b"".join(line for line in lines if line.split(b" ", 2)[1] in predicates)
        store.bulk_load(wanted, format=RdfFormat.N_TRIPLES)
    known = set(near) if said.file is not None else {*near, *said}
    found: list[Triple] = []
    for name, text in kept:
        made = construct(store, text, base, name=name)
        new = [one for one in dict.fromkeys(made) if one not in known and Quad(*one) not in store]
        store.extend(Quad(*one) for one in new)
        found += new
    return found


def named_in_rule(text: str, base: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the IRIs without which a rule can match nothing, and every IRI that it names.

    Read from its text, with prefixes and ``a``: what lies in braces inside its pattern may be optional or one of
    several, and is not taken for required; more is named than is needed, never less.

    Args:
        text: a CONSTRUCT query.
        base: the base of our IRIs.
    """
    bare = re.sub(r"(?m)#\s.*$|^#.*$", "", text)
    spaces = {
        name: urljoin(base, iri) + ("#" if iri.endswith("#") and not urljoin(base, iri).endswith("#") else "")
        for name, iri in _PREFIX.findall(bare)
    }
    body = _PREFIX.sub("", bare)

    def named(part: str) -> set[str]:
        found = {f"{spaces[name]}{local}" for name, local in _NAME.findall(part) if name in spaces}
        found |= {urljoin(base, iri) for iri in re.findall(r"<([^>\s]+)>", part)}
        return found | ({RDF_TYPE} if re.search(r"\ba\b", part) else set())

    pattern = body[body.index("WHERE") :]
    inner = pattern[pattern.index("{") + 1 : pattern.rindex("}")]
    while (less := _GROUP.sub(" ", inner)) != inner:
        inner = less
    plain = re.sub(r"\b(?:FILTER|BIND|VALUES)\b.*", "", inner)
    required = frozenset() if re.search(r"[*|?]\s*\?|\^", plain) else frozenset(named(plain))
    return required, frozenset(named(body))


def everything(said: Statements, *others: Iterable[Triple]) -> Iterator[Triple]:
    """Yield a contribution that is in memory, and what goes with it; the same statement comes once."""
    seen = set(said)
    yield from dict.fromkeys(said)
    for triples in others:
        for one in triples:
            if one not in seen:
                yield one
