"""``python -m ess_graph``."""

from ess_graph.cli.main import run

run()
