"""One standalone HTML page with one table: no script, nothing fetched, every cell escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, Final

from ess_graph.report.listing import Listing, for_a_person, number, term_at, web_address
from ess_graph.text import current_language

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1rem/1.45 system-ui, sans-serif; margin: 2rem; }
.rows { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: start; font-size: 1.25rem; font-weight: 600; padding-block-end: .75rem; }
th, td { padding: .4rem .7rem; text-align: start; vertical-align: top; border-block-end: 1px solid #8886; }
th { border-block-end: 2px solid; }
td.n { text-align: end; font-variant-numeric: tabular-nums; }
td { overflow-wrap: anywhere; min-width: 4rem; max-width: 32rem; }
footer { margin-block-start: 1rem; font-size: .875rem; }
"""


def as_html(listing: Listing) -> str:
    """Return the rows as a page in the reader's language; only http(s) IRIs are links."""
    return "".join(f"{line}\n" for line in _lines(listing))


def _lines(listing: Listing) -> Iterator[str]:
    about = listing.about
    title = _text(about.title or "ess-graph")
    yield "<!DOCTYPE html>"
    yield f'<html lang="{current_language()}">'
    yield '<head>\n<meta charset="utf-8">'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    # A table that scrolls sideways is reached with the keyboard too.
    yield f'<div class="rows" role="region" aria-label="{title}" tabindex="0">\n<table>'
    details = f"<br><small>{_text(about.details)}</small>" if about.details else ""
    yield f"<caption>{title}{details}</caption>"
    yield "<thead>\n<tr>"
    for name in listing.titles:
        yield f'<th scope="col">{_text(name)}</th>'
    yield "</tr>\n</thead>\n<tbody>"
    for index, row in enumerate(listing.rows):
        cells = (_cell(value, term_at(listing, index, place)) for place, value in enumerate(row))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody>\n</table>\n</div>"
    if not listing.rows and listing.empty:
        yield f"<p>{_text(listing.empty)}</p>"
    if about.source:
        yield f"<footer>{_text(about.source)}</footer>"
    yield "</body>\n</html>"


def _cell(value: Any, term: Any) -> str:
    text = _text(for_a_person(value))
    address = web_address(value, term)
    if address:
        return f'<td><a href="{escape(address)}" rel="noreferrer">{text}</a></td>'
    kind = ' class="n"' if number(value, term) is not None else ' dir="auto"' if text else ""
    return f"<td{kind}>{text}</td>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
