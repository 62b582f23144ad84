"""RDF/XML of sorted statements, after a check that XML can hold them.

RDF 1.1 XML Syntax (https://www.w3.org/TR/rdf-syntax-grammar/): a property is an XML name, so that an IRI which does not
end in one cannot be a property; and no text of XML 1.0 (§2.2) holds control characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import IO, TYPE_CHECKING, Final

from ess_graph.errors import UsageProblem
from ess_graph.rdf.sorting import LineSorter
from ess_graph.rdf.writing.terms import TYPE

if TYPE_CHECKING:
    from pyoxigraph import Triple

_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
#: An NCName at the end (Namespaces in XML 1.0, §3).
_NAME: Final = re.compile(f"[{_START}][{_START}.0-9\u00b7\u0300-\u036f\u203f\u2040-]*\\Z")
_TYPE: Final = TYPE.decode()
#: A carriage return too: Oxigraph does not write it as a reference, and XML 1.0 (§2.11) makes it a line feed.
_CONTROL: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_rdfxml(sorter: LineSorter, out: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write sorted N-Triples lines as RDF/XML.

    Raises:
        UsageProblem: XML cannot hold a property or a text, or Oxigraph cannot write a class.
    """
    from pyoxigraph import RdfFormat, parse, serialize

    def statements() -> Iterator[Triple]:
        for batch in sorter.batches():
            for quad in parse(b"\n".join(batch), format=RdfFormat.N_TRIPLES):
                value = getattr(quad.object, "value", "")
                if _CONTROL.search(value):
                    raise UsageProblem("usage.xml_text", found=ascii(value)[:80], subject=quad.subject)
                yield quad.triple

    found = (triple for _, group in groupby(statements(), _subject) for triple in _named_first(list(group)))
    names = _element_names(sorter)
    used = {prefix: space for prefix, space in prefixes.items() if any(n.startswith(space) for n in names)}
    serialize(found, output=out, format=RdfFormat.RDF_XML, prefixes=used)


def _subject(triple: Triple) -> object:
    return triple.subject


def _named_first(group: list[Triple]) -> list[Triple]:
    """Put a statement first that can begin the description of a subject.

    When the first one says the class, Oxigraph names the element after it, even where its IRI ends in no XML name.

    Raises:
        UsageProblem: there is no other statement to begin with.
    """
    if _can_begin(group[0]):
        return group
    for index, triple in enumerate(group):
        if _can_begin(triple):
            return [triple, *group[:index], *group[index + 1 :]]
    raise UsageProblem(
        "usage.xml_class", found=getattr(group[0].object, "value", ""), subject=group[0].subject
    )


def _can_begin(triple: Triple) -> bool:
    from pyoxigraph import NamedNode

    is_class = str(triple.predicate) == _TYPE and isinstance(triple.object, NamedNode)
    return not is_class or _NAME.search(str(triple.object)[1:-1]) is not None


def _element_names(sorter: LineSorter) -> set[str]:
    """Return the IRIs that become names of elements: properties, and classes where they can.

    Raises:
        UsageProblem: a property is no XML name.
    """
    properties: set[bytes] = set()
    classes: set[bytes] = set()
    for batch in sorter.batches():
        for line in batch:
            _, predicate, rest = line.split(b" ", 2)
            properties.add(predicate)
            if predicate == TYPE:
                classes.add(rest[:-2])
    for token in sorted(properties):
        if _NAME.search(token[1:-1].decode()) is None:
            raise UsageProblem("usage.xml_name", found=token[1:-1].decode())
    return {token[1:-1].decode() for token in properties | classes}
