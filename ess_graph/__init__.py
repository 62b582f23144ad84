"""ess-graph: the knowledge graph of the économie sociale et solidaire, as linked open data.

The same things as the command line, typed. Names are loaded on first use, so that a command pays only for
what it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from ess_graph.catalogue.run import QueryResult, list_queries, run_query
    from ess_graph.publish.export import export
    from ess_graph.rdf.convert import convert
    from ess_graph.rdf.hashing import hash_file
    from ess_graph.report.finding import Finding, Report
    from ess_graph.shacl.rules import Rule, list_rules
    from ess_graph.shacl.validate import validate
    from ess_graph.store.build import BuildSummary, build
    from ess_graph.store.contributions import import_contribution, withdraw
    from ess_graph.store.describe import Description, describe
    from ess_graph.store.generation import OpenStore, open_store
    from ess_graph.store.search import Hit, search
    from ess_graph.store.statistics import stats

_WHERE = {
    "BuildSummary": "ess_graph.store.build",
    "Description": "ess_graph.store.describe",
    "Finding": "ess_graph.report.finding",
    "Hit": "ess_graph.store.search",
    "OpenStore": "ess_graph.store.generation",
    "QueryResult": "ess_graph.catalogue.run",
    "Report": "ess_graph.report.finding",
    "Rule": "ess_graph.shacl.rules",
    "build": "ess_graph.store.build",
    "convert": "ess_graph.rdf.convert",
    "describe": "ess_graph.store.describe",
    "export": "ess_graph.publish.export",
    "hash_file": "ess_graph.rdf.hashing",
    "import_contribution": "ess_graph.store.contributions",
    "list_queries": "ess_graph.catalogue.run",
    "list_rules": "ess_graph.shacl.rules",
    "open_store": "ess_graph.store.generation",
    "run_query": "ess_graph.catalogue.run",
    "search": "ess_graph.store.search",
    "stats": "ess_graph.store.statistics",
    "validate": "ess_graph.shacl.validate",
    "withdraw": "ess_graph.store.contributions",
}

__all__ = [
    "BuildSummary",
    "Description",
    "Finding",
    "Hit",
    "OpenStore",
    "QueryResult",
    "Report",
    "Rule",
    "__version__",
    "build",
    "convert",
    "describe",
    "export",
    "hash_file",
    "import_contribution",
    "list_queries",
    "list_rules",
    "open_store",
    "run_query",
    "search",
    "stats",
    "validate",
    "withdraw",
]


def __getattr__(name: str) -> object:
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
