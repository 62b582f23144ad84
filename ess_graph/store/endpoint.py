"""A remote SPARQL endpoint as a graph that answers queries, through SPARQLWrapper.

SPARQLWrapper writes the request. It has no time-out unless told, follows redirects wherever they lead and reads
everything: what is sent and read is therefore ours, in ``transport`` and ``results``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from math import ceil
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl

from ess_graph import __version__
from ess_graph.config import DEFAULT_BASE, base_iri
from ess_graph.errors import EndpointProblem
from ess_graph.rdf.namespaces import prefixes
from ess_graph.store.access import Login, login_for, login_from_keyring
from ess_graph.store.results import clean, read_answer, read_triples, read_truth
from ess_graph.store.source import Answer
from ess_graph.store.transport import Deadline, Redirected, opener
from ess_graph.store.trouble import Refusal, again_after, trouble, trouble_of_status

if TYPE_CHECKING:
    from pyoxigraph import Triple

#: Longest query that is sent in the address.
LONGEST_GET: Final = 2000
#: How often a busy endpoint is asked, in all.
TRIES: Final = 4
#: A whole national table is 112,000 rows.
MAX_ROWS: Final = 250_000
MAX_BYTES: Final = 64 << 20
TIMEOUT: Final = 30.0
_METHODS: Final = ("auto", "GET", "POST")
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class EndpointSource:
    """An endpoint; each query is one request, its answer is read whole and within bounds."""

    address: str
    base: str
    timeout: float = TIMEOUT
    method: str = "auto"
    max_bytes: int = MAX_BYTES
    max_rows: int = MAX_ROWS
    login: Login | None = field(default=None, repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that names in this graph are written with."""
        return prefixes(self.base)

    def select(self, text: str, *, name: str) -> Answer:
        """Run a SELECT query.

        Raises:
            EndpointProblem: the endpoint does not answer, or not with rows within bounds.
        """
        return self._ask(text, "SELECT", "json", read_answer)

    def construct(self, text: str, *, name: str) -> tuple[Triple, ...]:
        """Run a CONSTRUCT or DESCRIBE query.

        Raises:
            EndpointProblem: the endpoint does not answer, or not with statements within bounds.
        """
        return self._ask(text, "CONSTRUCT", "turtle", read_triples)

    def ask(self, text: str) -> bool:
        """Run an ASK query.

        Raises:
            EndpointProblem: the endpoint does not answer, or not with a truth value.
        """
        return self._ask(text, "ASK", "json", read_truth)

    def _ask(self, text: str, kind: str, form: str, read: Callable[..., _Read]) -> _Read:
        """Ask, and ask again where the endpoint says that it may pass."""
        login = self.login
        for turn in range(1, TRIES + 1):
            try:
                with Deadline(self.timeout) as deadline:
                    return self._once(text, kind, form, read, login, deadline)
            except Refusal as error:
                if error.status == 401 and login is None:
                    login = login_from_keyring(self.address)
                    wait = 0.0 if login is not None else None
                else:
                    wait = again_after(error, turn)
                if wait is None or turn == TRIES:
                    raise trouble_of_status(error, self.shown) from error
            except ConnectionRefusedError as error:
                # A server that is being started again; once is enough.
                if turn > 1:
                    raise trouble(error, self.shown, self.timeout) from error
                wait = 0.5
            self.sleep(wait)
        raise AssertionError("the last turn returns or raises")

    def _once(
        self,
        text: str,
        kind: str,
        form: str,
        read: Callable[..., _Read],
        login: Login | None,
        deadline: Deadline,
    ) -> _Read:
        try:
            with self._send(text, kind, form, login, deadline) as response:
                if deadline.over:  # a head that is cut off looks like a whole one
                    raise TimeoutError
                return read(
                    response,
                    deadline,
                    address=self.shown,
                    max_bytes=self.max_bytes,
                    max_rows=self.max_rows,
                )
        except HTTPError as error:
            raise Refusal(error) from error
        except Redirected as error:
            target = clean(error.target)
            raise EndpointProblem("endpoint.redirect", address=self.shown, target=target) from error
        except (OSError, HTTPException, ValueError) as error:
            cause = error.reason if isinstance(error, URLError) else error
            if deadline.over:
                cause = TimeoutError()
            if isinstance(cause, ConnectionRefusedError):
                raise cause from error
            raise trouble(cause, self.shown, self.timeout) from error

    def _send(self, text: str, kind: str, form: str, login: Login | None, deadline: Deadline) -> HTTPResponse:
        """Send the query as SPARQLWrapper writes it."""
        from SPARQLWrapper import SPARQLWrapper

        user = login.pair if login is not None else None
        send = opener(deadline, user, self.address)
        timeout = self.timeout

        class Wrapper(SPARQLWrapper):
            """SPARQLWrapper with our way of opening in place of ``urlopen`` for the whole process."""

            def _query(self) -> tuple[HTTPResponse, str]:
                return send(self._createRequest(), timeout), self.returnFormat

        place, _, options = self.address.partition("?")
        wrapper: Any = Wrapper(place, returnFormat=form, agent=f"ess-graph/{__version__} (+{DEFAULT_BASE})")
        wrapper.setTimeout(ceil(timeout))
        # Accept says what we want: no "format=json&output=json&results=json" for servers of old.
        wrapper.setOnlyConneg(True)
        for name, value in parse_qsl(options, keep_blank_values=True):
            wrapper.addParameter(name, value)
        if user is not None:
            wrapper.setCredentials(*user)
        elif login is not None:
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {login.token}")
        full = f"BASE <{self.base}>\n{_without_header(text)}"
        long = len(full) > LONGEST_GET
        wrapper.setMethod(("POST" if long else "GET") if self.method == "auto" else self.method)
        # Not setQuery: it looks for the kind of query with patterns, in a text that holds what a person gave.
        wrapper.queryString, wrapper.queryType = full, kind
        response: HTTPResponse = wrapper.query().response
        return response

    @property
    def shown(self) -> str:
        """The address as a message names it, without what may be secret after ``?``."""
        return self.address.partition("?")[0]


def open_endpoint(
    address: str, *, base: str | None = None, timeout: float = TIMEOUT, method: str = "auto"
) -> EndpointSource:
    """Return the endpoint at an address; nothing is sent yet.

    Args:
        address: of http or https; what stands after ``?`` is sent along.
        base: the base of our IRIs there; the default is ``config.base_iri()``.
        timeout: the most seconds that one exchange may take.
        method: ``"GET"``, ``"POST"``, or ``"auto"``: GET unless the query is long.

    Raises:
        UsageProblem: the address is none, or credentials would be sent in clear text to another machine.
        ValueError: ``method`` or ``timeout`` is none.
    """
    if method not in _METHODS or not timeout > 0:
        raise ValueError(f"method must be one of {_METHODS}, timeout more than 0: {method!r}, {timeout!r}")
    login = login_for(address)
    return EndpointSource(address, base_iri(base), timeout, method, login=login)


def _without_header(text: str) -> str:
    r"""Return a query without the comment lines above it: they say nothing to a server.

    >>> _without_header("#+ title: x\n\nSELECT * # y\n")
    'SELECT * # y\n'
    """
    lines = text.splitlines(keepends=True)
    start = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
    return "".join(lines[start:])
