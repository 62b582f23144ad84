"""The licences under which contributions usually come, by short codes: SPDX identifiers, and those of data.gouv.fr."""

from __future__ import annotations

from typing import Final

from ess_graph.errors import UsageProblem
from ess_graph.store.provenance import is_address

#: Addresses are those that the published files use for the same licences.
LICENCES: Final[dict[str, str]] = {
    "etalab-2.0": "http://spdx.org/licenses/etalab-2.0",
    "odbl-1.0": "http://spdx.org/licenses/ODbL-1.0",
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_OTHER_NAMES: Final = {
    "lov2": "etalab-2.0",
    "odc-odbl": "odbl-1.0",
    "odbl": "odbl-1.0",
    "cc-by": "cc-by-4.0",
    "cc-by-sa": "cc-by-sa-4.0",
    "cc0": "cc0-1.0",
    "cc-zero": "cc0-1.0",
}


def licence_iri(text: str) -> str:
    """Return the IRI of a licence that is given by a short code or by its IRI.

    Raises:
        UsageProblem: the code is not known, or the IRI is none.

    >>> licence_iri("lov2"), licence_iri("CC-BY-4.0")
    ('http://spdx.org/licenses/etalab-2.0', 'https://creativecommons.org/licenses/by/4.0/')
    """
    code = text.strip().lower()
    found = LICENCES.get(_OTHER_NAMES.get(code, code))
    if found is not None:
        return found
    if not is_address(text) or not is_iri(text):
        raise UsageProblem("contribution.licence", found=text, known=", ".join(LICENCES))
    return text


def organisation_named(text: str) -> str:
    """Return the name or the IRI of an organisation without spaces around it.

    Raises:
        UsageProblem: it is empty, holds line breaks or control characters, or is an IRI that is none.
    """
    name = text.strip()
    if not name or not name.isprintable() or (is_address(name) and not is_iri(name)):
        raise UsageProblem("contribution.organisation", found=text)
    return name


def is_iri(text: str) -> bool:
    """Tell whether a text is an IRI that can stand in the graph.

    >>> is_iri("https://example.org/a"), is_iri("https://example.org/a b")
    (True, False)
    """
    from pyoxigraph import NamedNode

    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
