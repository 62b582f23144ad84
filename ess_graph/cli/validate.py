"""``ess-graph validate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ess_graph.cli.base import Option, argument, ess_command, say, store_option, watched
from ess_graph.cli.contribution_report import REPORT_FORMS, Contribution, contribution_options
from ess_graph.cli.endpoint_options import check_endpoint, endpoint_options, endpoint_report
from ess_graph.cli.findings import Asked, engine_options, judge
from ess_graph.config import DEFAULT_BASE, base_iri
from ess_graph.errors import UsageProblem
from ess_graph.text import message

if TYPE_CHECKING:
    from ess_graph.report.finding import Report
    from ess_graph.shacl.engine import ShaclEngine


@ess_command("validate", "validate")
@argument("files", nargs=-1, type=click.Path(path_type=Path), help_key="help.validate.files")
@click.option("--editorial", cls=Option, is_flag=True, help="help.validate.editorial")
@click.option(
    "--shapes", cls=Option, multiple=True, type=click.Path(path_type=Path), help="help.validate.shapes"
)
@engine_options(*REPORT_FORMS)
@contribution_options
@store_option
@endpoint_options
def command(
    files: tuple[Path, ...],
    editorial: bool,
    shapes: tuple[Path, ...],
    store: str | None,
    endpoint: str | None,
    graphs: tuple[str, ...],
    asked: Asked,
    contribution: Contribution,
) -> int:
    """Validate."""
    if _is_contribution(files, asked, contribution):
        from ess_graph.cli.contribution_report import check_contribution

        check_endpoint(endpoint, graphs, asked, others=True)
        form = "terminal" if asked.form in ("table", "tsv") else asked.form
        return check_contribution(files, form, contribution, shapes, store)
    from ess_graph.shacl.validate import validate_by
    from ess_graph.store.generation import open_store

    check_endpoint(endpoint, graphs, asked, others=bool(files) or store is not None or editorial)
    if endpoint is not None:
        return judge(endpoint_report(endpoint, graphs, shapes, asked), base_iri(None), asked)
    opened = None if files else open_store(store)
    if opened is not None and watched():
        say(message("report.scope_editorial" if editorial else "report.scope_all"))
    base = opened.base if opened is not None else DEFAULT_BASE

    def validation(engines: list[ShaclEngine]) -> list[Report]:
        return validate_by(engines, opened, files, shapes=shapes, editorial=editorial)

    return judge(validation, base, asked)


def _is_contribution(files: tuple[Path, ...], asked: Asked, contribution: Contribution) -> bool:
    """Tell whether files are to be checked as a contribution: tables always, RDF when an option says so."""
    if contribution.asked and not files:
        raise UsageProblem("usage.no_contribution")
    if not files:
        return False
    if contribution.asked or asked.form in REPORT_FORMS:
        return True
    from ess_graph.checking.inputs import is_rdf

    return any(one.is_dir() or (str(one) != "-" and not is_rdf(one.name)) for one in files)
