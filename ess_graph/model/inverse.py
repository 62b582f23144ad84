"""From the graph back to the tables: the same metadata, read the other way.

A row is found by the ``aboutUrl`` of its table: every subject that the template could have made, whose constant
statements are there and whose required cells have a value. Its cells are then the values that stand where its
columns put them. Where two columns would have put the same statement, the one whose foreign key knows the value has
it, then the one whose template says more of the IRI. Rows and values come back sorted: a graph has no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ess_graph.errors import TableProblem
from ess_graph.model.compiled import Emitter
from ess_graph.model.datatypes import CHECKS
from ess_graph.model.described import Column, Table, TableGroup
from ess_graph.model.graph_index import GraphIndex, Value
from ess_graph.model.inverse_plan import Binding, FoundRow, Plan, make_plan, told_columns
from ess_graph.model.uri_template import bindings

#: A statement of a table, its subject and predicate by their IRIs.
Statement = tuple[str, str, Value]


def rows(
    group: TableGroup, base: str, statements: Iterable[Triple | Quad]
) -> Iterator[tuple[Table, list[Binding]]]:
    """Yield each table with its rows: for each column that the graph tells of, the text of the cell.

    Args:
        group: the metadata.
        base: the base of our IRIs.
        statements: the graph; what no table makes is left aside.

    Raises:
        TableProblem: the graph says several things where a cell holds one, or a value holds the separator.
    """
    graph = GraphIndex(statements)
    plans = [make_plan(table, f"{base}data/{table.url}") for table in group.tables]
    open_ended = {
        source.fixed_prop.value
        for plan in plans
        for source in plan.sources
        if source.fixed_prop and source.value and not source.value.parts[0]
    }
    found = {plan.table.url: list(_candidates(plan, graph)) for plan in plans}
    constants: set[Statement] = set()
    for plan in plans:
        told = [one for one in plan.checks if one.column.virtual and one.fixed_prop and one.fixed_value]
        for check in told:
            if check.fixed_prop and check.fixed_value and check.fixed_prop.value in open_ended:
                predicate, value = check.fixed_prop.value, check.fixed_value
                constants.update(
                    (plan.subject(check, row), predicate, value) for row in found[plan.table.url]
                )
    for plan in plans:
        wanted = [one for one in plan.sources if one.column.required and not one.column.virtual]
        found[plan.table.url] = [
            row
            for row in found[plan.table.url]
            if all(any(_matches(plan, one, row, graph, constants)) for one in wanted)
        ]
    keys = {
        (plan.table.url, name): {row.cells[name] for row in found[plan.table.url]}
        for plan in plans
        for name in plan.bound
    }
    for plan in plans:
        result: list[Binding] = []
        for row in found[plan.table.url]:
            result += _complete(plan, row, graph, constants, keys)
        names = [*plan.table.primary_key, *(column.name for column in plan.table.file_columns)]
        result.sort(key=lambda one: [one.get(name, "") for name in names])
        yield plan.table, result


def _candidates(plan: Plan, graph: GraphIndex) -> Iterator[FoundRow]:
    """Yield the rows whose subject, bound columns and constant statements are there."""
    if not plan.about.variables:
        return
    for subject in graph.starting_with(plan.about.parts[0]):
        for cells in bindings(plan.about, subject):
            row = FoundRow(subject, cells)
            if _allowed(plan, cells) and all(_is_said(plan, check, row, graph) for check in plan.checks):
                yield row


def _is_said(plan: Plan, check: Emitter, row: FoundRow, graph: GraphIndex) -> bool:
    predicate = check.fixed_prop.value if check.fixed_prop else check.prop.expand(row.cells)
    value: Value
    if check.fixed_value is not None:
        value = check.fixed_value
    elif check.value is not None:
        value = NamedNode(check.value.expand(row.cells))
    elif check.make_literal is not None:
        value = check.make_literal(row.cells[check.column.name])
    return graph.holds(plan.subject(check, row), predicate, value)


def _allowed(plan: Plan, row: Mapping[str, str]) -> bool:
    """Tell whether each text is one that its column takes."""
    for name, text in row.items():
        column = plan.columns.get(name)
        if column is None:
            continue
        if text != text.strip() or not CHECKS[column.datatype][0](text):
            return False
        if column.pattern is not None and column.pattern.fullmatch(text) is None:
            return False
    return True


def _matches(
    plan: Plan,
    source: Emitter,
    row: FoundRow,
    graph: GraphIndex,
    constants: set[Statement],
) -> Iterator[tuple[Statement, Binding]]:
    """Yield the statements that a column may have made in a row, with the cells that they tell."""
    subject = plan.subject(source, row)
    about = graph.about(subject)
    predicates = [source.fixed_prop.value] if source.fixed_prop else list(about)
    for predicate in predicates:
        for outer in [{}] if source.fixed_prop else bindings(source.prop, predicate):
            for value in about.get(predicate, ()):
                if (subject, predicate, value) in constants:
                    continue
                for inner in _read(source, value):
                    told = {**outer, **inner}
                    agrees = all(row.cells.get(name, text) == text for name, text in told.items())
                    if agrees and _allowed(plan, told):
                        yield (subject, predicate, value), told


def _read(source: Emitter, value: Value) -> list[Binding]:
    if source.value is not None:
        return bindings(source.value, value.value) if isinstance(value, NamedNode) else []
    if source.make_literal is None or not isinstance(value, Literal):
        return []
    # The literal that this column would make of the text tells language and datatype at once.
    return [{source.column.name: value.value}] if source.make_literal(value.value) == value else []


def _complete(
    plan: Plan,
    row: FoundRow,
    graph: GraphIndex,
    constants: set[Statement],
    keys: Mapping[tuple[str, str], set[str]],
) -> list[Binding]:
    """Return a row with its cells; several rows where a column of the primary key has several values."""
    claims: dict[Statement, list[tuple[Emitter, Binding]]] = {}
    for source in plan.sources:
        for statement, told in _matches(plan, source, row, graph, constants):
            claims.setdefault(statement, []).append((source, told))
    told_by: dict[int, list[Binding]] = {}
    for claimants in claims.values():
        source, told = min(claimants, key=lambda one: _rank(plan.table, one[0], one[1], keys))
        told_by.setdefault(id(source), []).append(told)
    if not plan.checks and not told_by:
        # Nothing in the graph tells this row from one that never was.
        return []
    done = [dict(row.cells)]
    for source in plan.sources:
        values = told_by.get(id(source), [])
        column = source.column
        if column.separator and not column.virtual and values:
            text = _join(plan.table, column, sorted(one[column.name] for one in values), row)
            done = [{**one, column.name: text} for one in done]
        elif len(values) > 1 and not set(told_columns(source)) & set(plan.table.primary_key):
            found = ", ".join(sorted(one.get(column.name, "") for one in values))
            raise _problem("table.inverse_several", plan.table, column, found, row)
        elif values:
            done = [{**one, **value} for one in done for value in values]
    return [_as_written(plan, one) for one in done]


def _as_written(plan: Plan, cells: Binding) -> Binding:
    """Return cells in the form that their columns say, a null where there is no value."""
    written: Binding = {}
    for name, column in plan.columns.items():
        text = cells.get(name)
        if text is None:
            written[name] = column.null[0] if column.null else ""
        elif column.form is None:
            written[name] = text
        elif column.separator:
            written[name] = column.separator.join(map(column.form.write, text.split(column.separator)))
        else:
            written[name] = column.form.write(text)
    return written


def _rank(
    table: Table, source: Emitter, told: Binding, keys: Mapping[tuple[str, str], set[str]]
) -> tuple[bool, int]:
    """Return what makes a column the likelier origin of a statement, the least first."""
    unknown = any(
        told.get(key.column, "") not in keys.get((key.target, key.target_column), ())
        for key in table.foreign_keys
        if key.column in told
    )
    template = source.value
    return unknown, -sum(map(len, template.parts)) if template else 0


def _join(table: Table, column: Column, items: list[str], row: FoundRow) -> str:
    separator = column.separator or ""
    for item in items:
        if separator in item:
            raise _problem("table.inverse_separator", table, column, item, row)
    return separator.join(items)


def _problem(key: str, table: Table, column: Column, found: str, row: FoundRow) -> TableProblem:
    return TableProblem(key, file=table.url, column=column.name, found=found, subject=row.subject)
