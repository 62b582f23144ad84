"""A text that is rendered late: a key of the message catalogues with its figures, or a text for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ess_graph.text import LANGUAGES, current_language, message


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said to a person, in either language.

    Attributes:
        key: the key of a sentence of the catalogues, ``""`` when the texts are given.
        params: what fills the sentence; one whose text depends on the language is given as ``name.fr`` and ``name.en``.
        texts: the text by language, when there is no key.
    """

    key: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.key or self.texts)

    def text(self, lang: str | None = None) -> str:
        """Return the text in a language; a text that is not given in it comes in French, else in the first there is.

        >>> Wording(texts={"fr": "deux", "en": "two"}).text("en")
        'two'
        >>> Wording("located.row", {"row": 12}).text("en")
        'row 12'
        """
        wanted = lang or current_language()
        if self.key:
            suffix = f".{wanted}"
            fields = {name.removesuffix(suffix): value for name, value in self.params.items()}
            return message(self.key, wanted, **fields)
        for one in (wanted, "fr", ""):
            if one in self.texts:
                return self.texts[one]
        return next(iter(self.texts.values()), "")

    def by_language(self) -> dict[str, str]:
        """Return the text in each language, for the forms that carry all of them.

        >>> Wording(texts={"fr": "deux", "en": "two"}).by_language()
        {'fr': 'deux', 'en': 'two'}
        """
        return {lang: self.text(lang) for lang in LANGUAGES}


def worded(text: str) -> Wording:
    """Return a text that is the same in every language: a code, a name.

    >>> worded("SCIC").text("fr")
    'SCIC'
    """
    return Wording(texts={"": text}) if text else Wording()
