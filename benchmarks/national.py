"""The bundled queries on ten million statements: the published graph and a million made-up ESS organisations.

An organisation is regular on purpose: what is measured is how queries scale, not what they say. Each query's example
runs warm, best of three, beside the same text run by bare pyoxigraph: ``python -m benchmarks.national STORE FOLDER``,
apart from ``python -m benchmarks`` because it takes half an hour and 2 GB of disk in FOLDER.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, RdfFormat, Store, serialize

from ess_graph.catalogue.binding import bind
from ess_graph.catalogue.header import bundled_query
from ess_graph.catalogue.run import list_queries, run_construct, run_query
from ess_graph.catalogue.values import with_language, with_values
from ess_graph.rdf.namespaces import DCT, EXTERNAL, RDF_TYPE, SKOS
from ess_graph.store.generation import OpenStore, open_store
from ess_graph.store.loading import load_lines

ORGANISATIONS = 1_000_000
#: Seconds of a pair of runs after which there is no further round.
SLOW = 10.0
#: Seconds that a query has, bare and ours together.
PATIENCE = 240
FORMS = ("association", "scic", "scop", "mutuelle", "fondation-rup", "cooperative")


def organisations(base: str, communes: list[NamedNode], count: int) -> Iterator[Quad]:
    """Yield eight statements for each made-up organisation."""
    rng = random.Random(20261122)
    term = f"{base}def#"
    form, siren, kind = (NamedNode(term + name) for name in ("legalForm", "siren", "actorKind"))
    organisation = NamedNode(EXTERNAL["org"] + "Organization")
    enterprise = NamedNode(f"{base}concept/type-acteur/entreprise-ess")
    source = NamedNode(f"{base}id/source/classement-ess-graph")
    for number in range(count):
        one = NamedNode(f"{base}id/acteur/essai-{number}")
        for name, value in (
            (RDF_TYPE, organisation),
            (SKOS + "prefLabel", Literal(f"Organisation d'essai {number}", language="fr")),
            (DCT + "identifier", Literal(f"essai-{number}")),
            (DCT + "spatial", rng.choice(communes)),
            (EXTERNAL["prov"] + "wasDerivedFrom", source),
        ):
            yield Quad(one, NamedNode(name), value)
        yield Quad(one, form, NamedNode(f"{base}concept/forme-juridique/{rng.choice(FORMS)}"))
        yield Quad(one, siren, Literal(f"{100_000_000 + number}"))
        yield Quad(one, kind, enterprise)


def national_store(published: Path, folder: Path) -> OpenStore:
    """Copy a built store, add the organisations, and open it."""
    generation = open_store(published)
    manifest = generation.manifest
    shutil.copytree(generation.folder, folder)
    data = folder / "oxigraph"
    store = Store(str(data))
    commune = NamedNode(EXTERNAL["igeo"] + "Commune")
    places = [
        quad.subject
        for quad in store.quads_for_pattern(None, NamedNode(RDF_TYPE), commune, None)
        if isinstance(quad.subject, NamedNode)
    ]
    lines = folder / "organisations.nq"
    serialize(
        organisations(manifest.base, places, ORGANISATIONS), output=str(lines), format=RdfFormat.N_QUADS
    )
    load_lines(store, lines)
    store.flush()
    lines.unlink()
    del store
    return OpenStore(Store.read_only(str(data)), manifest, folder)


def in_turn(
    first: Callable[[], object], second: Callable[[], object], rounds: int = 3
) -> tuple[float, float]:
    """Return the shortest of some runs of two functions in turn, in seconds; one that is slow runs once."""
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        pair = []
        for function in (first, second):
            started = time.perf_counter()
            function()
            pair.append(time.perf_counter() - started)
        times.append((pair[0], pair[1]))
        if sum(pair) > SLOW:
            break
    return min(one for one, _ in times), min(other for _, other in times)


def report(published: Path, folder: Path) -> Iterator[str]:
    """Yield the rows of a Markdown table; the store in ``folder`` is made unless it is there.

    Each query has a process of its own, which is ended when it takes too long: pyoxigraph cannot be interrupted.
    """
    opened = _reopen(published, folder) if folder.is_dir() else national_store(published, folder)
    yield f"| query, on {len(opened.store):,} statements | parameters | bare, s | ess-graph, s | ratio |"
    yield "|---|---:|---:|---:|---:|"
    context = get_context("spawn")
    for query in list_queries():
        results: Queue[tuple[float, float]] = context.Queue()
        process = context.Process(target=_measure, args=(published, folder, query.name, results))
        process.start()
        try:
            floor, ours = results.get(timeout=PATIENCE)
            told = f"{floor:.3f} | {ours:.3f} | {ours / floor:.2f}"
        except Empty:
            told = f"> {PATIENCE // 2} | – | –"
        process.kill()
        process.join()
        yield f"| {query.name} | {len(query.example)} | {told} |"


def _reopen(published: Path, folder: Path) -> OpenStore:
    return OpenStore(Store.read_only(str(folder / "oxigraph")), open_store(published).manifest, folder)


def _measure(published: Path, folder: Path, name: str, results: Queue[tuple[float, float]]) -> None:
    """Measure one query by itself and by pyoxigraph alone."""
    opened = _reopen(published, folder)
    query = bundled_query(name)
    text = with_values(with_language(query.text, "fr"), bind(opened, query, query.example))
    run = run_query if query.form == "select" else run_construct
    results.put(in_turn(partial(_bare, opened, text), partial(run, opened, name, query.example)))


def _bare(opened: OpenStore, text: str) -> int:
    """Run a query text by pyoxigraph alone, and read every row."""
    found = opened.store.query(text, base_iri=opened.base, use_default_graph_as_union=True)
    if isinstance(found, QueryBoolean):
        raise TypeError("SELECT or CONSTRUCT expected")
    return sum(1 for _ in found)


if __name__ == "__main__":
    for line in report(Path(sys.argv[1]), Path(sys.argv[2])):
        print(line, flush=True)
