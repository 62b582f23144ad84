"""What is measured against, in a process of its own: pySHACL as it comes, and reading the file once.

``python -m benchmarks.validation.plain read DATA`` or ``… pyshacl DATA SHAPES``, which prints the report in Turtle.
"""

from __future__ import annotations

import logging
import sys


def read(data: str) -> int:
    """Read N-Triples with Oxigraph's parser, from Python, and do nothing with them."""
    import pyoxigraph

    for _ in pyoxigraph.parse(path=data, format=pyoxigraph.RdfFormat.N_TRIPLES):
        pass
    return 0


def pyshacl(data: str, shapes: str) -> int:
    """Validate with pySHACL on rdflib; one setting makes it right: literals are left as they are read."""
    import rdflib

    rdflib.NORMALIZE_LITERALS = False
    # rdflib logs a traceback for each ill-formed literal; the findings say it.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    from pyshacl import validate

    graph = rdflib.Graph().parse(data, format="nt")
    rules = rdflib.Graph().parse(shapes, format="turtle")
    conforms, report, _ = validate(graph, shacl_graph=rules, inference="none")
    sys.stdout.write(report.serialize(format="turtle"))
    return 0 if conforms else 1


if __name__ == "__main__":
    name, *files = sys.argv[1:]
    sys.exit(read(*files) if name == "read" else pyshacl(*files))
