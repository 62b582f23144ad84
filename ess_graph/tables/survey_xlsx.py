"""The sheets of an Office Open XML workbook (ECMA-376 part 1, §18.3.1), surveyed."""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import IO, Final

from ess_graph.errors import TableProblem
from ess_graph.tables.survey import MOST_CELLS, Area, SheetSurvey, check_area, feed, new_parser

_DIGITS: Final = "0123456789"
_DOCUMENT: Final = "/officeDocument"
_SHARED: Final = "sharedstrings.xml"
_STRING_END: Final = re.compile(rb"</(?:[^<>\s/:]+:)?si\s*>|<(?:[^<>\s/:]+:)?si\s*/>")
_TEXT_CELL: Final = b' t="s"'


def survey_xlsx(archive: zipfile.ZipFile, file: str, streams: bool = True) -> dict[str, SheetSurvey]:
    """Return what each sheet of a workbook holds beside its values, by its name.

    Args:
        archive: the workbook.
        file: its name, for the message.
        streams: whether the rows of a large sheet will be read one after another.

    Raises:
        TableProblem: the workbook is damaged, or a sheet reaches too far.
    """
    parts = {name.lower(): name for name in archive.namelist()}
    surveys = {}
    longest = max((_longest(archive, parts[one]) for one in parts if one.endswith(_SHARED)), default=0)
    for sheet, path in sheet_parts(archive, parts, file).items():
        member = parts.get(path.lower())
        if member is None:
            raise TableProblem("table.damaged", file=file, reason=path)
        surveys[sheet] = _survey(archive, member, file)
        surveys[sheet].text *= longest
        check_area(surveys[sheet], file, sheet, streams)
    return surveys


def sheet_parts(archive: zipfile.ZipFile, parts: dict[str, str], file: str) -> dict[str, str]:
    """Return the part of each sheet, by the name of the sheet."""
    root = _relations(archive, parts, "", file)
    workbook = next((target for kind, target in root.values() if kind.endswith(_DOCUMENT)), "xl/workbook.xml")
    if workbook.lower() not in parts:
        raise TableProblem("table.damaged", file=file, reason=workbook)
    relations = _relations(archive, parts, workbook, file)
    sheets: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            # The prefix of the relationships' namespace is the writer's choice.
            key = next((text for key, text in attributes.items() if key.endswith(":id")), "")
            kind, target = relations.get(key, ("", ""))
            if kind.endswith("/worksheet"):
                sheets[attributes.get("name", "")] = target

    parser = new_parser()
    parser.StartElementHandler = start
    with archive.open(parts[workbook.lower()]) as stream:
        feed(parser, stream, file)
    return sheets


def _relations(
    archive: zipfile.ZipFile, parts: dict[str, str], part: str, file: str
) -> dict[str, tuple[str, str]]:
    """Return the relationships of a part (ECMA-376 part 2, §6.5): type and target by identifier."""
    folder, name = posixpath.split(part)
    member = parts.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
    found: dict[str, tuple[str, str]] = {}
    if member is None:
        return found

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), target.lstrip("/"))

    parser = new_parser()
    parser.StartElementHandler = start
    with archive.open(member) as stream:
        feed(parser, stream, file)
    return found


def _longest(archive: zipfile.ZipFile, member: str) -> int:
    """Return how long the longest shared string is at most (ECMA-376 part 1, §18.4.8); cells name them by number."""
    longest = since = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            ends = [match.end() for match in _STRING_END.finditer(chunk)]
            # An end that two chunks share is not seen: the string is then taken for longer than it is.
            for length in (b - a for a, b in zip([-since, *ends], [*ends, len(chunk)], strict=True)):
                longest = max(longest, length)
            since = len(chunk) - ends[-1] if ends else since + len(chunk)
    return longest


def _survey(archive: zipfile.ZipFile, member: str, file: str) -> SheetSurvey:
    with archive.open(member) as stream:
        survey = glance(stream)
    if survey is not None and survey.rows * survey.columns <= MOST_CELLS:
        return survey
    walk = _SheetWalk()
    with archive.open(member) as stream:
        feed(walk.parser, stream, file)
    return walk.survey


