"""Files that try to kill or starve whoever reads them, made when they are asked for: none is kept in the repository."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: its name, what writes it, and what our line about it says."""

    name: str
    make: Callable[[Path], object]
    says: str


def content(name: str, says: str, make: Callable[[], str | bytes]) -> Hostile:
    def write(path: Path) -> None:
        text = make()
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))

    return Hostile(name, write, says)


def xml(body: str, doctype: str = "") -> str:
    return f'{doctype}<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/">{body}</rdf:RDF>'


def said(text: str) -> str:
    return f'<rdf:Description rdf:about="http://e/s"><e:p>{text}</e:p></rdf:Description>'


def entities(*declarations: str) -> str:
    return f"<!DOCTYPE r [{''.join(f'<!ENTITY {one}>' for one in declarations)}]>"


LAUGHS: Final = ('l0 "lol"', *(f'l{i} "{f"&l{i - 1};" * 10}"' for i in range(1, 10)))
OPEN_XML: Final = "<rdf:Description><e:p>"
TRIPLE: Final = "<a:a> <a:b> "

FILES: Final = (
    # RDF/XML: entities and depth.
    content("laughs.rdf", "entity", lambda: xml(said("&l9;"), entities(*LAUGHS))),
    content("quadratic.rdf", "entity", lambda: xml(said("&x;" * 2_000_000), entities(f'x "{"x" * 200}"'))),
    content("quadratic-long.rdf", "entity", lambda: xml(said("&x;" * 99_999), entities(f'x "{"x" * 2000}"'))),
    content(
        "quadratic-attribute.rdf",
        "entit",
        lambda: xml(f'<e:c e:p="{"&x;" * 99_999}"/>' * 3, entities(f'x "{"x" * 2000}"')),
    ),
    content("external.rdf", "entity", lambda: xml(said("&x;"), entities('x SYSTEM "file:///etc/passwd"'))),
    content("parameter.rdf", "entity", lambda: xml(said("x"), entities('% x SYSTEM "http://127.0.0.1:9/"'))),
    content("dtd.rdf", "DTD", lambda: xml(said("x"), '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">')),
    content("deep.rdf", "2000", lambda: xml(OPEN_XML * 200_000)),
    content("deep-literal.rdf", "2000", lambda: xml('<e:c><e:p rdf:parseType="Literal">' + "<a>" * 500_000)),
    # Turtle, TriG and their kin: depth.
    content("deep.ttl", "256", lambda: TRIPLE + "[ <a:p> " * 1_000_000),
    content("deep-closed.ttl", "256", lambda: TRIPLE + "[ <a:p> " * 99_999 + "1" + "]" * 99_999 + " ."),
    content("deep-hidden.ttl", "256", lambda: TRIPLE + "[ <a:p> # ]\n" * 500_000),
    content("deep-quoted.ttl", "256", lambda: TRIPLE + "<< <a:a> <a:p> " * 300_000),
    content("deep-list.trig", "256", lambda: "<a:g> { " + TRIPLE + "( " * 1_000_000),
    content("deep.nt", "256", lambda: TRIPLE + "<<( <a:a> <a:b> " * 300_000),
    content("deep.nq", "256", lambda: TRIPLE + "<<( <a:a> <a:b> " * 300_000),
    # JSON-LD: depth, and contexts that would be fetched.
    content("deep.jsonld", "256", lambda: '{"http://e/p":' * 300_000),
    content("context.jsonld", "127.0.0.1:9/c", lambda: json.dumps({"@context": "http://127.0.0.1:9/c"})),
    content("file.jsonld", "file:///etc/passwd", lambda: json.dumps({"@context": "file:///etc/passwd"})),
    content("import.jsonld", "file:///etc", lambda: json.dumps({"@context": {"@import": "file:///etc/p"}})),
    content(
        "scoped.jsonld",
        "127.0.0.1:9/s",
        lambda: json.dumps({"@context": {"p": {"@id": "http://e/p", "@context": "http://127.0.0.1:9/s"}}}),
    ),
    # Gzip.
    content("bomb.nt.gz", "250", lambda: gzip.compress(b"\n" * (40 * MIB), mtime=0)),
    content("bomb.ttl.gz", "250", lambda: gzip.compress((b"#" + b"x" * 999 + b"\n") * 40_000, mtime=0)),
    content("bomb.rdf.gz", "250", lambda: gzip.compress(xml(" " * (40 * MIB)).encode(), mtime=0)),
    content("bomb.jsonld.gz", "250", lambda: gzip.compress(b"[" + b" " * (40 * MIB), mtime=0)),
    content("cut.nt.gz", "cannot be read", lambda: gzip.compress(b"<a:a> <a:b> <a:c> .\n" * 999)[:-9]),
    content("no.nt.gz", "cannot be read", lambda: b"<a:a> <a:b> <a:c> .\n"),
    # Texts without end.
    content("literal.ttl", "MiB", lambda: TRIPLE + '"' + "x" * (40 * MIB)),
    content("literal.nt", "MiB", lambda: TRIPLE + '"' + "x" * (40 * MIB)),
    content("iri.nq", "MiB", lambda: "<a:" + "x" * (40 * MIB)),
    content("comment.trig", "MiB", lambda: "#" + "x" * (40 * MIB)),
    content("literal.jsonld", "MiB", lambda: '{"http://e/p":"' + "x" * (40 * MIB)),
    content("literal.rdf", "MiB", lambda: xml(said("x" * (40 * MIB)))),
    content("attribute.rdf", "MiB", lambda: xml(f'<e:c e:p="{"x" * (40 * MIB)}"/>')),
    content(
        "prefixes.ttl", "MiB", lambda: "".join(f"@prefix p{i}: <http://e/{i}> .\n" for i in range(700_000))
    ),
    # What is no text, or not UTF-8.
    *(
        one
        for ext in ("ttl", "nt", "nq", "trig", "jsonld", "rdf")
        for one in (
            content(f"nul.{ext}", "line 1, column 1", lambda: b"\0" * MIB),
            content(f"utf16.{ext}", "UTF-16", lambda: f"{TRIPLE}<a:c> .".encode("utf-16")),
            content(f"binary.{ext}", "line 1, column 1", lambda: b"\x7fELF\x02\xff\xfe\x80" * 9999),
        )
    ),
    content("latin1.nt", "line 2", lambda: (TRIPLE + "<a:c> .\n" + TRIPLE + '"é" .').encode("latin-1")),
    content("latin1.rdf", "ISO-8859-1", lambda: '<?xml version="1.0" encoding="ISO-8859-1"?>' + xml("")),
    content("empty.rdf", "line 1, column 1", lambda: ""),
    content("empty.jsonld", "line 1, column 1", lambda: ""),
    # Not what the name says.
    content("json.ttl", "jsonld", lambda: '{"@id": "http://e/"}'),
    content("gzip.nt", "gzip", lambda: gzip.compress(b"<a:a> <a:b> <a:c> .\n")),
    content("page.rdf", "html", lambda: "<!DOCTYPE html><html><br></html>"),
    # Not a file to read.
    Hostile("folder.ttl", lambda path: path.mkdir(), "cannot be read"),
    Hostile("loop.nt", lambda path: path.symlink_to(path), "cannot be read"),
    Hostile("absent.nq", lambda path: None, "cannot be read"),
    Hostile("memory.nt", lambda path: path.symlink_to("/proc/self/mem"), "cannot be read"),
)
