"""The header of a query: YAML in comments that start with ``#+``, the convention of grlc."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ess_graph.catalogue.parameter import Parameter, read_parameter
from ess_graph.errors import InputProblem, UsageProblem
from ess_graph.resources import folder

#: ``select`` gives rows, ``construct`` gives statements.
FORMS: Final = ("select", "construct")
_KEYS: Final = {"title", "description", "tags", "form", "params", "columns", "example"}


@dataclass(frozen=True, slots=True)
class BundledQuery:
    """One query of the catalogue with its documentation; ``text`` is the SPARQL without the header."""

    name: str
    path: Path
    title: Mapping[str, str]
    description: Mapping[str, str]
    tags: tuple[str, ...]
    form: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    example: Mapping[str, str | tuple[str, ...]]
    text: str

    @property
    def prologue(self) -> str:
        """The ``PREFIX`` lines of the query, for the queries of its allowed values."""
        return "".join(f"{line}\n" for line in self.text.splitlines() if line.startswith("PREFIX "))


def query_names() -> list[str]:
    """Return the names of the bundled queries, sorted."""
    return sorted(path.stem for path in folder("queries").glob("*.rq"))


def bundled_query(name: str) -> BundledQuery:
    """Return one query of the catalogue.

    Raises:
        UsageProblem: no query has that name; the nearest are offered.
    """
    path = folder("queries") / f"{name}.rq"
    names = query_names()
    if name not in names:
        from ess_graph.catalogue.nearest import nearest

        raise UsageProblem("usage.query", found=name, near=", ".join(nearest(name, names) or names))
    return read_query(path)


def read_query(path: Path) -> BundledQuery:
    """Read one ``.rq`` file.

    Raises:
        InputProblem: its header is no YAML, or lacks what a query must say.
    """
    text = path.read_text("utf-8")
    raw = read_header(text, path)
    for key in ("title", "description"):
        if set(raw.get(key, {})) != {"fr", "en"}:
            raise InputProblem("input.header", path=path, reason=f"{key}: fr, en")
    form = raw.get("form", "select")
    if form not in FORMS:
        raise InputProblem("input.header", path=path, reason=f"form: {FORMS}")
    return BundledQuery(
        name=path.stem,
        path=path,
        title=raw["title"],
        description=raw["description"],
        tags=tuple(raw.get("tags", ())),
        form=form,
        parameters=tuple(read_parameter(one, path) for one in raw.get("params", ())),
        columns=raw.get("columns", {}),
        example={key: _example(value) for key, value in raw.get("example", {}).items()},
        text="".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+")),
    )


def _example(value: Any) -> str | tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else str(value)


def read_header(text: str, path: Path) -> dict[str, Any]:
    """Return the ``#+`` header of a query or a rule as plain data.

    Raises:
        InputProblem: it is missing, is no YAML, or has a key that we do not know.
    """
    import yaml

    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        raw = yaml.load("\n".join(lines), loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise InputProblem("input.header", path=path, reason=error) from error
    if not isinstance(raw, dict) or not set(raw) <= _KEYS:
        raise InputProblem("input.header", path=path, reason=sorted(_KEYS))
    return raw
