"""What ``--explain`` says of a validation: its stages, and what each constraint of each shape took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ess_graph.text import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from ess_graph.shacl.trace import Step, Trace

_KEYS = ("shape", "constraint", "parameter", "focus_nodes", "values", "findings", "milliseconds")
#: A longer parameter is cut on a screen; JSON has it whole.
_WIDEST = 60


def explained(trace: Trace) -> dict[str, Any]:
    """Return a trace as JSON."""
    return {
        "engine": trace.engine,
        "reason": trace.reason,
        "seconds": {name: round(seconds, 6) for name, seconds in trace.stages.items()},
        "steps": [
            {
                "shape": one.shape,
                "constraint": one.kind,
                "parameter": one.parameter,
                "focusNodes": one.focus_nodes,
                "values": one.values,
                "findings": one.findings,
                "seconds": round(one.seconds, 6),
                **({"query": one.query} if one.query else {}),
            }
            for one in _slowest_first(trace)
        ],
    }


def write_explained(trace: Trace, name: Callable[[str], str], out: TextIO) -> None:
    """Write a trace for a person: the engine and why, the stages, the steps by their time, the queries.

    Args:
        trace: what was kept.
        name: the short name of an IRI.
        out: where; findings go to standard output, so this is standard error.
    """
    from ess_graph.report.rows import listing, write_listing

    out.write(message("explain.engine", engine=trace.engine, reason=trace.reason).strip() + "\n")
    stages = (
        (message(f"explain_stage.{name}", seconds=f"{took:.3f}")) for name, took in trace.stages.items()
    )
    out.writelines(f"  {line}\n" for line in stages)
    steps = _slowest_first(trace)
    if steps:
        titles = [message(f"explain.{key}") for key in _KEYS]
        write_listing(listing(_KEYS, titles, _rows(steps, name)), "table", out)
    for one in steps:
        if one.query:
            title = message("explain.query", shape=_short(one.shape, name))
            text = "\n".join(f"  {line}" for line in one.query.splitlines())
            out.write(f"{title}\n{text}\n")


def _slowest_first(trace: Trace) -> list[Step]:
    return sorted(trace.steps, key=lambda one: -one.seconds)


def _rows(steps: Iterable[Step], name: Callable[[str], str]) -> Iterable[tuple[object, ...]]:
    for one in steps:
        parameter = _short(one.parameter, name)
        yield (
            _short(one.shape, name),
            one.kind,
            parameter if len(parameter) <= _WIDEST else f"{parameter[: _WIDEST - 1]}…",
            one.focus_nodes,
            one.values,
            one.findings,
            f"{one.seconds * 1000:.1f}",
        )


def _short(text: str, name: Callable[[str], str]) -> str:
    return " ".join(name(word.removeprefix("<").removesuffix(">")) for word in text.split())
