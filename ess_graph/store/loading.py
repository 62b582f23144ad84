"""Load N-Quads into the store in pieces, so that memory does not grow with the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyoxigraph import Store

#: Bytes loaded at a time: Oxigraph sorts a whole piece in memory before it writes it.
PIECE: Final = 40 << 20


def load_lines(store: Store, path: Path, piece: int = PIECE) -> None:
    """Load an N-Quads file that pyoxigraph wrote.

    Args:
        store: a store open for writing.
        path: the file.
        piece: about how many bytes are loaded at once.
    """
    from pyoxigraph import RdfFormat

    with path.open("rb") as stream:
        while lines := stream.readlines(piece):
            store.bulk_load(b"".join(lines), format=RdfFormat.N_QUADS)
