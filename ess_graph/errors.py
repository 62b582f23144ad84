"""The errors a person meets, by what the caller was doing.

An error is data: a message key and its fields. The sentence is rendered late, in the language of the
reader, from ``messages/*.toml``; the command line turns it into one line and the exit code below.
"""

from __future__ import annotations

from typing import Final

EXIT_OK: Final = 0
EXIT_NOT_CONFORM: Final = 1
EXIT_USAGE: Final = 2
EXIT_INPUT: Final = 3
EXIT_FAILURE: Final = 4
EXIT_INTERRUPTED: Final = 130


class EssGraphError(Exception):
    """Base of every error of ours, with the message key and the fields of its sentence."""

    exit_code: int = EXIT_FAILURE

    def __init__(self, key: str, /, **fields: object) -> None:
        super().__init__(key, fields)
        self.key = key
        self.fields = fields

    def __str__(self) -> str:
        from ess_graph.text import message

        return message(self.key, **self.fields)


class UsageProblem(EssGraphError):
    """What was asked cannot be done as it was asked (exit 2)."""

    exit_code = EXIT_USAGE


class InputProblem(EssGraphError):
    """A file, a table or a store cannot be read (exit 3)."""

    exit_code = EXIT_INPUT


class TableProblem(InputProblem):
    """A cell, a column or a row of a table is not what its metadata says (exit 3)."""


class StoreProblem(InputProblem):
    """The store is absent, busy, half-written or of another version (exit 3)."""


class SystemProblem(EssGraphError):
    """Our own failure, or the machine's: disk full, no permission (exit 4)."""


class EndpointProblem(SystemProblem):
    """A remote endpoint does not answer, or what it answers cannot be used (exit 4)."""
