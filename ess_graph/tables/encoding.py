"""Which encoding a text file is in: said by its byte order mark, else found from all of its bytes.

UTF-8 is self-checking: text in Windows-1252 with a single accent is no UTF-8 (RFC 3629 §1). A file in which both
stand was glued together, and is refused at the first byte that is not UTF-8: any reading would be wrong somewhere.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import IO, Final

from ess_graph.errors import InputProblem

#: Excel on a French Windows writes "CSV" in this one.
WINDOWS: Final = "cp1252"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK: Final = 1 << 20
#: In UTF-16 of a European text most high bytes are 0, and no low byte is.
_UTF16_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text file is encoded.

    Attributes:
        name: the name of Python's codec.
        nul: whether the text holds a NUL character.
    """

    name: str
    nul: bool


def marked_encoding(head: bytes) -> str | None:
    """Return the encoding that the first bytes of a file tell: a byte order mark, or the zeros of UTF-16.

    >>> marked_encoding("Né".encode("utf-16-le"))
    'utf-16-le'
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2], head[1::2]
    if odd and odd.count(0) > _UTF16_SHARE * len(odd) and not even.count(0):
        return "utf-16-le"
    if odd and even.count(0) > _UTF16_SHARE * len(even) and not odd.count(0):
        return "utf-16-be"
    return None


def find_encoding(stream: IO[bytes], name: str) -> Encoding:
    """Return the encoding of a text, from its first byte to its last.

    Args:
        stream: the file, at its start; it is read to its end.
        name: the name of the file, for the message.

    Raises:
        InputProblem: the file is in no encoding that we read, or in two.
    """
    found = marked_encoding(stream.read(1 << 12)) or "utf-8"
    stream.seek(0)
    try:
        return Encoding(found, _holds_nul(stream, found))
    except UnicodeDecodeError as error:
        stream.seek(0)
        line, column, byte, plain = _first_fault(stream, found)
        if found != "utf-8":
            raise InputProblem(
                "input.encoding_wrong", path=name, encoding=shown(found), reason=error.reason
            ) from error
        if not plain:
            raise InputProblem("input.encoding", path=name, line=line, column=column, byte=byte) from error
    stream.seek(0)
    try:
        return Encoding(WINDOWS, _holds_nul(stream, WINDOWS))
    except UnicodeDecodeError as error:
        raise InputProblem("input.encoding", path=name, line=line, column=column, byte=byte) from error


def shown(name: str) -> str:
    """Return the name of an encoding as people know it.

    >>> shown("cp1252")
    'Windows-1252'
    """
    return "Windows-1252" if name == WINDOWS else name.upper()


def _holds_nul(stream: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    nul = False
    while chunk := stream.read(_CHUNK):
        nul |= "\0" in decoder.decode(chunk)
    decoder.decode(b"", final=True)
    return nul


def _first_fault(stream: IO[bytes], encoding: str) -> tuple[int, int, str, bool]:
    """Return line, column and value of the first byte that is not UTF-8, and whether all before it is ASCII."""
    if encoding not in ("utf-8", "utf-8-sig"):
        return 0, 0, "", False
    plain = True
    for number, line in enumerate(stream, 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            before = line[: error.start]
            return number, len(before.decode()) + 1, f"0x{line[error.start]:02X}", plain and before.isascii()
        plain = plain and line.isascii()
    raise AssertionError("the decoder refused a file that decodes")
