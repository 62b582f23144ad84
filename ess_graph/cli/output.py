"""Where the rows of a query go: ``-f``, ``-o``, ``--chart`` and ``--map``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from ess_graph.cli.base import Option
from ess_graph.errors import UsageProblem

if TYPE_CHECKING:
    from ess_graph.report.rows import Listing

_F = TypeVar("_F", bound=Callable[..., Any])
_DRAWINGS = ("svg", "png")
_OPTIONS = ("form", "output_file", "chart", "on_map")


@dataclass(frozen=True, slots=True)
class Output:
    """What a person asked for.

    Attributes:
        form: ``-f``, or what the extension of the file asks for, or ``None``.
        file: ``-o``, or ``None`` for standard output.
        chart: the columns given to ``--chart``, ``""`` to find them, ``None`` for no chart.
        map: the column given to ``--map``, in the same way.
    """

    form: str | None
    file: Path | None = None
    chart: str | None = None
    map: str | None = None

    @property
    def drawn(self) -> bool:
        """Whether a chart or a map is asked for."""
        return self.chart is not None or self.map is not None

    @property
    def for_a_person(self) -> bool:
        """Whether a person will read the rows, in prefixed names; a drawing and a program take whole IRIs."""
        if self.drawn:
            return False
        if self.form is None:
            return self.file is None and sys.stdout.isatty()
        return self.form in ("table", "md", "html")

    def write(self, listing: Listing, usual: str | None = None) -> None:
        """Write rows, or draw them.

        Args:
            listing: the rows.
            usual: the form on standard output when none is asked for; ``None`` is a table on a screen, else TSV.

        Raises:
            UsageProblem: the rows have no columns to draw, or bytes would go to a terminal.
            SystemProblem: the file cannot be written, or an optional library is missing.
        """
        from ess_graph.report.rows import RESULT_FORMATS, save_listing, write_listing

        if self.form is not None and self.form not in RESULT_FORMATS:
            raise UsageProblem("output.rows_form", form=self.form)
        if self.drawn:
            self._draw(listing)
        elif self.file is None:
            write_listing(listing, self.form or usual)
        else:
            with self.stream() as out:
                save_listing(listing, self.form or "tsv", out)

    def _draw(self, listing: Listing) -> None:
        form = self.file.suffix.lower().removeprefix(".") if self.file else "svg"
        if self.file is None and sys.stdout.isatty():
            raise UsageProblem("output.terminal", form=form)
        with self.stream() as out:
            if self.chart is not None:
                from ess_graph.report.charts import write_chart

                write_chart(listing, self.chart, form, out)
            else:
                from ess_graph.report.choropleth import write_map

                write_map(listing, self.map or "", form, out)

    @contextmanager
    def stream(self) -> Iterator[IO[bytes]]:
        """Give the binary stream of the file, which appears whole or not at all, or of standard output."""
        if self.file is None:
            yield sys.stdout.buffer
            return
        from ess_graph.rdf.atomic import atomic_writer

        with atomic_writer(self.file) as out:
            yield out


def output_options(*forms: str) -> Callable[[_F], _F]:
    """Add the options of output; the command gets an ``Output`` named ``output``.

    Args:
        forms: what ``-f`` takes.
    """

    def decorate(function: _F) -> _F:
        @wraps(function)
        def command(*args: Any, **given: Any) -> Any:
            form, file, chart, on_map = (given.pop(name) for name in _OPTIONS)
            return function(*args, output=_checked(form, file, chart, on_map, forms), **given)

        options = (
            click.option("-f", "--format", "form", cls=Option, type=click.Choice(forms), help="help.format"),
            click.option(
                "-o",
                "--output",
                "output_file",
                cls=Option,
                type=click.Path(),
                metavar="FILE",
                help="help.query.output",
            ),
            _drawing("--chart", "chart", "help.query.chart"),
            _drawing("--map", "on_map", "help.query.map"),
        )
        found: Any = command
        for option in reversed(options):
            found = option(found)
        return found  # type: ignore[no-any-return]

    return decorate


def _drawing(option: str, name: str, key: str) -> Callable[[_F], _F]:
    """Make an option that may stand alone or before the key of a column."""
    return click.option(option, name, cls=Option, is_flag=False, flag_value="", metavar="[COLUMN]", help=key)


def _checked(
    form: str | None, file: str | None, chart: str | None, on_map: str | None, forms: tuple[str, ...]
) -> Output:
    path = None if file in (None, "-") else Path(str(file))
    if chart is not None and on_map is not None:
        raise UsageProblem("output.one_drawing")
    if chart is not None or on_map is not None:
        if form is not None:
            raise UsageProblem("output.form_and_drawing", form=form)
        if path is not None and path.suffix.lower().removeprefix(".") not in _DRAWINGS:
            raise UsageProblem("output.drawing_file", path=path)
    elif path is not None and form is None:
        from ess_graph.report.rows import form_of_file

        asked = path.suffix.lower().removeprefix(".")
        known = "rdfxml" if asked == "rdf" else asked
        form = known if known in forms else form_of_file(path.name)
    return Output(form, path, chart, on_map)
