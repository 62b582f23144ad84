"""What a query text may not hold, found before it is evaluated.

The parser of pyoxigraph gives no tree to walk, so the tokens are walked. Two more walls stand behind: the child process
that evaluates may open no connection (``ess_graph.adhoc.seal``), and only the query grammar is ever called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ess_graph.adhoc.limits import MAX_CHAIN, MAX_CLAUSES, MAX_NESTING, MAX_TEXT_BYTES
from ess_graph.adhoc.problem import QueryProblem
from ess_graph.adhoc.prologue import Prologue, check_names, read_prologue
from ess_graph.adhoc.tokens import Token, tokens
from ess_graph.errors import UsageProblem

_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_CLAUSES: Final = frozenset(
    {"AS", "BIND", "EXISTS", "FILTER", "GRAPH", "HAVING", "LATERAL"}
    | {"MINUS", "OPTIONAL", "SELECT", "SERVICE", "UNION", "VALUES"}
)
_TERMS: Final = ("iri", "name", "variable")


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may be evaluated.

    Attributes:
        text: the query.
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        graphs: what FROM and FROM NAMED name; empty means that the query reads the union of all graphs.
        services: the endpoints that it calls; all were allowed.
        prefixes: the prefixes that it uses.
        known: the prefixes that it could use: those known without PREFIX lines, and its own.
    """

    text: str
    form: str
    graphs: tuple[str, ...]
    services: tuple[str, ...]
    prefixes: Mapping[str, str]
    known: Mapping[str, str]


def check(
    text: str, *, base: str, prefixes: Mapping[str, str], allowed_services: Iterable[str] = ()
) -> Checked:
    """Return what the query will touch.

    Args:
        text: a SPARQL query.
        base: the base of relative IRIs.
        prefixes: the prefixes known without PREFIX lines.
        allowed_services: the endpoints that SERVICE may call, exactly as written here.

    Raises:
        QueryProblem: it is an update, calls an endpoint, is too deep, or its brackets or strings are wrong.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_TEXT_BYTES:
        raise UsageProblem("sparql.size", found=size, limit=MAX_TEXT_BYTES)
    for place, character in enumerate(text):
        if 0xD800 <= ord(character) <= 0xDFFF:
            raise QueryProblem("sparql.escape", text=text, place=place)
    found = _bounded(text)
    prologue = read_prologue(text, found, base, prefixes)
    form = found[prologue.end] if prologue.end < len(found) else Token("", "", len(text))
    if form.is_word(*_UPDATES):
        raise QueryProblem("sparql.update", text=text, place=form.start, found=form.text.upper())
    if not form.is_word(*_FORMS):
        raise QueryProblem("sparql.form", text=text, place=form.start)
    services = _services(text, found, prologue, frozenset(allowed_services))
    check_names(text, found[prologue.end :], prologue)
    graphs = _graphs(text, found, prologue)
    return Checked(text, form.text.upper(), graphs, services, prologue.used(found), prologue.prefixes)


def _bounded(text: str) -> list[Token]:
    """Return the tokens of a text that is neither too deep nor too long to be parsed."""
    found: list[Token] = []
    chains = [0]  # operators of each bracket that is open: the parser's stack holds them all
    total = clauses = 0
    conditions = False  # within GROUP BY, HAVING, ORDER BY: "(1)(1)(1)…" is a chain too
    for token in tokens(text):
        found.append(token)
        if token.text in "{}" or token.is_word("VALUES", "LIMIT", "OFFSET"):
            conditions = False
        elif token.is_word("GROUP", "HAVING", "ORDER"):
            conditions = True
        if token.kind == "open":
            chains.append(0)
            clauses += token.text in ("{", "{|") or (token.text == "(" and conditions)
            if len(chains) - 1 > MAX_NESTING:
                raise QueryProblem("sparql.nesting", text=text, place=token.start, limit=MAX_NESTING)
        elif token.kind == "close":
            total -= chains.pop()
        elif token.kind in ("separator", "mark"):
            total, chains[-1] = total - chains[-1], 0
            clauses += token.text == "~"
        elif token.kind == "operator":
            total, chains[-1] = total + 1, chains[-1] + 1
            if total > MAX_CHAIN:
                raise QueryProblem("sparql.chain", text=text, place=token.start, limit=MAX_CHAIN)
        elif token.kind == "word" and token.text.upper() in _CLAUSES:
            clauses += 1
        if clauses > MAX_CLAUSES:
            raise QueryProblem("sparql.clauses", text=text, place=token.start, limit=MAX_CLAUSES)
    return found


def _services(
    text: str, found: Sequence[Token], prologue: Prologue, allowed: frozenset[str]
) -> tuple[str, ...]:
    """Return the endpoints that the query calls.

    The parser asks for no space after a keyword: ``SERVICESILENT<…>``, ``trueSERVICE<…>``, and ``SERVICE:x {`` with the
    empty prefix are calls. A word that holds "service" is a call; so is a name like ``service:x`` when a group follows.
    """
    called: list[str] = []
    first_group = next((i for i, token in enumerate(found) if token.text == "{"), len(found))
    for index in range(prologue.end, len(found)):
        token = found[index]
        if token.kind == "word" and "SERVICE" in token.text.upper():
            called.append(_called(text, found, index, prologue, allowed))
        elif (
            token.kind == "name" and "SERVICE" in token.text.partition(":")[0].upper() and index > first_group
        ):
            follows = found[index + 1].text if index + 1 < len(found) else ""
            # After these words a name is just a name.
            named = found[index - 1].is_word("GRAPH", "FROM", "NAMED", "SERVICE", "SILENT")
            if follows == "{" and not named:
                raise QueryProblem("sparql.service", text=text, place=token.start, found=token.text)
    return tuple(called)


def _called(
    text: str, found: Sequence[Token], index: int, prologue: Prologue, allowed: frozenset[str]
) -> str:
    keyword = found[index]
    after = index + 1
    if after < len(found) and found[after].is_word("SILENT"):
        after += 1
    target = found[after] if after < len(found) and found[after].kind in _TERMS else None
    if target is None or not keyword.is_word("SERVICE") or target.kind == "variable":
        name = target.text if target is not None else keyword.text
        raise QueryProblem("sparql.service_variable", text=text, place=keyword.start, found=name)
    iri = prologue.resolve(target)
    if iri is None or iri not in allowed:
        raise QueryProblem("sparql.service", text=text, place=keyword.start, found=iri or target.text)
    return iri


def _graphs(text: str, found: Sequence[Token], prologue: Prologue) -> tuple[str, ...]:
    """Return what FROM and FROM NAMED name; whether the store has it is for the child to say."""
    graphs: list[str] = []
    for index in range(prologue.end, len(found)):
        token = found[index]
        if token.text == "{":
            if graphs or not found[prologue.end].is_word("CONSTRUCT"):
                break  # a dataset stands before the first group; the template of CONSTRUCT stands before it
        elif token.is_word("FROM"):
            after = index + 1
            if after < len(found) and found[after].is_word("NAMED"):
                after += 1
            iri = prologue.resolve(found[after]) if after < len(found) else None
            if iri is None:
                raise QueryProblem("sparql.from_what", text=text, place=token.start)
            graphs.append(iri)
        elif token.kind == "word" and "FROM" in token.text.upper():
            raise QueryProblem("sparql.from_what", text=text, place=token.start)
    return tuple(graphs)
