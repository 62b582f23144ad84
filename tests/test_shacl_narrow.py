"""What columns decide of a query before a store is asked: which focus nodes, and which statements."""

from __future__ import annotations

import polars as pl
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from ess_graph.shacl.columns.asking import Asking
from ess_graph.shacl.columns.graph import Columns
from ess_graph.shacl.columns.load import Loader
from ess_graph.shacl.plan.needs_of import needs_of
from ess_graph.shacl.plan.reader import read_plan
from ess_graph.shacl.run.sparql import Queries

EX = "http://example.org/"
PREFIXES = f"@prefix ex: <{EX}> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
DATA = """
ex:a ex:name "ab" ; ex:code "abc" ; ex:knows ex:b , ex:a ; ex:kind ex:big .
ex:b ex:name "b" ; ex:code "xb" ; ex:knows ex:c ; ex:kind ex:small .
ex:c ex:name "c"@fr ; ex:code "c1" , 7 ; ex:kind ex:big .
ex:d ex:name "d\\\\e" ; ex:code "d" ; ex:likes ex:a .
ex:big ex:under ex:all .
"""


def columns(text: str = DATA) -> Columns:
    loader = Loader(None)
    loader.add_triples(quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE))
    return loader.columns()


def shapes(group: str) -> str:
    quoted = group.replace("\\", "\\\\").replace('"', '\\"')
    return f"""{PREFIXES}ex: sh:declare [ sh:prefix "ex" ;
      sh:namespace "{EX}"^^<http://www.w3.org/2001/XMLSchema#anyURI> ] .
    ex:S sh:targetSubjectsOf ex:name ; sh:sparql [ sh:prefixes ex: ;
      sh:select "SELECT $this ?value WHERE {{ {quoted} }}" ] .
    """


def asking(group: str, data: Columns) -> Asking:
    plan = read_plan([quad.triple for quad in parse(shapes(group), format=RdfFormat.TURTLE)])
    return Asking(plan, data, Queries(plan))


def kept(group: str, text: str = DATA) -> str:
    """Return the names of the nodes, of a to d, about which the query is asked."""
    data = columns(text)
    asked = asking(group, data)
    (one,) = (one for shape in asked._plan.shapes.values() for one in shape.constraints)
    nodes = data.terms.numbers(NamedNode(EX + name) for name in "abcd")
    found, _ = asked.about(one, nodes)  # type: ignore[arg-type]
    return "".join(sorted(term.value.removeprefix(EX) for term in data.terms.decode(found)))


CASES = {
    # a statement that is missing
    "$this ex:knows ?value": "ab",
    "$this ex:knows ?value . ?value ex:knows ?other": "a",
    "$this ex:kind ex:big": "ac",
    "$this ex:code 7 ": "abcd",  # a number is not read: nothing is known
    "?value ex:knows $this": "abc",
    "$this ^ex:knows/ex:kind ex:big": "ab",
    "$this ex:knows|ex:likes ?value": "abd",
    "$this ex:knows $this": "a",
    "$this ?path ?value FILTER(?path IN (ex:likes, ex:knows))": "abd",
    # conditions
    "$this ex:knows ?value FILTER(?value != $this)": "ab",
    "$this ex:kind ?value FILTER(?value != ex:big)": "b",
    "$this ex:kind ?value FILTER(?value = ex:big && ?value != $this)": "ac",
    "$this ex:kind ?value FILTER(?value IN (ex:small, ex:none))": "b",
    "$this ex:name ?n ; ex:code ?value FILTER(STRSTARTS(?value, ?n))": "acd",
    "$this ex:name ?n ; ex:code ?value FILTER(!STRSTARTS(?value, ?n))": "bcd",
    '$this ex:code ?value FILTER REGEX(?value, "^[A-B]", "i")': "ac",
    '$this ex:kind ?value FILTER(!STRENDS(STR(?value), CONCAT("b", "ig")))': "b",
    # groups of EXISTS
    "$this ex:name ?value FILTER NOT EXISTS { $this ex:knows ?any }": "cd",
    "$this ex:name ?value FILTER EXISTS { ?any ex:knows $this . ?any ex:kind ex:small }": "c",
    # filters that only a query decides, asked once for each value
    "$this ex:kind ?value FILTER(?value = ex:small || ?value = $this)": "b",
    "$this ex:kind ?value FILTER NOT EXISTS { ?value ex:under+ ex:all }": "b",
    "$this ex:kind ?value FILTER(ISIRI(?value) && EXISTS { ?value ex:under ?x FILTER(?x != ex:none) })": "ac",
    # what another part of the query binds is not known
    "$this ex:kind ?value BIND(STR(?value) AS ?text) FILTER(STRLEN(?text) > 99)": "abc",
}


