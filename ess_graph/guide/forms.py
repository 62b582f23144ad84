"""The forms of an answer: text for a terminal, Markdown, HTML, JSON. Whatever the data hold, it stays text."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import asdict
from html import escape
from typing import Final

from ess_graph.guide.document import Document, document
from ess_graph.guide.lines import Line, joined
from ess_graph.guide.model import Guide
from ess_graph.guide.parts import Source
from ess_graph.report.listing import visible
from ess_graph.text import message

FORMS: Final = ("table", "md", "json", "html")
#: The width of a page that is not a terminal's.
WIDTH: Final = 110
_MIN_WIDTH: Final = 40
_HELD: Final = "\u00a0"
_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;"
    "background:#fff}h1,h2,h3{line-height:1.25}li{margin:.4rem 0}small{color:#555}a{color:#004d99}"
)


def as_json(guide: Guide) -> str:
    """Return the answer as JSON, with the names of the classes of ``ess_graph.guide.model``."""
    return json.dumps(asdict(guide), ensure_ascii=False, indent=2) + "\n"


def as_text(guide: Guide, width: int = WIDTH, strong: Callable[[str], str] = str) -> str:
    """Return the answer for a terminal: sources are numbered, and told once at the end.

    Args:
        guide: the answer.
        width: columns.
        strong: how a title is made to stand out.
    """
    page = document(guide)
    columns = max(width, _MIN_WIDTH)
    numbers: dict[tuple[str | None, str | None], int] = {}
    out = [strong(wrapped(page.title, columns, "")), *(wrapped(text, columns, "") for text in page.intro)]
    for section in page.sections:
        if section.level == 2:
            out += ["", strong(wrapped(section.title.upper(), columns, ""))]
        else:
            out.append(strong(wrapped(section.title, columns, "— ", "  ")))
        if section.note:
            out.append(wrapped(section.note, columns, "  "))
        for line in section.lines:
            told = joined((line.head, *line.details)) + _marks(line, numbers, page.lang)
            out.append(wrapped(told, columns, "• ", "  "))
        if section.others:
            heads = (line.head + _marks(line, numbers, page.lang) for line in section.others)
            others = message("guide.other_modes", page.lang, modes=" ; ".join(heads))
            out.append(wrapped(others, columns, "• ", "  "))
    out += ["", strong(message("guide.section.sources", page.lang).upper())]
    for (address, text), number in numbers.items():
        # An address is never cut: it would no longer work when copied.
        out.append(f"[{number}] {visible(' '.join(one for one in (text, address) if one))}")
    return "\n".join(out) + "\n"


def wrapped(text: str, width: int, first: str, rest: str | None = None) -> str:
    """Return a text in lines of a width, each with what stands before it; nothing in it drives a terminal."""
    flat = visible(" ".join(text.split()))
    # A French sign stays with the word before it; the space that holds them is a plain one again in the end.
    kept = re.sub(r"(?<=«) | (?=[:;!?»])", _HELD, flat)
    lines = textwrap.wrap(
        kept,
        width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(_HELD, " ")


def _marks(line: Line, numbers: dict[tuple[str | None, str | None], int], lang: str) -> str:
    return "".join(f" {_mark(one, numbers, lang)}" for one in line.sources)


def _mark(source: Source, numbers: dict[tuple[str | None, str | None], int], lang: str) -> str:
    key = (source.address, source.text)
    known = key != (None, None)
    told = numbers.setdefault(key, len(numbers) + 1) if known else message("guide.no_source", lang)
    return f"[{told}, {source.confidence.lower()}]" if source.confidence else f"[{told}]"


def as_markdown(guide: Guide) -> str:
    """Return the answer as Markdown (CommonMark); no text of the data can be mark-up."""
    page = document(guide)
    out = [f"# {_md(page.title)}", ""]
    for text in page.intro:
        out += [_md(text), ""]
    for section in page.sections:
        out += [f"{'#' * section.level} {_md(section.title)}", ""]
        if section.note:
            out += [_md(section.note), ""]
        for line in (*section.lines, *section.others):
            out.append(f"- {_md(line.head)}{_md_sources(line, page)}")
            out += [f"  - {_md(detail)}" for detail in (line.more, joined(line.details)) if detail]
        if section.lines or section.others:
            out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def _md(text: str) -> str:
    r"""Escape what Markdown would read as mark-up.

    >>> _md("a*b <i> [x](y)")
    'a\\*b \\<i\\> \\[x\\](y)'
    """
    flat = re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(text.split())).replace("&", "&amp;")
    return re.sub(r"^(\d+)([.)])|^([-+=])", lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", flat)


def _md_sources(line: Line, page: Document) -> str:
    pieces = []
    for source in line.sources:
        text, address = _told(source, page.lang), web_address(source.address)
        link = re.sub(r"[()<>\\\s]", lambda m: f"%{ord(m[0]):02X}", address) if address else ""
        pieces.append(f"[{_md(text)}]({link})" if link else _md(text))
    return f" ({' ; '.join(pieces)})" if pieces else ""


def as_html(guide: Guide) -> str:
    """Return the answer as one HTML page that needs nothing else; every text is escaped."""
    page = document(guide)
    body = [f"<h1>{escape(page.title)}</h1>", *(f"<p>{escape(text)}</p>" for text in page.intro)]
    for section in page.sections:
        body.append(f"<h{section.level}>{escape(section.title)}</h{section.level}>")
        if section.note:
            body.append(f"<p>{escape(section.note)}</p>")
        if lines := (*section.lines, *section.others):
            body += ["<ul>", *(_item(line, page) for line in lines), "</ul>"]
    head = (
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title)}</title>\n<style>{_STYLE}</style>"
    )
    main = "\n".join(body)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(page.lang)}">\n<head>\n{head}\n</head>\n'
        f"<body>\n<main>\n{main}\n</main>\n</body>\n</html>\n"
    )


def _item(line: Line, page: Document) -> str:
    sources = " ; ".join(_html_source(source, page.lang) for source in line.sources)
    told = f" <small>({sources})</small>" if sources else ""
    details = "".join(f"<br>{escape(one)}" for one in (line.more, joined(line.details)) if one)
    return f"<li>{escape(line.head)}{details}{told}</li>"


def _html_source(source: Source, lang: str) -> str:
    text, address = escape(_told(source, lang)), web_address(source.address)
    return f'<a href="{escape(address)}" rel="noopener">{text}</a>' if address else text


def _told(source: Source, lang: str) -> str:
    text = source.text or message("guide.source" if source.address else "guide.no_source", lang)
    return f"{text}, {source.confidence.lower()}" if source.confidence else text


def web_address(address: str | None) -> str | None:
    """Return an address that a link may lead to: http or https only.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    return address if address and re.match(r"https?://", address, re.IGNORECASE) else None
