"""JSON, two ways: the plain list of objects, and the W3C's SPARQL results."""

from __future__ import annotations

import json
from typing import Any

from ess_graph.report.bindings import Binding, bindings
from ess_graph.report.listing import Listing


def as_json(listing: Listing) -> str:
    """Return the rows as a JSON array of objects.

    >>> print(as_json(Listing(("a",), ("A",), (("é",),))), end="")
    [
      {
        "a": "é"
      }
    ]
    """
    rows = [dict(zip(listing.keys, row, strict=True)) for row in listing.rows]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def as_results_json(listing: Listing) -> str:
    """Return the rows as SPARQL 1.1 Query Results JSON Format."""
    document = {
        "head": {"vars": list(listing.keys)},
        "results": {
            "bindings": [{key: _term(binding) for key, binding in row.items()} for row in bindings(listing)]
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _term(binding: Binding) -> dict[str, Any]:
    if binding.parts:
        names = ("subject", "predicate", "object")
        value = {name: _term(part) for name, part in zip(names, binding.parts, strict=True)}
        return {"type": "triple", "value": value}
    found: dict[str, Any] = {"type": binding.kind, "value": binding.value}
    if binding.language:
        found["xml:lang"] = binding.language
    elif binding.datatype:
        found["datatype"] = binding.datatype
    return found
