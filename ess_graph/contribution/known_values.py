"""The values that a cell may choose from: their codes, and every label by which people know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ess_graph.contribution.fold import bracketed, plain_words

#: How alike, of 100, a label must be to be offered.
_LIKE: Final = 72.0
#: How many labels of one list are compared with what is in no list, in all: some hundred misses among all communes, and
#: more than a file holds among forty codes. What is missed after that is told without a proposal.
_MOST_COMPARED: Final = 30_000_000
#: The longest list whose values a message tells.
_MOST_TOLD: Final = 12
#: A label that so few edits away, and no other so near, is what was meant.
_SLIP: Final = 2
_LEAST_LENGTH: Final = 5


class Label(NamedTuple):
    """One label of a code.

    Attributes:
        code: the code.
        text: the label.
        lang: its language, ``""`` when it has none.
        preferred: whether it is the one that is shown.
    """

    code: str
    text: str
    lang: str = ""
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """The value nearest to what was written.

    Attributes:
        code: its code.
        text: the label, or the code, that is nearest.
        distance: how many letters differ (Levenshtein).
        certain: whether no other value is nearly as near.
    """

    code: str
    text: str
    distance: int
    certain: bool


class KnownValues:
    """One list of values.

    Args:
        titles: what the list is called, by language.
        codes: its codes.
        labels: gives every label; asked when something is written that is no code.
        of_things: whether they are things that exist (an authority, a sheet), and not concepts of a closed list.
        former: the codes that took the place of one that is no more, for communes.
    """

    def __init__(
        self,
        titles: Mapping[str, str],
        codes: Iterable[str],
        labels: Callable[[], Iterable[Label]],
        *,
        of_things: bool = False,
        former: Callable[[], Mapping[str, tuple[str, ...]]] = dict,
    ) -> None:
        self.titles = titles
        self.codes = dict.fromkeys(codes)
        self.of_things = of_things
        self._labels = labels
        self._former = former
        self._by_words: dict[str, tuple[str, ...]] | None = None
        self._spelt: dict[str, str] = {}
        self._shown: dict[tuple[str, str], str] | None = None
        self._former_codes: Mapping[str, tuple[str, ...]] | None = None
        self._added: list[Label] = []
        self._own_names: dict[str, str] | None = None
        self._compared = 0

    def find(self, text: str) -> tuple[str, ...]:
        """Return the codes that a text means: one when it is a code or a label, several when a label is shared."""
        if text in self.codes:
            return (text,)
        return self._words().get(plain_words(text), ())

    def add(self, code: str, labels: Iterable[Label] = ()) -> None:
        """Take one more value in, such as a row of the same contribution."""
        self.codes[code] = None
        self._added += labels
        self._shown = None
        if self._by_words is not None:
            self._take((Label(code, code), *labels))

    def shown(self, code: str, lang: str) -> str:
        """Return the label of a code in a language, else in French, else the code."""
        if self._shown is None:
            self._shown = {}
            for label in (*self._labels(), *self._added):
                if label.preferred:
                    self._shown.setdefault((label.code, label.lang), label.text)
        shown = self._shown
        return shown.get((code, lang)) or shown.get((code, "fr")) or shown.get((code, ""), code)

    def own_name(self, code: str) -> str:
        """Return the shortest label that no other code bears: the INSEE code of a commune; else the code."""
        if self._own_names is None:
            self._own_names = {}
            for words, codes in self._words().items():
                if len(codes) == 1 and words != codes[0]:
                    before = self._own_names.get(codes[0])
                    if before is None or len(words) < len(before):
                        self._own_names[codes[0]] = self._spelt[words]
        return self._own_names.get(code, code)

    def told(self, lang: str) -> str:
        """Return the values of a short list as a text; of a long one, its first ones."""
        first = [self.shown(code, lang) for code, _ in zip(self.codes, range(_MOST_TOLD), strict=False)]
        return ", ".join(first) + (", …" if len(self.codes) > len(first) else "")

    def replacements(self, code: str) -> tuple[str, ...]:
        """Return the codes that took the place of a former one."""
        if self._former_codes is None:
            self._former_codes = self._former()
        return self._former_codes.get(code, ())

    def nearest(self, text: str) -> Near | None:
        """Return the value most like a text; nothing when none is like it, or after too many."""
        from rapidfuzz import fuzz, process
        from rapidfuzz.distance import Levenshtein

        words = plain_words(text)[:200]
        by_words = self._words()
        self._compared += len(by_words)
        if self._compared > _MOST_COMPARED or not words:
            return None
        found = process.extract(words, by_words.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE, limit=5)
        if not found:
            return None
        # Another number is another thing, and no slip: "fiche 3" is not meant by "fiche 2".
        ranked = sorted(
            (Levenshtein.distance(words, key), -score, key)
            for key, score, _ in found
            if _digits(key) == _digits(words)
        )
        if not ranked:
            return None
        distance, _, key = ranked[0]
        codes = by_words[key]
        rivals = [d for d, _, other in ranked if by_words[other] != codes]
        certain = (
            len(codes) == 1
            and distance <= _SLIP
            and len(key) >= _LEAST_LENGTH
            and all(rival > distance + 1 for rival in rivals)
        )
        return Near(codes[0], self._spelt[key] if len(codes) == 1 else codes[0], distance, certain)

    def _words(self) -> dict[str, tuple[str, ...]]:
        if self._by_words is None:
            self._by_words = {}
            self._take(self._labels())
            self._take(self._added)
            self._take(Label(code, code) for code in self.codes)
        return self._by_words

    def _take(self, labels: Iterable[Label]) -> None:
        assert self._by_words is not None
        by_words, spelt = self._by_words, self._spelt
        for code, text, _, _ in labels:
            for spelling in _spellings(text) if text.endswith(")") else (text,):
                if key := plain_words(spelling):
                    known = by_words.get(key)
                    if known is None:
                        by_words[key] = (code,)
                        spelt[key] = spelling
                    elif code not in known:
                        by_words[key] = (*known, code)


def _digits(words: str) -> str:
    return "".join(letter for letter in words if letter.isdigit())


def _spellings(label: str) -> Iterator[str]:
    """Yield a label, and what it is without its acronym in brackets, and the acronym."""
    yield label
    if pair := bracketed(label):
        yield pair[0]
        if pair[1].isupper() and " " not in pair[1]:
            yield pair[1]
