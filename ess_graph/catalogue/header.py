"""The header of a query: YAML in comments that start with ``#+``, the convention of grlc."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ess_graph.errors import InputProblem, UsageProblem
from ess_graph.resources import folder

#: What a parameter may be.
PARAMETER_TYPES: Final = ("concept", "iri", "code", "token", "text", "integer")
_KEYS: Final = {"title", "description", "tags", "params", "columns", "example"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One typed parameter of a query."""

    name: str
    type: str
    scheme: str | None
    default: str | None
    required: bool
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BundledQuery:
    """One query of the catalogue with its documentation."""

    name: str
    path: Path
    title: Mapping[str, str]
    description: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    example: Mapping[str, str]
    text: str


def query_names() -> list[str]:
    """Return the names of the bundled queries, sorted."""
    return sorted(path.stem for path in folder("queries").glob("*.rq"))


def bundled_query(name: str) -> BundledQuery:
    """Return one query of the catalogue.

    Raises:
        UsageProblem: no query has that name; the nearest are offered.
    """
    path = folder("queries") / f"{name}.rq"
    if "/" in name or "\\" in name or not path.is_file():
        from difflib import get_close_matches

        names = query_names()
        near = get_close_matches(name, names, n=3, cutoff=0.4) or names
        raise UsageProblem("usage.query", found=name, near=", ".join(near))
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
    return BundledQuery(
        name=path.stem,
        path=path,
        title=raw["title"],
        description=raw["description"],
        tags=tuple(raw.get("tags", ())),
        parameters=tuple(_parameter(one, path) for one in raw.get("params", ())),
        columns=raw.get("columns", {}),
        example={key: str(value) for key, value in raw.get("example", {}).items()},
        text=text,
    )


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


def _parameter(raw: dict[str, Any], path: Path) -> Parameter:
    if raw.get("type") not in PARAMETER_TYPES:
        raise InputProblem("input.header", path=path, reason=f"{raw.get('name')}: {PARAMETER_TYPES}")
    default = raw.get("default")
    return Parameter(
        name=raw["name"],
        type=raw["type"],
        scheme=raw.get("scheme"),
        default=None if default is None else str(default),
        required=bool(raw.get("required", False)),
        label=raw["label"],
    )
