"""The wheel: it carries all that it reads, and works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ess_graph import __version__
from ess_graph.resources import FOLDERS, root
from ess_graph.store.generation import read_manifest
from tests.conftest import Ran

CHECKOUT = Path(__file__).parent.parent


def _run(arguments: list[str], folder: Path, env: dict[str, str] | None = None) -> Ran:
    done = subprocess.run(
        arguments,
        cwd=folder,
        capture_output=True,
        env=env if env is not None else {**os.environ},
        check=False,
        timeout=600,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built without the network."""
    out = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(out),
        str(CHECKOUT),
    ]
    ran = _run(command, out)
    assert ran.code == 0, ran.out + ran.err
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """What the wheel holds."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


class Installed:
    """The wheel, installed alone in a folder, and run from an empty one."""

    def __init__(self, target: Path, empty: Path) -> None:
        self.target = target
        self.empty = empty
        hidden = {
            key: value for key, value in os.environ.items() if not key.startswith(("ESS_GRAPH", "PYTHON"))
        }
        self._env = {**hidden, "PYTHONPATH": str(target), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(empty)}

    def __call__(self, *arguments: str, env: dict[str, str] | None = None) -> Ran:
        command = [sys.executable, "-P", *arguments]
        return _run(command, self.empty, {**self._env, **(env or {})})

    def program(self, *arguments: str, env: dict[str, str] | None = None) -> Ran:
        """Run ``ess-graph``."""
        return self("-m", "ess_graph", *arguments, env=env)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, installed without its dependencies: those of this environment serve."""
    target = tmp_path_factory.mktemp("site")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        "--target",
        str(target),
    ]
    ran = _run([*pip, str(wheel)], target)
    assert ran.code == 0, ran.err
    return Installed(target, tmp_path_factory.mktemp("empty"))


def test_the_wheel_is_for_any_system(wheel: Path) -> None:
    assert wheel.name == f"ess_graph-{__version__}-py3-none-any.whl"


def _for_writers(path: Path) -> bool:
    """Say that a file is for who writes rules, and not read by the program: the examples, and the list of codes."""
    place = path.relative_to(root())
    return place.parts[:2] == ("shapes", "examples") or place.as_posix() == "shapes/codes.txt"


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_wheel_holds_every_file_that_the_program_reads(names: set[str], folder: str) -> None:
    ours = {
        f"ess_graph/_resources/{path.relative_to(root()).as_posix()}"
        for path in (root() / folder).rglob("*")
        if path.is_file() and not path.name.startswith(".") and not _for_writers(path)
    }
    assert ours
    assert {name for name in names if name.startswith(f"ess_graph/_resources/{folder}/")} == ours


def test_the_wheel_holds_every_module_and_message(names: set[str]) -> None:
    package = CHECKOUT / "ess_graph"
    wanted = [
        path
        for path in package.rglob("*")
        if path.suffix in (".py", ".toml", ".json", ".jinja") or path.name == "py.typed"
    ]
    assert len(wanted) > 50
    assert {f"ess_graph/{path.relative_to(package).as_posix()}" for path in wanted} - names == set()


def test_the_wheel_holds_every_licence(names: set[str]) -> None:
    licences = {name for name in names if ".dist-info/licenses/" in name}
    assert {name.partition("/licenses/")[2] for name in licences} >= {
        "LICENSE",
        "ontology/LICENSE",
        "data/LICENSE",
    }


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    strange = {
        name for name in names if not name.startswith(("ess_graph/", f"ess_graph-{__version__}.dist-info/"))
    }
    assert strange == set()
    assert {name for name in names if "__pycache__" in name or name.endswith(".pyc")} == set()


def test_what_runs_is_the_wheel_and_not_the_checkout(installed: Installed) -> None:
    ran = installed("-c", "import ess_graph; print(ess_graph.__file__)")
    assert Path(ran.out.strip()).is_relative_to(installed.target)


def test_the_installed_program_tells_its_version(installed: Installed) -> None:
    ran = installed.program("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"ess-graph {__version__}\n", "")


def test_the_installed_program_speaks_both_languages(installed: Installed) -> None:
    assert "Compte ce que contient le graphe." in installed.program("stats", "-h", "--lang", "fr").out
    assert "Count what the graph holds." in installed.program("stats", "-h", "--lang", "en").out


def test_the_installed_program_lists_its_queries(installed: Installed) -> None:
    ran = installed.program("query", "--list", "-f", "tsv")
    assert ran.code == 0, ran.err
    listed = {line.split("\t")[0] for line in ran.out.splitlines()[1:]}
    assert listed == {path.stem for path in (root() / "queries").glob("*.rq")}


def test_the_installed_program_has_its_console_script(installed: Installed) -> None:
    (metadata,) = installed.target.glob("*.dist-info")
    assert "ess-graph = ess_graph.cli.main:run" in (metadata / "entry_points.txt").read_text("utf-8")


@pytest.mark.integration
def test_the_installed_program_builds_the_same_graph_from_what_it_carries(
    installed: Installed, whole_path: Path, tmp_path: Path
) -> None:
    store = {"ESS_GRAPH_STORE": str(tmp_path / "store")}
    ran = installed.program("build", env=store)
    assert ran.code == 0, ran.err
    name = (tmp_path / "store" / "CURRENT").read_text("ascii").strip()
    built = read_manifest(tmp_path / "store" / "generations" / name, tmp_path)
    name = (whole_path / "CURRENT").read_text("ascii").strip()
    assert built == read_manifest(whole_path / "generations" / name, whole_path)
    shown = installed.program("show", "id/kit/municipaless", env=store)
    assert shown.code == 0
    assert "municipaless" in shown.out
    assert list(installed.empty.iterdir()) == []
