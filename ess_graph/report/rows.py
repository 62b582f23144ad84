"""Rows in the form a person or a program asks for: one module for each family of forms, called from here."""

from __future__ import annotations

import io
import sys
from typing import IO, Final, TextIO

from ess_graph.errors import UsageProblem
from ess_graph.report.listing import About, Listing, column, listing, visible
from ess_graph.report.table import rich_table

__all__ = [
    "FORMATS",
    "RESULT_FORMATS",
    "About",
    "Listing",
    "column",
    "form_of_file",
    "listing",
    "rich_table",
    "save_listing",
    "text_of",
    "visible",
    "write_listing",
]

#: What ``-f`` takes on every command.
FORMATS: Final = ("table", "json", "csv", "tsv")
#: What ``-f`` takes where the rows are those of a SELECT query.
RESULT_FORMATS: Final = (*FORMATS, "srj", "xml", "md", "html", "xlsx")
_EXTENSIONS: Final = {".txt": "table", ".htm": "html", **{f".{form}": form for form in RESULT_FORMATS[1:]}}


def write_listing(listing: Listing, form: str | None, out: TextIO | None = None) -> None:
    """Write a listing.

    Args:
        listing: what to write.
        form: one of ``RESULT_FORMATS``; ``None`` is a table when a person is watching, TSV otherwise.
        out: where; the default is standard output.

    Raises:
        UsageProblem: a workbook would go to a terminal.
    """
    stream = sys.stdout if out is None else out
    chosen = form or ("table" if stream.isatty() else "tsv")
    if chosen == "table":
        from ess_graph.report.table import write_table

        write_table(listing, stream)
    elif chosen == "xlsx":
        if stream.isatty():
            raise UsageProblem("output.terminal", form=chosen)
        save_listing(listing, chosen, stream.buffer)
    else:
        stream.write(text_of(listing, chosen))


def save_listing(listing: Listing, form: str, out: IO[bytes]) -> None:
    """Write a listing to a binary stream, as UTF-8 where the form is text."""
    if form == "xlsx":
        from ess_graph.report.workbook import write_workbook

        # A workbook is written back and forth, which a pipe cannot do.
        whole = io.BytesIO()
        write_workbook(listing, whole)
        out.write(whole.getvalue())
    elif form == "table":
        from ess_graph.report.table import write_table

        text = io.StringIO()
        write_table(listing, text)
        out.write(text.getvalue().encode("utf-8", "replace"))
    else:
        out.write(text_of(listing, form).encode("utf-8", "replace"))


def text_of(listing: Listing, form: str) -> str:
    r"""Return a listing in a form that is text, ``table`` and ``xlsx`` excepted.

    >>> text_of(listing(("a",), ("A",), [(1,)]), "csv")
    'a\n1\n'
    """
    if form in ("csv", "tsv"):
        from ess_graph.report.separated import as_separated

        return as_separated(listing, "," if form == "csv" else "\t")
    if form in ("json", "srj"):
        from ess_graph.report.json_rows import as_json, as_results_json

        return as_json(listing) if form == "json" else as_results_json(listing)
    if form == "xml":
        from ess_graph.report.xml_results import as_results_xml

        return as_results_xml(listing)
    if form == "md":
        from ess_graph.report.markdown import as_markdown

        return as_markdown(listing)
    from ess_graph.report.html_page import as_html

    return as_html(listing)


def form_of_file(name: str) -> str | None:
    """Return the form that the extension of a file asks for.

    >>> form_of_file("réponse.xlsx"), form_of_file("réponse")
    ('xlsx', None)
    """
    dot = name.rfind(".")
    return _EXTENSIONS.get(name[dot:].lower()) if dot >= 0 else None
