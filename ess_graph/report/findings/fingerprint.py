"""What makes a finding the same in the next check of the same file, though rows were added above it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from ess_graph.report.located import LocatedFinding


def fingerprints(findings: Iterable[LocatedFinding]) -> Iterator[str]:
    """Yield a fingerprint for each finding: of its rule, column, subject and value, and not of its row or line.

    Findings that share all of that are told apart by their order (SARIF §3.27.17 asks for a stable value only).
    """
    seen: Counter[str] = Counter()
    for one in findings:
        at = one.place
        column = at.header or ("" if at.column is None else str(at.column))
        parts = (
            one.code,
            at.file,
            at.sheet or "",
            column,
            one.subject,
            one.path,
            one.value,
            at.pointer or "",
        )
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[digest] += 1
        yield f"{digest}:{seen[digest]}"
