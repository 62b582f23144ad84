"""The process that names blank nodes: N-Quads in, the same with canonical names out (``blank``)."""

from __future__ import annotations

import sys
from typing import Final

#: Memory of this process; a poisonous graph may ask for all there is.
MEMORY: Final = 4 << 30


def main() -> None:
    """Read standard input, write standard output."""
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        allowed = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, most))
    dataset = Dataset(parse(sys.stdin.buffer, format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    serialize(dataset, output=sys.stdout.buffer, format=RdfFormat.N_QUADS)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
