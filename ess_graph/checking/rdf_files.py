"""RDF files of a contribution: read into statements, whose lines or JSON pointers are found afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ess_graph.checking.json_pointers import json_places
from ess_graph.checking.origin import Wanted
from ess_graph.checking.statements import Statements
from ess_graph.checking.tables import CheckedFile
from ess_graph.checking.text_lines import line_places
from ess_graph.rdf.formats import Syntax, syntax_of
from ess_graph.rdf.reading import read_quads
from ess_graph.report.finding import VIOLATION
from ess_graph.report.located import Fix, LocatedFinding, Place, Rule
from ess_graph.report.wording import Wording
from ess_graph.store.contributed import refusal
from ess_graph.tables.problem import quoted

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: The codes of statements that cannot be published, by the key of the error that an import of them is.
_REFUSED: Final = {
    "contribution.blank": "RDF-BLANK",
    "contribution.reserved": "RDF-RESERVED",
    "contribution.scheme": "RDF-SCHEME",
}


def rdf_rules() -> dict[str, Rule]:
    """Return what the codes of this module are about.

    >>> sorted(rdf_rules())
    ['RDF-BLANK', 'RDF-RESERVED', 'RDF-SCHEME']
    """
    return {code: Rule(code, Wording(f"found_title.{code}")) for code in _REFUSED.values()}


class RdfCheck:
    """Reads the RDF files of one contribution.

    Args:
        said: takes in the statements.
        base: the base of our IRIs, and of relative IRIs in the files.
    """

    def __init__(self, said: Statements, base: str) -> None:
        self._said = said
        self._base = base
        self._files: list[tuple[CheckedFile, Path, Syntax]] = []
        self._refused: set[tuple[str, str]] = set()

    def read(self, path: Path, name: str) -> CheckedFile:
        """Read a file.

        Raises:
            InputProblem: it cannot be read, or is not of its syntax.
            UsageProblem: its name tells no syntax.
        """
        checked = CheckedFile(name)
        syntax = syntax_of(name)
        self._files.append((checked, path, syntax))
        refused: list[tuple[str, Wanted]] = []
        for quad in read_quads(path, syntax, self._base):
            checked.statements += 1
            problem = refusal(quad.triple, path, self._base)
            if problem is None:
                self._said.add(quad.triple)
            else:
                refused.append((_REFUSED[problem.key], wanted_of(quad.triple)))
                self._refused.add((refused[-1][1].subject, refused[-1][1].path))
        places = self._places(path, name, syntax, [one for _, one in refused])
        for code, one in refused:
            checked.tell(_refused(code, one, places.get(one, Place(name))))
        return checked

    def repeats(self, one: Wanted) -> bool:
        """Tell whether something is missing because what was there was refused."""
        return not one.value and (one.subject, one.path) in self._refused

    def places(self, wanted: Iterable[Wanted]) -> Iterator[tuple[Wanted, Place]]:
        """Yield the places of statements, as far as files make them; files are read again for it.

        Args:
            wanted: statements; without a value the place is that of the subject.
        """
        left = dict.fromkeys(wanted)
        for checked, path, syntax in self._files:
            if left:
                for one, place in self._places(path, checked.name, syntax, left).items():
                    yield one, place
                    left.pop(one, None)

    def _places(self, path: Path, name: str, syntax: Syntax, wanted: Iterable[Wanted]) -> dict[Wanted, Place]:
        asked = list(wanted)
        if not asked:
            return {}
        find = json_places if syntax.name == "jsonld" else line_places
        return find(path, name, syntax, self._base, asked)


def wanted_of(triple: Triple) -> Wanted:
    """Return a statement as something to be placed."""
    subject, predicate, value = triple
    return Wanted(
        str(getattr(subject, "value", subject)), predicate.value, str(getattr(value, "value", value))
    )


def _refused(code: str, one: Wanted, place: Place) -> LocatedFinding:
    params = {"subject": one.subject, "path": one.path, "value": quoted(one.value)}
    return LocatedFinding(
        code,
        VIOLATION,
        place,
        Wording(f"found.{code}", params),
        subject=one.subject,
        path=one.path,
        value=quoted(one.value),
        fix=Fix(Wording(f"found_fix.{code}", params)),
    )
