"""A store that is absent, half-written, damaged or of another version: one line, in French or English."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ess_graph.errors import EXIT_INPUT, EXIT_OK, StoreProblem
from ess_graph.store.generation import FORMAT, open_store
from ess_graph.store.search import search
from ess_graph.text import LANGUAGES, message
from tests.conftest import CommandLine, run_process


@pytest.fixture
def store(small_path: Path, tmp_path: Path) -> Path:
    """A copy of the small store, to be damaged."""
    return shutil.copytree(small_path, tmp_path / "store")


def generation(store: Path) -> Path:
    return store / "generations" / (store / "CURRENT").read_text("ascii").strip()


def manifest(store: Path, **changes: object) -> None:
    path = generation(store) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def remove_all(store: Path) -> None:
    shutil.rmtree(store)


def only_a_folder(store: Path) -> None:
    shutil.rmtree(store)
    store.mkdir()


def a_file_in_its_place(store: Path) -> None:
    shutil.rmtree(store)
    store.write_text("no store")


def database(store: Path, pattern: str) -> Path:
    return next((generation(store) / "oxigraph").glob(pattern))


Damage = Callable[[Path], object]
DAMAGES: dict[str, tuple[str, Damage]] = {
    "no folder": ("store.absent", remove_all),
    "empty folder": ("store.absent", only_a_folder),
    "a file": ("store.absent", a_file_in_its_place),
    "no CURRENT": ("store.absent", lambda s: (s / "CURRENT").unlink()),
    "CURRENT not ASCII": ("store.absent", lambda s: (s / "CURRENT").write_bytes(b"\xff\xfe")),
    "CURRENT empty": ("store.half_written", lambda s: (s / "CURRENT").write_text("\n")),
    "CURRENT elsewhere": ("store.half_written", lambda s: (s / "CURRENT").write_text("0123456789abcdef\n")),
    "no generation": ("store.half_written", lambda s: shutil.rmtree(generation(s))),
    "no manifest": ("store.half_written", lambda s: (generation(s) / "manifest.json").unlink()),
    "manifest empty": ("store.half_written", lambda s: (generation(s) / "manifest.json").write_text("")),
    "manifest cut": ("store.half_written", lambda s: cut(generation(s) / "manifest.json")),
    "manifest a list": ("store.half_written", lambda s: (generation(s) / "manifest.json").write_text("[1]")),
    "manifest without format": (
        "store.half_written",
        lambda s: (generation(s) / "manifest.json").write_text('{"version": "1"}'),
    ),
    "manifest with more": ("store.half_written", lambda s: manifest(s, unknown=1)),
    "later format": ("store.version", lambda s: manifest(s, format=FORMAT + 1)),
    "format a word": ("store.version", lambda s: manifest(s, format="one")),
    "no database": ("store.damaged", lambda s: shutil.rmtree(generation(s) / "oxigraph")),
    "database CURRENT gone": ("store.damaged", lambda s: database(s, "CURRENT").unlink()),
    "database CURRENT cut": ("store.damaged", lambda s: cut(database(s, "CURRENT"))),
    "database manifest gone": ("store.damaged", lambda s: database(s, "MANIFEST-*").unlink()),
    "database manifest empty": ("store.damaged", lambda s: database(s, "MANIFEST-*").write_bytes(b"")),
    "database manifest cut": ("store.damaged", lambda s: cut(database(s, "MANIFEST-*"))),
}
EACH = pytest.mark.parametrize(
    ("key", "damage"), DAMAGES.values(), ids=[name.replace(" ", "-") for name in DAMAGES]
)


@EACH
def test_a_store_that_cannot_be_read_says_what_is_wrong_in_both_languages(
    store: Path, cli: CommandLine, key: str, damage: Damage
) -> None:
    damage(store)
    with pytest.raises(StoreProblem) as caught:
        open_store(store)
    error = caught.value
    assert (error.key, error.fields["path"]) == (key, store)
    lines = set()
    for lang in LANGUAGES:
        ran = cli("stats", "--lang", lang, store=store)
        assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
        assert ran.err.endswith(message(key, lang, **error.fields) + "\n")
        assert "ess-graph build" in ran.err
        lines.add(ran.err)
    assert len(lines) == len(LANGUAGES)


@pytest.mark.parametrize(
    "arguments",
    [("search", "x"), ("show", "kit:a"), ("query", "pratiques"), ("stats",), ("export", "-f", "nt")],
)
def test_every_reading_command_meets_an_absent_store_alike(
    tmp_path: Path, cli: CommandLine, arguments: tuple[str, ...]
) -> None:
    ran = cli(*arguments, "--lang", "en", store=tmp_path / "no")
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert message("store.absent", "en", path=tmp_path / "no") in ran.err
    assert not (tmp_path / "no").exists()


def test_an_unreadable_store_shows_no_traceback_in_a_process_of_its_own(store: Path) -> None:
    cut(database(store, "CURRENT"))
    ran = run_process("stats", "--store", store, env={"ESS_GRAPH_LANG": "en"})
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert "Traceback" not in ran.err


def test_the_version_message_names_both_formats(store: Path) -> None:
    manifest(store, format=99)
    with pytest.raises(StoreProblem) as caught:
        open_store(store)
    assert (caught.value.fields["found"], caught.value.fields["expected"]) == (99, FORMAT)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no database " * 1000),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
    ],
    ids=["gone", "empty", "text", "cut"],
)
def test_a_damaged_label_index_is_said_with_its_path(
    store: Path, cli: CommandLine, damage: Damage, lang: str
) -> None:
    labels = generation(store) / "labels.sqlite"
    damage(labels)
    with pytest.raises(StoreProblem) as caught:
        search(open_store(store), "crèche")
    assert caught.value.key == "store.labels"
    ran = cli("search", "crèche", "--lang", lang, store=store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (EXIT_INPUT, "", 1)
    assert ran.err.endswith(message("store.labels", lang, **caught.value.fields) + "\n")
    assert str(labels) in ran.err


def test_reading_a_store_changes_none_of_its_files(store: Path, cli: CommandLine) -> None:
    def content() -> dict[str, tuple[int, bytes]]:
        return {
            str(path.relative_to(store)): (path.stat().st_mtime_ns, path.read_bytes())
            for path in store.rglob("*")
            if path.is_file()
        }

    before = content()
    assert cli("search", "crèche", store=store).code == EXIT_OK
    assert cli("stats", store=store).code == EXIT_OK
    assert content() == before
