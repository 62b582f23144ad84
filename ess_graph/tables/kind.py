"""What a file is, by its first bytes and not by its name."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import IO, Final

from ess_graph.errors import TableProblem
from ess_graph.tables.encoding import marked_encoding

#: The first bytes of files that are no tables, and what people call them.
_SIGNATURES: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "Windows EXE"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
    (b"{\\rtf", "RTF"),
)
_TEXTS: Final = (
    ("HTML", re.compile(rb"(?i)\s*(<!doctype html|<html|<table|<head)")),
    ("XML", re.compile(rb"\s*<(\?xml|!--|!DOCTYPE|rdf:RDF)")),
    ("JSON", re.compile(rb'\s*(\[\s*)?\{\s*"')),
    ("Turtle", re.compile(rb"(?i)\s*@?(prefix|base)\s+\S*\s*<")),
)
#: A compound file: an old Excel workbook, or a new one under a password ([MS-OFFCRYPTO] §2.3.4.4).
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
#: Where the name of the encrypted part may stand, beyond the head.
_COMPOUND_SEARCHED: Final = 1 << 26
_CONTROLS: Final = tuple(set(range(32)) - set(b"\t\n\r\f\x1a\x1b"))
#: Above this share of control characters a file is no text.
_BINARY_SHARE: Final = 0.02
#: How much of a file is looked at.
HEAD: Final = 1 << 16

EXTENSIONS: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".ods": "ods",
}


def kind_of(stream: IO[bytes], name: str) -> str:
    """Return ``csv`` for a text and ``zip`` for what may be a workbook.

    Args:
        stream: the file, at its start.
        name: its name, for the message.

    Raises:
        TableProblem: it is empty, or something else than a table.
    """
    head = stream.read(HEAD)
    if not head.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe") and not stream.read(1):
        raise TableProblem("table.empty", file=name)
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(_COMPOUND):
        encrypted = _ENCRYPTED in head or _ENCRYPTED in stream.read(_COMPOUND_SEARCHED)
        raise TableProblem("table.encrypted" if encrypted else "table.old_workbook", file=name)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise TableProblem("table.kind", file=name, found=kind)
    if marked_encoding(head) in (None, "utf-8-sig"):
        start = head.removeprefix(b"\xef\xbb\xbf")
        for kind, pattern in _TEXTS:
            if pattern.match(start):
                raise TableProblem("table.kind", file=name, found=kind)
        controls = sum(map(head.count, _CONTROLS))
        if controls > _BINARY_SHARE * len(head):
            raise TableProblem("table.binary", file=name)
    return "csv"


def told_kind(name: str) -> str | None:
    """Return the kind that a file's name tells: ``csv``, ``xlsx`` or ``ods``; ``None`` when it tells none."""
    return EXTENSIONS.get(PurePath(name).suffix.lower())
