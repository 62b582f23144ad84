"""What the cells of a contribution say: normalised in silence, corrected with a proposal, or wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ess_graph.contribution.cells import CellReader, CellValue
from ess_graph.contribution.checksum import check_digit, neighbours, passes
from ess_graph.contribution.references import References
from ess_graph.contribution.scalars import read_number, reader_of
from ess_graph.model.described import Column
from ess_graph.tables.escape import escaped_for_spreadsheet

REFERENCES = References.published()
READERS: dict[tuple[str, str], CellReader] = {}


def column(url: str, name: str) -> Column:
    return next(one for one in REFERENCES.group.table(url).file_columns if one.name == name)


def read(url: str, name: str, text: str) -> CellValue:
    if (url, name) not in READERS:
        READERS[url, name] = CellReader(REFERENCES.group.table(url), column(url, name), REFERENCES)
    return READERS[url, name].read(text)


def practice(name: str, text: str) -> CellValue:
    return read("practices.csv", name, text)


def told(found: CellValue) -> list[tuple[str, str | None, bool | None]]:
    """Return code, replacement and certainty of each fault."""
    return [
        (one.code, one.fix.replacement if one.fix else None, one.fix.certain if one.fix else None)
        for one in found.faults
    ]


@pytest.mark.parametrize(
    ("url", "name", "text", "values"),
    [
        ("practices.csv", "title_fr", "\u00a0L’été «\u00a0vert\u00a0» \n", ("L’été «\u00a0vert\u00a0»",)),
        ("practices.csv", "title_fr", "=1+1", ("=1+1",)),
        ("practices.csv", "title_fr", "#partage", ("#partage",)),
        ("practices.csv", "kind", "pratique-ess", ("pratique-ess",)),
        ("practices.csv", "kind", "PRATIQUE  DE L’ESS", ("pratique-ess",)),
        ("practices.csv", "confidence", "high", ("high",)),
        ("practices.csv", "theme", "Culture ;", ("culture",)),
        ("actors.csv", "legal_form", "SCIC", ("scic",)),
        ("actors.csv", "legal_form", "Société coopérative d'intérêt collectif", ("scic",)),
        ("actors.csv", "legal_form", "Société coopérative d’intérêt collectif (SCIC)", ("scic",)),
        ("actors.csv", "legal_form", "Multi-stakeholder cooperative", ("scic",)),
        ("actors.csv", "helps_all", "Oui", ("true",)),
        ("actors.csv", "helps_all", "FAUX", ("false",)),
        ("actors.csv", "helps_all", "yes", ("true",)),
        ("practices.csv", "competences", "Action sociale ;foncier;; foncier", ("action-sociale", "foncier")),
        ("practices.csv", "communes", "35238", ("213502388",)),
        ("practices.csv", "communes", "213 502 388", ("213502388",)),
        ("practices.csv", "communes", "213502388.0", ("213502388",)),
        ("practices.csv", "communes", "Rennes", ("213502388",)),
        ("practices.csv", "communes", "2A004", ("212000046",)),
        ("practices.csv", "departement", "Ille-et-Vilaine", ("35",)),
        ("practices.csv", "start_year", "2015.0", ("2015",)),
        ("practices.csv", "source_url", " https://example.org/a ", ("https://example.org/a",)),
        ("practices.csv", "sheet", "", ()),
        ("practices.csv", "sheet", " \u00a0", ()),
        ("sheets.csv", "number", "12,0", ("12",)),
        ("sheets.csv", "number", "5 710", ("5710",)),
        ("epci_competences.csv", "competence", "1502", ("1502",)),
    ],
)
def test_what_means_the_same_is_read_without_a_word(
    url: str, name: str, text: str, values: tuple[str, ...]
) -> None:
    assert read(url, name, text) == (values, ())


@pytest.mark.parametrize(
    ("url", "name", "text", "values", "code", "replacement"),
    [
        ("practices.csv", "communes", "1001", ("210100012",), "CEL-ZERO", "01001"),
        ("practices.csv", "departement", "1", ("01",), "CEL-ZERO", "01"),
        ("practices.csv", "communes", "69159", ("200083616",), "CEL-FORMER", "69114"),
        ("practices.csv", "communes", "1003", ("210101655",), "CEL-FORMER", "01165"),
        (
            "practices.csv",
            "competences",
            "foncier, action-sociale",
            ("foncier", "action-sociale"),
            "CEL-SEPARATOR",
            "foncier; action-sociale",
        ),
        (
            "practices.csv",
            "competences",
            "foncier\nAction sociale",
            ("foncier", "action-sociale"),
            "CEL-SEPARATOR",
            "foncier; Action sociale",
        ),
    ],
)
def test_what_can_be_meant_in_one_way_is_read_and_told_with_its_replacement(
    url: str, name: str, text: str, values: tuple[str, ...], code: str, replacement: str
) -> None:
    found = read(url, name, text)
    assert found.values == values
    assert told(found) == [(code, replacement, True)]


@pytest.mark.parametrize(
    ("url", "name", "text", "code", "replacement", "certain"),
    [
        ("practices.csv", "kind", "Pratique de l'EES", "CEL-CODE", "Pratique de l'ESS", True),
        ("practices.csv", "theme", "alimentatoin", "CEL-CODE", "Alimentation", True),
        ("practices.csv", "theme", "xyzzy", "CEL-CODE", None, None),
        ("practices.csv", "departement", "néant", "CEL-UNKNOWN", "", False),
        ("practices.csv", "start_year", "N/A", "CEL-UNKNOWN", "", False),
        ("practices.csv", "start_year", "?", "CEL-UNKNOWN", "", False),
        ("practices.csv", "theme", "néant", "CEL-REQUIRED", None, None),
        ("practices.csv", "source_url", "-", "CEL-REQUIRED", None, None),
        ("practices.csv", "theme", "#REF!", "CEL-ERROR", None, None),
        ("practices.csv", "theme", "#NOM?", "CEL-ERROR", None, None),
        ("practices.csv", "theme", "", "CEL-REQUIRED", None, None),
        ("practices.csv", "theme", "alimentation; foncier", "CEL-SEVERAL", None, None),
        ("practices.csv", "communes", "Saint-Denis", "CEL-AMBIGUOUS", None, None),
        ("practices.csv", "epcis", "200054870", "CEL-KEY", "200054807", False),
        ("practices.csv", "bodies", "=HYPERLINK(1)", "CEL-REFERENCE", None, None),
        ("practices.csv", "sheet", "departementaless-2021-f99", "CEL-REFERENCE", None, None),
        ("practices.csv", "start_year", "31/12/2015", "CEL-YEAR", "2015", False),
        ("practices.csv", "start_year", "vers 2012", "CEL-YEAR", "2012", False),
        ("practices.csv", "start_year", "2010-2012", "CEL-YEAR", None, None),
        ("practices.csv", "source_url", "www.rtes.fr/kit", "CEL-URL", "https://www.rtes.fr/kit", False),
        ("practices.csv", "source_url", "HTTP://rtes.fr", "CEL-URL", "http://rtes.fr", False),
        ("practices.csv", "source_url", "<https://rtes.fr>", "CEL-URL", "https://rtes.fr", False),
        ("practices.csv", "source_url", "javascript:alert(1)", "CEL-URL", None, None),
        ("practices.csv", "source_url", "http://a b.fr", "CEL-URL", None, None),
        ("practices.csv", "id", "Mon Idée 24", "CEL-FORM", "mon-idee-24", False),
        ("actors.csv", "helps_all", "x", "CEL-BOOLEAN", "oui", False),
        ("actors.csv", "helps_all", "peut-être", "CEL-BOOLEAN", None, None),
        ("sheets.csv", "number", "5.710", "CEL-NUMBER", "5710", False),
        ("sheets.csv", "number", "12 fiches", "CEL-NUMBER", "12", False),
        ("sheets.csv", "number", "douze", "CEL-NUMBER", None, None),
        ("sheets.csv", "number", "12,5", "CEL-NUMBER", None, None),
    ],
)
def test_what_is_wrong_is_told_and_makes_no_value(
    url: str, name: str, text: str, code: str, replacement: str | None, certain: bool | None
) -> None:
    found = read(url, name, text)
    assert found.values == ()
    assert told(found) == [(code, replacement, certain)]


def test_a_former_commune_code_is_told_with_the_new_one_and_its_name() -> None:
    (fault,) = practice("communes", "69159").faults
    assert fault.params == {
        "former": "69159",
        "current": "69114",
        "name.fr": "Porte des Pierres Dorées",
        "name.en": "Porte des Pierres Dorées",
    }


def test_a_miss_is_told_with_the_nearest_label_in_both_languages_and_how_far_it_is() -> None:
    (fault,) = practice("theme", "alimentatoin").faults
    assert (fault.params["near.fr"], fault.params["near.en"], fault.params["code"]) == (
        "Alimentation",
        "Food",
        "alimentation",
    )
    assert fault.params["distance"] == "2"
    assert fault.params["list.fr"] == "Thèmes"


def test_a_name_that_several_bear_is_told_with_what_tells_them_apart() -> None:
    (fault,) = practice("communes", "Saint-Denis").faults
    assert fault.params == {"codes": "11339, 30247, 93066, 97411", "count": "4"}


def test_a_word_for_nothing_among_values_is_taken_out() -> None:
    found = practice("competences", "foncier; néant")
    assert found.values == ("foncier",)
    assert told(found) == [("CEL-UNKNOWN", "foncier", False)]


def test_the_values_of_one_cell_are_mended_together() -> None:
    found = practice("communes", "1001; 69159; Rennes; 200054870")
    assert found.values == ("210100012", "200083616", "213502388")
    assert told(found) == [
        ("CEL-ZERO", "01001; 69114; Rennes; 200054870", True),
        ("CEL-FORMER", "01001; 69114; Rennes; 200054870", True),
        ("CEL-KEY", None, None),
    ]


def test_a_mended_cell_has_no_fault_left() -> None:
    found = practice("communes", "1001;69159")
    assert found.faults[0].fix is not None
    assert practice("communes", found.faults[0].fix.replacement) == (found.values, ())


@pytest.mark.parametrize(
    ("text", "value", "code", "replacement"),
    [
        ("2024-12-31", "2024-12-31", None, None),
        ("31/12/2024", "2024-12-31", "CEL-DATE-FORM", "2024-12-31"),
        ("31-12-2024", "2024-12-31", "CEL-DATE-FORM", "2024-12-31"),
        ("1.9.2024", "2024-09-01", "CEL-DATE-FORM", "2024-09-01"),
        ("2024/9/1", "2024-09-01", "CEL-DATE-FORM", "2024-09-01"),
        ("1er mars 2024", "2024-03-01", "CEL-DATE-FORM", "2024-03-01"),
        ("mardi 31 Décembre 2024", "2024-12-31", "CEL-DATE-FORM", "2024-12-31"),
        ("12/31/2024", None, "CEL-DATE", "2024-12-31"),
        ("31/12/24", None, "CEL-DATE", "2024-12-31"),
        ("31-12-24", None, "CEL-DATE", None),
        ("01/02/24", None, "CEL-DATE", None),
        ("31/02/2024", None, "CEL-DATE", None),
        ("bientôt", None, "CEL-DATE", None),
    ],
)
def test_a_date_is_read_when_it_can_be_one_day_only(
    text: str, value: str | None, code: str | None, replacement: str | None
) -> None:
    from ess_graph.contribution.dates import read_date

    found = read_date(text)
    assert found.value == value
    assert (found.fault.code if found.fault else None) == code
    assert (found.fault.fix.replacement if found.fault and found.fault.fix else None) == replacement


@given(st.dates())
def test_a_french_date_is_the_day_that_it_says(day: object) -> None:
    import datetime

    from ess_graph.contribution.dates import read_date

    assert isinstance(day, datetime.date)
    assert read_date(f"{day.day:02}/{day.month:02}/{day.year:04}").value == day.isoformat()
    assert read_date(day.isoformat()) == (day.isoformat(), None)


@given(st.integers(min_value=0, max_value=10**8 - 1))
def test_a_siren_with_its_check_digit_passes_and_one_slip_is_found(number: int) -> None:
    digits = f"{number:08}"
    whole = digits + check_digit(digits)
    assert passes(whole)
    slipped = str((int(whole[0]) + 1) % 10) + whole[1:]
    assert not passes(slipped)
    assert whole in neighbours(slipped)


@pytest.mark.parametrize("datatype", ["integer", "decimal"])
@given(number=st.integers(min_value=-(10**12), max_value=10**12))
def test_a_whole_number_is_read_however_it_is_grouped(datatype: str, number: int) -> None:
    for text in (
        str(number),
        f"{number:,}".replace(",", "\u202f"),
        f"{number},0",
        f"{number:_}".replace("_", " "),
    ):
        value = read_number(datatype, text).value
        assert value is not None
        assert float(value) == number


def test_the_form_of_a_code_is_told_in_words() -> None:
    (fault,) = practice("id", "É" * 90).faults
    assert "tirets" in fault.params["form.fr"]
    assert "hyphens" in fault.params["form.en"]


def test_a_wrong_check_digit_is_told_with_the_right_one() -> None:
    found = reader_of(column("public_bodies.csv", "siren"))("213502389")
    assert found.fault is not None
    assert (found.fault.code, found.fault.params["last"]) == ("CEL-KEY", "8")


@given(st.text(max_size=40))
def test_no_text_stops_a_reader(text: str) -> None:
    for name in ("communes", "theme", "start_year", "source_url", "id", "competences", "title_fr"):
        found = practice(name, text)
        assert not found.values or all(one and one == one.strip() for one in found.values)


@pytest.mark.parametrize(
    ("text", "escaped"), [("=1", "'=1"), ("@x", "'@x"), ("+33 1", "'+33 1"), ("\t=1", "'\t=1")]
)
def test_what_a_spreadsheet_would_compute_is_escaped(text: str, escaped: str) -> None:
    assert escaped_for_spreadsheet(text) == escaped


@pytest.mark.parametrize("text", ["-12,5", "+33", "-0.5", "x=1", "", "'=1"])
def test_what_a_spreadsheet_would_not_compute_is_left_as_it_is(text: str) -> None:
    assert escaped_for_spreadsheet(text) == text
