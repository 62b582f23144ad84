"""Who we are for an endpoint: from the environment, or from the keyring of the user when one is installed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from ess_graph.errors import UsageProblem

USER: Final = "ESS_GRAPH_ENDPOINT_USER"
PASSWORD: Final = "ESS_GRAPH_ENDPOINT_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN: Final = "ESS_GRAPH_ENDPOINT_TOKEN"  # noqa: S105 - the name of a variable
#: Hosts that are this machine: what is sent there in clear text stays here.
LOCAL: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password, or a token; never shown."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def pair(self) -> tuple[str, str] | None:
        """User and password, unless there is a token."""
        return None if self.token else (self.user, self.password)


def login_for(address: str) -> Login | None:
    """Check an address, and return what the environment gives for it.

    Raises:
        UsageProblem: it is no address of http(s), or credentials would go to another machine in clear text.
    """
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise UsageProblem("usage.endpoint", found=_without_user(address)) from None
    plain = address.isascii() and address.isprintable() and " " not in address
    named = parts.username is not None or "#" in address
    if not host or parts.scheme not in ("http", "https") or not plain or named:
        raise UsageProblem("usage.endpoint", found=_without_user(address))
    login = login_from_environment()
    if login is not None and parts.scheme == "http" and host not in LOCAL:
        raise UsageProblem("usage.endpoint_clear", found=host)
    return login


def _without_user(address: str) -> str:
    """Return a refused address without what may be a password."""
    return address.rpartition("@")[2]


def login_from_environment() -> Login | None:
    """Return what the environment gives: a token, or a user with a password; a token wins.

    Raises:
        UsageProblem: a user without a password or the reverse, or a token that no header can hold.
    """
    token = os.environ.get(TOKEN, "").strip()
    if token:
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise UsageProblem("usage.endpoint_token", name=TOKEN)
        return Login(token=token)
    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    if bool(user) != bool(password):
        raise UsageProblem("usage.endpoint_login", user=USER, password=PASSWORD)
    return Login(user, password) if user else None


def login_from_keyring(address: str) -> Login | None:
    """Return what the user's keyring holds for the host, under the service ``ess-graph:HOST``.

    It is asked only when an endpoint wants a login: opening a keyring may ask the user for a password.
    """
    from importlib import import_module
    from importlib.util import find_spec

    parts = urlsplit(address)
    if find_spec("keyring") is None or (parts.scheme == "http" and parts.hostname not in LOCAL):
        return None
    try:
        keyring: Any = import_module("keyring")
        found = keyring.get_credential(f"ess-graph:{parts.hostname}", None)
    except Exception:  # a keyring that is locked, broken or absent: the endpoint's 401 is what matters
        return None
    if found is None or not found.username or not found.password:
        return None
    return Login(found.username, found.password)