@pytest.mark.parametrize("group", CASES)
def test_a_query_is_asked_only_about_nodes_of_which_it_may_find_something(group: str) -> None:
    assert kept(group) == CASES[group]


UNKNOWN = [
    "$this ex:knows ?value . [] ex:knows $this",
    "$this ex:code 'c1'",
    "$this ex:code ?value . ?value !ex:knows ?other",
]


@pytest.mark.parametrize("group", UNKNOWN)
def test_a_query_that_is_not_understood_is_asked_about_every_node(group: str) -> None:
    assert needs_of(f"PREFIX ex: <{EX}> SELECT $this WHERE {{ {group} }}") is None
    assert kept(group) == "abcd"


def test_a_filter_with_a_choice_is_not_taken_apart() -> None:
    found = needs_of("SELECT $this { $this <x:p> ?v FILTER(?v = <x:a> && ?v = <x:b> || ?v = <x:c>) }")
    assert found is not None
    assert not found.conditions
    assert [sorted(one.shared) for one in found.others] == [["v"]]


def test_a_store_holds_only_the_statements_that_a_query_sees_of_the_nodes_it_is_asked_about() -> None:
    many = "".join(f"ex:n{number} ex:name 'n' ; ex:knows ex:n{number} .\n" for number in range(100))
    data = columns(DATA + many)
    asked = asking("$this ex:kind ex:small ; ex:knows ?value . ?value ex:name ?name", data)
    (one,) = (one for shape in asked._plan.shapes.values() for one in shape.constraints)
    nodes = data.frame(EX + "name")["s"].unique()
    found, store = asked.about(one, nodes)  # type: ignore[arg-type]
    assert len(found) == 1
    # of b: its kind and whom it knows; of the one it knows: the name
    assert {name: store.count(EX + name) for name in ("kind", "knows", "name")} == {
        "kind": 1,
        "knows": 1,
        "name": 1,
    }


def test_a_join_that_would_be_too_large_is_left_to_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ess_graph.shacl.columns.narrow._MOST", 3)
    crowd = "".join(f"ex:x{number} ex:kind ex:big .\n" for number in range(9))
    group = "$this ex:kind ?value . ?other ex:kind ?value . ?other ex:likes ?any"
    assert kept(group, DATA + crowd) == "abc"
    monkeypatch.undo()
    assert kept(group, DATA + crowd) == ""


def test_nothing_is_asked_of_values_that_a_store_would_change() -> None:
    loader = Loader(None)
    text = f'<{EX}a> <{EX}p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    loader.add_triples(quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES))
    data = loader.columns()
    asked = asking("$this ex:p ?value FILTER(STR(?value) = '1' || STR(?value) = '2')", data)
    needs = needs_of(
        f"PREFIX ex: <{EX}> SELECT $this WHERE {{ $this ex:p ?v FILTER(STR(?v) = '1' || ?v = 2) }}"
    )
    assert needs is not None
    rows = pl.DataFrame({"v": data.frame(EX + "p")["o"]})
    assert asked._decided(needs, needs.others[0], rows, {}) is None
