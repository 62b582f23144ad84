"""What the graph says of a contribution: who gave it, when, under which licence, from which file.

In a graph of its own, ``{base}graph/provenance``: the contributor's statements lie in the contribution's graph alone,
and no contribution can speak of another. PROV-O for the origin, VoID for the data set, SPDX 2 for the file and its
checksum, as DCAT 3 §6.17 has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ess_graph.rdf.namespaces import DCT, EXTERNAL, PROV, RDF_TYPE, XSD
from ess_graph.store.kept import Contribution, SourceFile

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad

    from ess_graph.store.generation import OpenStore

CONTRIBUTION_GRAPH: Final = "graph/contribution"
PROVENANCE_GRAPH: Final = "graph/provenance"
_FOAF: Final = EXTERNAL["foaf"]
_SPDX: Final = "http://spdx.org/rdf/terms#"
_VOID: Final = "http://rdfs.org/ns/void#"


def contribution_graph(base: str, name: str) -> str:
    """Return the IRI of the graph that holds a contribution.

    >>> contribution_graph("https://example.org/", "00ff00ff00ff00ff")
    'https://example.org/graph/contribution/00ff00ff00ff00ff'
    """
    return f"{base}{CONTRIBUTION_GRAPH}/{name}"


def contributed_graphs(opened: OpenStore) -> list[str]:
    """Return the graphs of a store that hold contributions and what is said of them; none, without any."""
    names = opened.manifest.contributions
    graphs = [contribution_graph(opened.base, name) for name in names]
    return [*graphs, f"{opened.base}{PROVENANCE_GRAPH}"] if graphs else []


def provenance(about: Contribution, base: str) -> Iterator[Quad]:
    """Yield what the graph says of a contribution; nothing that the contributor has not told.

    Args:
        about: the contribution.
        base: the base of our IRIs.
    """
    from pyoxigraph import Literal, NamedNode, Quad

    graph = contribution_graph(base, about.id)
    home = NamedNode(f"{base}{PROVENANCE_GRAPH}")

    def say(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
        return Quad(NamedNode(subject), NamedNode(predicate), value, home)

    yield say(graph, RDF_TYPE, NamedNode(PROV + "Entity"))
    yield say(graph, RDF_TYPE, NamedNode(_VOID + "Dataset"))
    yield say(graph, DCT + "identifier", Literal(about.id))
    yield say(graph, DCT + "created", Literal(about.created, datatype=NamedNode(XSD + "date")))
    yield say(graph, DCT + "license", NamedNode(about.licence))
    count = Literal(str(about.statements), datatype=NamedNode(XSD + "integer"))
    yield say(graph, _VOID + "triples", count)
    if about.replaces:
        before = NamedNode(contribution_graph(base, about.replaces))
        yield say(graph, PROV + "wasRevisionOf", before)
    if is_address(about.organisation):
        yield say(graph, PROV + "wasAttributedTo", NamedNode(about.organisation))
    else:
        agent = f"{graph}#organisation"
        yield say(graph, PROV + "wasAttributedTo", NamedNode(agent))
        yield say(agent, RDF_TYPE, NamedNode(PROV + "Organization"))
        yield say(agent, RDF_TYPE, NamedNode(_FOAF + "Organization"))
        yield say(agent, _FOAF + "name", Literal(about.organisation))
    for number, file in enumerate(about.files, 1):
        node, checksum = f"{graph}#file-{number}", f"{graph}#file-{number}-sha256"
        yield say(graph, DCT + "source", NamedNode(node))
        yield say(node, RDF_TYPE, NamedNode(PROV + "Entity"))
        yield say(node, RDF_TYPE, NamedNode(_SPDX + "File"))
        yield say(node, _SPDX + "fileName", Literal(file.name))
        yield say(node, _SPDX + "checksum", NamedNode(checksum))
        yield say(checksum, RDF_TYPE, NamedNode(_SPDX + "Checksum"))
        yield say(checksum, _SPDX + "algorithm", NamedNode(_SPDX + "checksumAlgorithm_sha256"))
        yield say(
            checksum, _SPDX + "checksumValue", Literal(file.sha256, datatype=NamedNode(XSD + "hexBinary"))
        )


def listed(opened: OpenStore) -> list[Contribution]:
    """Return what the graph says of the contributions that are in it, the oldest first.

    Args:
        opened: the store.
    """
    from pyoxigraph import NamedNode

    base, store = opened.base, opened.store
    home = NamedNode(f"{base}{PROVENANCE_GRAPH}")

    def values(subject: str, predicate: str) -> list[str]:
        quads = store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, home)
        return sorted(str(getattr(quad.object, "value", "")) for quad in quads)

    found = []
    for name in opened.manifest.contributions:
        graph = contribution_graph(base, name)
        (agent,) = values(graph, PROV + "wasAttributedTo")
        files = [
            SourceFile(one, checksum)
            for file in values(graph, DCT + "source")
            for one, checksum in zip(
                values(file, _SPDX + "fileName"),
                [v for c in values(file, _SPDX + "checksum") for v in values(c, _SPDX + "checksumValue")],
                strict=True,
            )
        ]
        (created,), (licence,) = values(graph, DCT + "created"), values(graph, DCT + "license")
        (count,) = values(graph, _VOID + "triples")
        before = values(graph, PROV + "wasRevisionOf")
        found.append(
            Contribution(
                name,
                base,
                created,
                "".join(values(agent, _FOAF + "name")) or agent,
                licence,
                tuple(files),
                int(count),
                before[0].rpartition("/")[2] if before else "",
            )
        )
    return sorted(found, key=lambda one: (one.created, one.id))


def is_address(text: str) -> bool:
    """Tell whether an organisation or a licence is given by an IRI.

    >>> is_address("https://example.org/a"), is_address("Ville d'Agen")
    (True, False)
    """
    return text.startswith(("http://", "https://"))
