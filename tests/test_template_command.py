"""``ess-graph template``: which tables it is asked for, and what it refuses in one line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.test_template import GROUP, opened


def test_all_the_tables_fit_in_one_workbook(cli: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "tout.xlsx"
    assert cli("template", "all", "-o", path).code == 0
    names = opened(path).sheetnames
    assert len(names) == len(set(names)) == len(GROUP.tables) + 2
    assert names[-2:] == ["Mode d'emploi", "Listes"]
    assert max(map(len, names)) <= 31


def test_a_table_is_asked_for_by_its_name_or_its_title(cli: CommandLine) -> None:
    by_name = cli("template", "public_bodies", "-f", "csv")
    assert by_name.code == 0
    assert (
        cli("template", "Départements, régions et autres personnes publiques", "-f", "csv").out == by_name.out
    )


def test_what_cannot_be_done_is_said_in_one_line_and_nothing_is_written(
    cli: CommandLine, tmp_path: Path
) -> None:
    for arguments, code, said in (
        (("practice", "-o", "x.xlsx"), 2, "practices"),
        (("practices", "-o", "x.doc"), 2, "-f"),
        (("practices", "actors", "-f", "csv"), 2, "-o DOSSIER"),
        (("practices", "-f", "csv", "--rows", "3"), 2, "--rows"),
        (("practices", "--names", "-o", "x.xlsx"), 2, "--names"),
        (("practices", "-o", "x.xlsx", "--date", "27/11/2026"), 2, "« 27/11/2026 »"),
        (("practices", "-o", "x.xlsx", "--date", "2026-W48-5"), 2, "YYYY-MM-DD"),
        (("practices", "-o", "x.xlsx", "--rows", "0"), 2, "1048575"),
        (("practices", "-o", "absent/x.xlsx"), 4, "absent"),
    ):
        given = [str(tmp_path / one) if one.endswith((".xlsx", ".doc")) else one for one in arguments]
        ran = cli("template", *given)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (code, "", 1), arguments
        assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_is_not_written_on_a_terminal(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    ran = cli("template", "kits")
    assert (ran.code, ran.out) == (2, "")
    assert "-o" in ran.err
