"""The limits of a query that is not ours, in one place. Measured crash depths: docs/sparql.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: A longer text is not read.
MAX_TEXT_BYTES: Final = 1 << 20
#: Brackets ( [ { << inside one another; the parser dies at 859 in the worst case, in a stack of 8 MiB.
MAX_NESTING: Final = 128
#: Operators of expressions and paths in one chain, ``a || b || c …``; the parser dies at 7,187 in the worst case.
MAX_CHAIN: Final = 2_000
#: UNION, OPTIONAL, FILTER, BIND, SELECT… in one query; the evaluator dies at more than 2,000 in the worst case.
MAX_CLAUSES: Final = 1_000
#: The stack that a query gets in its child: addresses, not memory.
STACK_BYTES: Final = 256 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use.

    Attributes:
        seconds: time, from the start of its process to the last row.
        rows: rows of a SELECT, or statements of a CONSTRUCT or DESCRIBE.
        memory_mib: memory, above what the open store takes.
        answer_bytes: size of the answer.
    """

    seconds: float = 30.0
    rows: int = 10_000
    memory_mib: int = 1024
    answer_bytes: int = 64 << 20


DEFAULT_LIMITS: Final = Limits()
