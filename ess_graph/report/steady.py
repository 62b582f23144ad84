"""Save a workbook so that the same content gives the same bytes: no clock but the date that is given.

openpyxl writes the time of saving into the properties and into every entry of the archive.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import IO, Any, Final

from ess_graph.report.needed import needed

#: The first moment that a zip archive can tell (APPNOTE §4.4.6).
_START: Final = (1980, 1, 1, 0, 0, 0)
_PROPERTIES: Final = "docProps/core.xml"
_MOMENTS: Final = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")


def save_steady(book: Any, out: IO[bytes], on: date | None = None) -> None:
    """Write a workbook of openpyxl.

    Args:
        book: the workbook.
        out: a binary stream.
        on: when it was made and changed; without it, the workbook does not say.

    Raises:
        SystemProblem: openpyxl is not installed.
    """
    # openpyxl cannot leave the moments out: they are taken away below.
    moment = datetime(*_START) if on is None else datetime(on.year, on.month, on.day)
    book.properties.created = book.properties.modified = moment
    writer = needed("openpyxl.writer.excel", "xlsx").ExcelWriter
    draft = io.BytesIO()
    # Not book.save(), which sets the time of the change.
    writer(book, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, allowZip64=True)).save()
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            same = zipfile.ZipInfo(entry.filename, _START)
            same.compress_type = zipfile.ZIP_DEFLATED
            # The permissions of a temporary file are no part of a workbook either.
            same.external_attr = 0o600 << 16
            content = source.read(entry)
            if on is None and entry.filename == _PROPERTIES:
                content = _MOMENTS.sub(b"", content)
            target.writestr(same, content)
