"""One HTTP exchange with an endpoint that we do not trust: a deadline for the whole, no redirect to another host.

Python's time-outs are for one read: a server that sends a byte now and then would hold us for ever. Here a timer shuts
the socket when the time is over, in whatever part of the exchange that is (docs/endpoints.md).
"""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from types import TracebackType
from typing import IO, Any, Self
from urllib import request as web
from urllib.parse import urljoin, urlsplit

from ess_graph.errors import EndpointProblem

#: What is read from the socket at a time.
PIECE = 1 << 16


class Deadline:
    """Shuts the sockets of an exchange when its time is over, and remembers that it did."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, opened: socket.socket) -> None:
        """Shut this socket too when the time is over."""
        self._sockets.append(opened)
        if self.over:
            self._expire()

    def _expire(self) -> None:
        self.over = True
        for opened in self._sockets:
            try:
                # The method of the plain socket: that of a TLS one would first take its encryption away from a reader.
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
            except OSError:  # closed already
                continue


class Redirected(Exception):
    """An endpoint sends us to another host, or from https to http."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.target = target


class _Redirects(web.HTTPRedirectHandler):
    """Follows a redirect that stays on the host, with the same method and the same body."""

    def http_error_302(
        self, req: web.Request, fp: IO[bytes], code: int, msg: str, headers: Any
    ) -> HTTPResponse | None:
        """Follow a redirect.

        Raises:
            Redirected: it leads to a file or to anything else that is not http(s).
        """
        target = urljoin(req.full_url, headers.get("Location") or req.full_url)
        if urlsplit(target).scheme not in ("http", "https"):
            fp.close()
            raise Redirected(target)
        followed: HTTPResponse | None = super().http_error_302(req, fp, code, msg, headers)
        return followed

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

    def redirect_request(
        self, req: web.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> web.Request:
        """Return the request to make next.

        Raises:
            Redirected: it would leave the host, or go from https to http.
        """
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        same = (before.scheme, before.netloc) == (after.scheme, after.netloc)
        safer = (before.scheme, after.scheme) == ("http", "https") and before.netloc == after.netloc
        if not (same or safer):
            fp.close()
            raise Redirected(newurl)
        # Scheme and host are those of the request, which are http or https.
        return web.Request(newurl, req.data, dict(req.headers), method=req.get_method())  # noqa: S310


def _handler(deadline: Deadline) -> web.AbstractHTTPHandler:
    """Return the handler for http and https whose connections the deadline watches."""

    class _Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            deadline.watch(self.sock)

    class _Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            deadline.watch(self.sock)

    class _Both(web.AbstractHTTPHandler):
        def http_open(self, req: web.Request) -> HTTPResponse:
            return self.do_open(_Plain, req)

        def https_open(self, req: web.Request) -> HTTPResponse:
            return self.do_open(_Secure, req)

        http_request = https_request = web.AbstractHTTPHandler.do_request_

    return _Both()


def opener(
    deadline: Deadline, login: tuple[str, str] | None, address: str
) -> Callable[[web.Request, float], HTTPResponse]:
    """Return what opens a request: http and https only, and digest authentication when there is a login."""
    director = web.OpenerDirector()
    director.addheaders = []
    handlers: list[web.BaseHandler] = [
        web.ProxyHandler(),
        _handler(deadline),
        _Redirects(),
        web.HTTPDefaultErrorHandler(),
        web.HTTPErrorProcessor(),
    ]
    if login is not None:
        passwords = web.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, address, *login)
        handlers.append(web.HTTPDigestAuthHandler(passwords))
    for handler in handlers:
        director.add_handler(handler)

    def opened(asked: web.Request, timeout: float) -> HTTPResponse:
        response: HTTPResponse = director.open(asked, timeout=timeout)
        return response

    return opened


class BodyReader(io.RawIOBase):
    """The body of a response, read in small pieces, with an end: a number of bytes and a deadline."""

    def __init__(self, response: HTTPResponse, deadline: Deadline, most: int, address: str) -> None:
        self._response = response
        self._deadline = deadline
        self._most = most
        self._address = address
        self._seen = 0
        #: What Content-Length says; http.client does not tell when the body is shorter.
        self._announced: int | None = response.length
        self.short = False

    def readable(self) -> bool:
        """Tell that this stream is for reading."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return what has come, at most ``size`` bytes.

        Raises:
            EndpointProblem: the body is too long.
        """
        wanted = PIECE if size < 0 else min(size, PIECE)
        if self._announced is not None:
            wanted = min(wanted, self._announced - self._seen)
        try:
            piece = self._response.read1(wanted) if wanted > 0 else b""
        except (HTTPException, ValueError):  # a chunk that breaks off, or whose length is no number
            piece, self.short = b"", True
        self._seen += len(piece)
        if self._seen > self._most:
            raise EndpointProblem("endpoint.too_large", address=self._address, most=self._most >> 20)
        if not piece and self._announced is not None and self._seen < self._announced:
            self.short = True
        return b"" if self._deadline.over else piece
