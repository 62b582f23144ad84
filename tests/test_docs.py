"""The documentation runs: commands of the READMEs, generated pages, links and figures."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest

from docs.conformance import readme_table
from docs.generate import pages
from ess_graph.resources import folder
from ess_graph.shacl.rules import list_rules
from tests.conftest import CommandLine

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.fr.md")


def blocks(readme: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / readme).read_text("utf-8"), re.DOTALL)


def commands(readme: str) -> list[list[str]]:
    lines = "".join(blocks(readme, "sh")).splitlines()
    return [shlex.split(line, comments=True) for line in lines if line.startswith("ess-graph ")]


def test_the_two_readmes_tell_the_same_commands() -> None:
    assert commands("README.md") == commands("README.fr.md")


def test_every_command_of_the_readme_works(
    whole_path: Path, cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESS_GRAPH_STORE", str(whole_path))
    monkeypatch.chdir(tmp_path)
    told = commands("README.md")
    assert len(told) > 8
    for command in told:
        ran = cli(*command[1:])
        assert ran.code == 0, (command, ran.err)
        if command[1] not in ("validate", "export", "convert", "hash") and "-o" not in command:
            assert len(ran.out.splitlines()) > 1, command


@pytest.mark.parametrize("readme", READMES)
def test_the_python_of_the_readme_works(
    readme: str, small_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESS_GRAPH_STORE", str(small_path))
    (code,) = blocks(readme, "python")
    exec(compile(code, readme, "exec"), {})
    assert "concept/besoin/cantine-bio-locale" in capsys.readouterr().out


@pytest.mark.parametrize("readme", READMES)
def test_the_two_commands_are_targets_of_the_makefile(readme: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    told = re.findall(r"^make ([a-z-]+)", "".join(blocks(readme, "sh")), re.MULTILINE)
    assert told == ["start", "test"]
    assert set(told) <= set(targets)


def test_generated_pages_are_what_the_program_makes() -> None:
    for path, text in pages().items():
        assert path.read_text("utf-8") == text, f"run: make docs ({path.name})"


@pytest.mark.parametrize(("readme", "lang"), [("README.md", "en"), ("README.fr.md", "fr")])
def test_the_scores_of_the_readme_are_those_that_the_tests_check(readme: str, lang: str) -> None:
    assert readme_table(lang) in (ROOT / readme).read_text("utf-8"), readme_table(lang)


def test_every_relative_link_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.mark.parametrize("readme", READMES)
def test_the_figures_of_the_readme_are_those_of_the_tables(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8").replace("\u202f", " ").replace("\u00a0", " ")
    flat = re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", text)
    tables = {
        "practices.csv": 333,
        "editions.csv": 7,
        "sheets.csv": 48,
        "management_modes.csv": 53,
        "legal_forms.csv": 59,
        "legal_sources.csv": 171,
        "legal_attributions.csv": 166,
        "communes.csv": 34969,
        "epci.csv": 1255,
        "epci_competences.csv": 40483,
    }
    assert f"{len(list_rules())} " in flat
    for name, figure in tables.items():
        with (folder("data") / name).open(encoding="utf-8", newline="") as stream:
            assert sum(1 for _ in csv.DictReader(stream)) == figure, name
        assert str(figure) in flat, figure


def test_no_page_holds_a_path_of_a_machine() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "constraints.txt"]:
        text = page.read_text("utf-8")
        assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users)/", text), page


def test_the_constraints_hold_exact_versions_and_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][\w.]*", line) for line in pins)
    named = {re.split(r"[=]", line)[0].lower().replace("_", "-") for line in pins}
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    for requirement in wanted:
        assert re.split(r"[><=\[]", requirement)[0].lower().replace("_", "-") in named, requirement