def cell_place(reference: str) -> tuple[int, int]:
    """Return row and column, from 0, of ``B7``."""
    letters = reference.rstrip(_DIGITS)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :] or 0) - 1, column - 1


def _area(reference: str) -> Area:
    """Return the corners of ``A1:B2``."""
    first, _, last = reference.replace("$", "").partition(":")
    return (*cell_place(first), *cell_place(last or first))


#: A cell as every usual program writes it, and one as XML allows it.
_STRICT_COLUMNS: Final = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"')
_STRICT_ROWS: Final = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
_LOOSE: Final = re.compile(rb"<(?:[^<>\s/:]+:)?c[\s/>]")
#: What only a walk tells: a formula, an error.
_FORMULA: Final = re.compile(rb"<f[\s/>]")
_ERROR: Final = b' t="e"'
_MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z0-9:$]+)"')
_CHUNK: Final = 1 << 20


def glance(stream: IO[bytes]) -> SheetSurvey | None:
    """Return the survey of a plainly written sheet without formulas and errors; ``None`` when it wants a walk.

    A sheet has a cell for every few bytes, and regular expressions see them ten times as fast as a parser's callbacks.
    They are believed only when they see every cell that XML would.

    Args:
        stream: the part of the sheet.
    """
    columns: set[bytes] = set()
    survey = SheetSurvey()
    rest = b""
    while chunk := stream.read(_CHUNK):
        text = rest + chunk
        end = text.rfind(b">") + 1
        text, rest = text[:end], text[end:]
        found = _STRICT_COLUMNS.findall(text)
        if len(found) != len(_LOOSE.findall(text)) or b"\0" in text:
            return None
        if _ERROR in text or _FORMULA.search(text):
            return None
        columns.update(found)
        survey.filled += len(found)
        survey.text += text.count(_TEXT_CELL)
        survey.rows = max(survey.rows, *map(int, set(_STRICT_ROWS.findall(text))), 0)
        survey.merged += [_area(reference.decode("ascii")) for reference in _MERGED.findall(text)]
    survey.columns = max((cell_place(f"{letters.decode('ascii')}1")[1] + 1 for letters in columns), default=0)
    return survey


class _SheetWalk:
    """Follows the cells of a sheet; what a cell's text is matters only for formulas and errors."""

    def __init__(self) -> None:
        self.survey = SheetSurvey()
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self._columns: dict[str, int] = {}
        self._row = self._column = -1
        self._cell: dict[str, str] = {}
        self._formula = self._value = False
        self._text = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._cell = attributes
            self._stand(attributes.get("r"))
            self._formula = self._value = False
            self.survey.text += attributes.get("t") == "s"
            if attributes.get("t") == "e":
                self._listen()
        elif name in ("v", "is"):
            self._value = True
            self.survey.filled += 1
            self.survey.reach(self._row, self._column)
        elif name == "f":
            self._formula = True
            self._listen()
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "mergeCell":
            self.survey.merged.append(_area(attributes["ref"]))

    def _stand(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip(_DIGITS)
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = cell_place(f"{letters}1")[1]
        self._column = column
        row = int(reference[len(letters) :]) - 1
        self._row = max(row, self._row)

    def _listen(self) -> None:
        """Follow this cell to its end."""
        self._text = ""
        self.parser.CharacterDataHandler = self._data
        self.parser.EndElementHandler = self._end

    def _data(self, text: str) -> None:
        if self._value:
            self._text += text

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] != "c":
            return
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None
        place = (self._row, self._column)
        kind = self._cell.get("t")
        if kind == "e" and self._text:
            self.survey.errors[place] = self._text
        # A stored value of type "str" may be the empty text; a number cannot.
        elif self._formula and not self._text and not (self._value and kind in ("str", "s", "inlineStr")):
            self.survey.unread.add(place)
