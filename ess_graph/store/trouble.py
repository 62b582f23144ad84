"""What an endpoint's failure is called, and whether it is worth asking again."""

from __future__ import annotations

import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError

from ess_graph.errors import EndpointProblem
from ess_graph.store.results import clean

#: Longest pause before asking again, whatever the endpoint says.
MAX_WAIT: Final = 30.0
_BUSY: Final = (429, 503)
_KEYS: Final = {
    401: "endpoint.login",
    403: "endpoint.forbidden",
    404: "endpoint.absent",
    405: "endpoint.absent",
    410: "endpoint.absent",
    413: "endpoint.too_long",
    414: "endpoint.too_long",
    429: "endpoint.busy",
    503: "endpoint.busy",
}


class Refusal(Exception):
    """An HTTP status that is no success, with what the endpoint says of it."""

    def __init__(self, error: HTTPError) -> None:
        """Keep what matters of an error of urllib, and close it; to be called while the deadline watches."""
        super().__init__(error.code)
        self.status = error.code
        self.retry_after = _seconds((error.headers.get("Retry-After") or "").strip())
        self.reason = clean(error.reason)
        with error:
            # Others answer with a web page.
            if error.headers.get_content_type() in ("text/plain", "application/json"):
                with suppress(OSError, HTTPException, ValueError):
                    self.reason = clean(error.read(2000).decode("utf-8", "replace")) or self.reason


def again_after(refusal: Refusal, turn: int) -> float | None:
    """Return how long to wait before asking a busy endpoint again; ``None``: do not ask again.

    Its Retry-After is honoured as long as it is bearable; without one, the pause doubles.
    """
    if refusal.status not in _BUSY:
        return None
    if refusal.retry_after is None:
        return float(2 ** (turn - 1))
    return refusal.retry_after if refusal.retry_after <= MAX_WAIT else None


def _seconds(text: str) -> float | None:
    """Return the seconds that Retry-After names, by a number or by a date."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    with suppress(ValueError, TypeError, OverflowError):
        when = parsedate_to_datetime(text)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())
    return None


def trouble_of_status(refusal: Refusal, address: str) -> EndpointProblem:
    """Return the problem that an HTTP status is."""
    status = refusal.status
    if status in _BUSY and refusal.retry_after:
        seconds = round(refusal.retry_after)
        return EndpointProblem("endpoint.busy_until", address=address, status=status, seconds=seconds)
    if status == 400:
        return EndpointProblem("endpoint.query", address=address, status=status, reason=refusal.reason)
    if 300 <= status < 400:
        return EndpointProblem("endpoint.redirects", address=address, status=status)
    return EndpointProblem(_KEYS.get(status, "endpoint.status"), address=address, status=status)


def trouble(error: object, address: str, timeout: float) -> EndpointProblem:
    """Return the problem that a failure of the network is."""
    if isinstance(error, TimeoutError):
        return EndpointProblem("endpoint.slow", address=address, seconds=f"{timeout:g}")
    if isinstance(error, ConnectionRefusedError):
        return EndpointProblem("endpoint.down", address=address)
    if isinstance(error, ssl.SSLError):
        return EndpointProblem("endpoint.tls", address=address, reason=clean(error.reason or error))
    if isinstance(error, (HTTPException, ConnectionError)):
        return EndpointProblem("endpoint.broken", address=address, reason=type(error).__name__)
    reason = clean(getattr(error, "strerror", None) or type(error).__name__)
    return EndpointProblem("endpoint.unreachable", address=address, reason=reason)
