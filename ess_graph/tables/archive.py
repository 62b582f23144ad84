"""A workbook's zip archive, looked through within limits before any library opens it.

Sizes are first taken from the directory of the archive, then every member is unpacked and counted: a directory may lie,
and a library that trusts the data would go on. A document type declaration is refused: neither ECMA-376 part 2
(§6.2.5, DTD content shall not be used) nor OpenDocument needs one, and no entity is then left to expand.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import IO, Final

from ess_graph.errors import TableProblem

#: A million rows of twenty columns are about 1.5 GB of XML.
MOST_BYTES: Final = 4 << 30
#: DEFLATE packs 1,032 to 1 at most; a sheet of equal rows reaches about 100.
MOST_RATIO: Final = 250
FREE: Final = 16 << 20
MOST_MEMBERS: Final = 10_000
_CHUNK: Final = 1 << 18
_LOCAL: Final = struct.Struct("<4s22xHH")
_DOCTYPE: Final = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
_OVERLAP: Final = 20
#: Pictures may be documents of their own, with a declaration of their own; no table is read from them.
_PICTURES: Final = ("xl/media/", "Pictures/", "Thumbnails/")


def open_archive(stream: IO[bytes], name: str) -> zipfile.ZipFile:
    """Return a workbook's archive after a look at all that it holds.

    Args:
        stream: the file.
        name: its name, for the message.

    Raises:
        TableProblem: it is damaged, encrypted, too large once unpacked, or holds a document type declaration.
    """
    try:
        archive = zipfile.ZipFile(stream)
        members = archive.infolist()
        if len(members) > MOST_MEMBERS or len({one.filename.lower() for one in members}) < len(members):
            raise TableProblem("table.damaged", file=name, reason="ZIP")
        packed = sum(one.compress_size for one in members)
        _check_size(name, packed, sum(one.file_size for one in members))
        total = 0
        for member in members:
            total = _look_through(stream, member, name, total)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, NotImplementedError) as error:
        raise TableProblem("table.damaged", file=name, reason=error) from error
    return archive


def _check_size(name: str, packed: int, unpacked: int) -> None:
    if unpacked > MOST_BYTES:
        raise TableProblem("table.too_large", file=name, limit=MOST_BYTES >> 20)
    if unpacked > max(FREE, packed * MOST_RATIO):
        raise TableProblem("table.bomb", file=name, limit=MOST_RATIO)


def _look_through(stream: IO[bytes], member: zipfile.ZipInfo, name: str, total: int) -> int:
    """Unpack one member without keeping it, and return the total of bytes so far."""
    if member.flag_bits & 1:
        raise TableProblem("table.encrypted", file=name)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise TableProblem("table.damaged", file=name, reason=f"ZIP: {member.compress_type}")
    stream.seek(member.header_offset)
    signature, name_length, extra_length = _LOCAL.unpack(stream.read(_LOCAL.size))
    if signature != b"PK\x03\x04":
        raise TableProblem("table.damaged", file=name, reason="ZIP")
    stream.seek(name_length + extra_length, 1)
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    picture = member.filename.startswith(_PICTURES)
    left, size, tail, waiting = member.compress_size, 0, b"", b""
    while left or waiting:
        if not waiting:
            waiting = stream.read(min(left, _CHUNK))
            if not waiting:
                raise TableProblem("table.damaged", file=name, reason="ZIP")
            left -= len(waiting)
        chunk = inflate.decompress(waiting, _CHUNK) if inflate else waiting
        waiting = inflate.unconsumed_tail if inflate else b""
        size += len(chunk)
        _check_size(name, member.compress_size, size)
        if total + size > MOST_BYTES:
            raise TableProblem("table.too_large", file=name, limit=MOST_BYTES >> 20)
        if not picture and _DOCTYPE.search(tail + chunk):
            raise TableProblem("table.entity", file=name, member=member.filename)
        tail = chunk[-_OVERLAP:]
    if size != member.file_size:
        raise TableProblem("table.damaged", file=name, reason=f"ZIP: {member.filename}")
    return total + size
