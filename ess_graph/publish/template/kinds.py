"""Which kind of thing a column tells something of, and by which property, as prefixed names that shapes use."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from ess_graph.config import DEFAULT_BASE
from ess_graph.model.context import expand_property
from ess_graph.model.described import Column, TableGroup
from ess_graph.model.uri_template import compile_template
from ess_graph.rdf.names import compact
from ess_graph.rdf.namespaces import prefixes

_VARIABLE: Final = re.compile(r"\{[^}]*\}")


class Kinds:
    """The classes of the things that the tables of a group describe."""

    def __init__(self, group: TableGroup) -> None:
        self._prefixes = prefixes(DEFAULT_BASE)
        found: dict[str, set[str]] = defaultdict(set)
        for table in group.tables:
            for column in table.columns:
                if column.virtual and column.property_url == "rdf:type" and column.value_url:
                    found[_same(column.about_url)].add(self._name(column.value_url))
        self._classes = {about: frozenset(classes) for about, classes in found.items()}

    def of(self, about_url: str | None) -> frozenset[str]:
        """Return the classes of what an ``aboutUrl`` makes the address of; whatever its columns are called."""
        return self._classes.get(_same(about_url), frozenset())

    def property(self, column: Column) -> str:
        """Return the property of a column, or nothing when it has none of its own."""
        return self._name(column.property_url) if column.property_url else ""

    def _name(self, url: str) -> str:
        # Every table lies in the same folder: its own name has no part in a relative address with "..".
        template = compile_template(expand_property(url), f"{DEFAULT_BASE}data/table.csv")
        return "" if template.variables else compact(template.expand({}), self._prefixes)


def _same(about_url: str | None) -> str:
    return _VARIABLE.sub("{}", about_url or "")
