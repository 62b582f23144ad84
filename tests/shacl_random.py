"""Random small data and shapes, for the comparison of the SHACL engines: what is written is well-formed SHACL.

The data are few terms said often, with the literals on which engines differ; the shapes are Turtle, nested.
"""

from __future__ import annotations

from hypothesis import strategies as st

PREFIXES = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODES = ["ex:a", "ex:b", "ex:c", "_:d"]
NUMBERS = [
    "1",
    '"01"^^xsd:integer',
    '"1"^^xsd:int',
    "2.50",
    '"2.5"^^xsd:decimal',
    "1.0e0",
    '"300"^^xsd:byte',
    "-3",
]
DATES = [
    '"2023-02-28"^^xsd:date',
    '"2023-02-31"^^xsd:date',
    '"2023-05-01T10:00:00"^^xsd:dateTime',
    '"2023-05-01T10:00:00.000"^^xsd:dateTime',
    '"2023-05-01T10:00:00Z"^^xsd:dateTime',
]
TEXTS = ['"a"', '"abc"', '"a"@fr', '"b"@fr', '"a"@en', '"a"@en-GB', '"a"@EN', '""', '"é\\n"']
TRUTHS = ["true", '"1"^^xsd:boolean', '"oui"^^xsd:boolean']
LITERALS = [*NUMBERS, *DATES, *TEXTS, *TRUTHS]
CLASSES = ["ex:C", "ex:D"]
PREDICATES = ["ex:p", "ex:q"]
DATATYPES = ["integer", "int", "byte", "decimal", "double", "date", "dateTime", "string", "boolean"]
KINDS = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]

_statement = st.one_of(
    st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from([*NODES, *LITERALS])),
    st.tuples(st.sampled_from(NODES), st.just("a"), st.sampled_from(CLASSES)),
    st.tuples(st.sampled_from(CLASSES), st.just("rdfs:subClassOf"), st.sampled_from(CLASSES)),
)
data = st.lists(_statement, min_size=2, max_size=14).map(
    lambda found: PREFIXES + "".join(f"{' '.join(one)} .\n" for one in found)
)


def _longer(inner: st.SearchStrategy[str], *, sequences: bool) -> st.SearchStrategy[str]:
    """Return paths made of paths; pySHACL does not turn a sequence round, so that none is under an inverse."""
    two = st.tuples(inner, inner)
    ways = [
        *(inner.map(f"[ sh:{name}Path {{}} ]".format) for name in ("zeroOrMore", "oneOrMore", "zeroOrOne")),
        two.map(lambda both: f"[ sh:alternativePath ( {both[0]} {both[1]} ) ]"),
    ]
    more = two.map(lambda both: f"( {both[0]} {both[1]} )") if sequences else inner.map(_inverse)
    return st.one_of(*ways, more)


def _inverse(path: str) -> str:
    return f"[ sh:inversePath {path} ]"


_leaf = st.recursive(st.sampled_from(PREDICATES), lambda inner: _longer(inner, sequences=False), max_leaves=2)
_path = st.recursive(_leaf, lambda inner: _longer(inner, sequences=True), max_leaves=3)
_count = st.integers(0, 2)
_terms = st.lists(st.sampled_from([*NODES[:3], *LITERALS]), min_size=1, max_size=4)


def _listed(values: list[str]) -> str:
    return f"( {' '.join(values)} )"


#: Constraints that look at values, for every shape.
_PLAIN = [
    st.sampled_from(CLASSES).map("sh:class {}".format),
    st.sampled_from(DATATYPES).map("sh:datatype xsd:{}".format),
    st.sampled_from(KINDS).map("sh:nodeKind sh:{}".format),
    _count.map("sh:minLength {}".format),
    _count.map("sh:maxLength {}".format),
    st.sampled_from(["^a", "b", "^a$", "[0-9]", "é", "^http://example.org/[ab]$"]).map(
        'sh:pattern "{}"'.format
    ),
    st.lists(st.sampled_from(["en", "fr", "en-GB"]), min_size=1, max_size=2).map(
        lambda found: "sh:languageIn " + _listed([f'"{one}"' for one in found])
    ),
    st.sampled_from([*NODES[:3], *LITERALS]).map("sh:hasValue {}".format),
    _terms.map(lambda found: "sh:in " + _listed(found)),
    st.sampled_from(PREDICATES).map("sh:equals {}".format),
    st.sampled_from(PREDICATES).map("sh:disjoint {}".format),
    st.sampled_from(["sh:closed true", "sh:closed true ; sh:ignoredProperties ( rdf:type ex:q )"]),
    *(
        st.sampled_from([*NUMBERS, *DATES[:1], *DATES[2:], '"a"']).map(f"sh:{name} {{}}".format)
        for name in ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
    ),
]
_PROPERTY_ONLY = [
    _count.map("sh:minCount {}".format),
    _count.map("sh:maxCount {}".format),
    st.just("sh:uniqueLang true"),
    st.sampled_from(PREDICATES).map("sh:lessThan {}".format),
    st.sampled_from(PREDICATES).map("sh:lessThanOrEquals {}".format),
]


@st.composite
def _body(draw: st.DrawFn, depth: int, is_property: bool) -> str:
    """Draw what stands between the brackets of a shape."""
    few = st.lists(st.sampled_from(range(len(_PLAIN))), min_size=depth == 0, max_size=2, unique=True)
    parts = [draw(_PLAIN[index]) for index in draw(few)]
    if is_property and draw(st.booleans()):
        parts.append(draw(st.sampled_from(_PROPERTY_ONLY).flatmap(lambda one: one)))
    if depth:
        kinds = draw(st.lists(st.integers(0, 4), min_size=1, max_size=2, unique=True))
        parts.extend(draw(_nested(kind, depth - 1, is_property)) for kind in kinds)
    if draw(st.integers(0, 9)) == 0:
        parts.append("sh:deactivated true")
    if draw(st.integers(0, 9)) == 0:
        parts.append("sh:severity sh:Warning")
    if is_property:
        parts.insert(0, f"sh:path {draw(_path)}")
    return " ; ".join(parts)


@st.composite
def _nested(draw: st.DrawFn, kind: int, depth: int, is_property: bool) -> str:
    """Draw a constraint that has shapes of its own."""

    def shape(is_property: bool | None = None) -> str:
        chosen = draw(st.booleans()) if is_property is None else is_property
        return f"[ {draw(_body(depth, chosen))} ]"

    if kind == 0 or (kind == 4 and not is_property):
        return (
            f"sh:property {shape(True)} , {shape(True)}"
            if draw(st.booleans())
            else f"sh:property {shape(True)}"
        )
    if kind == 1:
        return f"sh:node {shape(False)}"
    if kind == 2:
        return f"sh:not {shape()}"
    if kind == 3:
        name = draw(st.sampled_from(["and", "or", "xone"]))
        return f"sh:{name} {_listed([shape() for _ in range(draw(st.integers(1, 3)))])}"
    least, most = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    disjoint = draw(st.sampled_from(["", " ; sh:qualifiedValueShapesDisjoint true"]))
    return (
        f"sh:qualifiedValueShape {shape()} ; sh:qualifiedMinCount {least} ; "
        f"sh:qualifiedMaxCount {most}{disjoint}"
    )


_target = st.one_of(
    st.sampled_from([*NODES[:3], "ex:none", "1", '"a"@en']).map("sh:targetNode {}".format),
    st.sampled_from(CLASSES).map("sh:targetClass {}".format),
    st.sampled_from(PREDICATES).map("sh:targetSubjectsOf {}".format),
    st.sampled_from(PREDICATES).map("sh:targetObjectsOf {}".format),
)


@st.composite
def shapes(draw: st.DrawFn) -> str:
    """Draw a shapes graph of one or two shapes with targets."""
    texts = []
    for name in ("ex:S", "ex:T")[: draw(st.integers(1, 2))]:
        targets = draw(st.lists(_target, min_size=1, max_size=2))
        kind = draw(st.booleans())
        body = draw(_body(draw(st.integers(0, 2)), kind))
        texts.append(f"{name} {' ; '.join(targets)} ; {body} .\n")
    return PREFIXES + "".join(texts)


# Queries: literals that a store keeps as they are, so that our engine decides them

_KEPT = ["1", "3", "2.5", '"a"', '"a"@fr', '"b"', "true"]
kept_data = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from([*NODES, *_KEPT])),
        st.tuples(st.sampled_from(NODES), st.just("a"), st.sampled_from(CLASSES)),
    ),
    min_size=2,
    max_size=14,
).map(lambda found: PREFIXES + "".join(f"{' '.join(one)} .\n" for one in found))
_GROUPS = [
    "$this {p} ?value",
    # rdflib finds "b" greater than 1.
    "$this {p} ?value FILTER(isNumeric(?value) && ?value > 1)",
    "$this {p} ?value . ?value {q} ?other",
    "{{ $this {p} ?value }} UNION {{ ?value {q} $this }}",
    "{{ $this {p} ?value FILTER(bound($this) && isIRI($this)) }} UNION {{ $this {q} ?value }}",
    "$this {p} ?value FILTER NOT EXISTS {{ $this {q} ?value }}",
    "FILTER NOT EXISTS {{ $this {p} ?any }}",
    "FILTER EXISTS {{ ?any {p} ?other FILTER(?any = $this) }}",
    "$this {p} ?value OPTIONAL {{ $this {q} ?other }} FILTER(!bound(?other))",
    "?value {p} $this",
    "BIND(STR($this) AS ?text) FILTER(STRLEN(?text) > 19)",
    "$this {p}/{q} ?value",
    "$this a/rdfs:subClassOf* ex:C",
    # What columns decide without a store, rightly or not at all.
    "$this {p} ?value FILTER(?value != $this)",
    "$this {p} $this",
    "$this {p} true",
    "$this {p} ?value ; {q} ?other FILTER(?value != ?other && ?other != ex:a)",
    "$this {p} ?value . ?other {p} ?value FILTER(?other != $this)",
    "$this {p} ?value . ?other {q} ?any FILTER(?other = ex:b)",
    "$this {p} ?value FILTER(?value IN (ex:a, ex:b) || ?value = ex:c)",
    "$this {p} ?value FILTER(?value IN (ex:a, ex:b))",
    "$this {p} ?value FILTER NOT EXISTS {{ ?value {q} ?any . ?any {p} $this }}",
    "$this {p} ?value FILTER NOT EXISTS {{ ?value {q} ?any FILTER(?any != $this) }}",
    "$this {p} ?value FILTER EXISTS {{ ?value {q} ?any FILTER(?any != $this) }}",
    "$this {p} ?value FILTER NOT EXISTS {{ ?value {q}* ex:a }}",
    "$this ^{p}/({p}|{q}) ?value FILTER NOT EXISTS {{ ?value a ex:C }}",
    "$this {p} ?value ; {q} ?other FILTER(STRSTARTS(?other, ?value))",
    "$this {p} ?value ; {q} ?other FILTER(!STRSTARTS(?other, ?value))",
    r"$this {p} ?value FILTER(!REGEX(?value, \"^[b-z]\"))",
    r"$this {p} ?value FILTER REGEX(?value, \"^A|3\", \"i\")",
    "$this {p} ?value FILTER(?value = $this || ?value = ex:b || EXISTS {{ ?value {q}+ $this }})",
    "$this {p} ?value ; {q} ?other FILTER(isIRI(?other) && (?value != ?other || ?value = ex:a))",
    "$this {p} ?value FILTER NOT EXISTS {{ ?value {q} ?other FILTER EXISTS {{ ?other a ?any }} }}",
    "$this ?path ?value FILTER(?path IN ({p}, {q}) && ?value != ex:a)",
    "$this {p} ?value . ?value ?path $this",
    "$this {p} ?value FILTER NOT EXISTS {{ ?value ?path $this }}",
    "$this {p}|{q} ?value . ?value ({p}|^{q})/a ?any",
    r"$this {p} ?value FILTER(!isBlank(?value) && isIRI($this) && STRENDS(STR($this), CONCAT(\"/\", STR(?value))))",
    r"$this {p} ?value FILTER(!isBlank(?value) && (!STRSTARTS(STR(?value), \"http\") || STRLEN(STR(?value)) > 20))",
    "{{ SELECT $this (COUNT(?v) AS ?n) WHERE {{ $this {p} ?v }} GROUP BY $this }} FILTER(?n > 1)",
]
_DECLARED = """ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] ,
  [ sh:prefix "rdfs" ; sh:namespace "http://www.w3.org/2000/01/rdf-schema#"^^xsd:anyURI ] .
ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:parameter ] ; sh:validator ex:Validator .
"""


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Draw a shapes graph whose constraints are queries."""
    first, second = draw(st.sampled_from(PREDICATES)), draw(st.sampled_from(PREDICATES))
    group = draw(st.sampled_from(_GROUPS)).format(p=first, q=second)
    columns = draw(st.sampled_from(["$this", "DISTINCT $this", "$this ?value", "$this ?value ?other"]))
    ask = draw(st.sampled_from(["$value {p} $parameter", "FILTER(?value = ?parameter)", "?any {p} $value"]))
    targets = draw(st.lists(_target, min_size=1, max_size=2))
    path = draw(st.sampled_from(["", "sh:path ex:p ;", "sh:path [ sh:inversePath ex:q ] ;"]))
    parameter = draw(st.sampled_from(["", f"; ex:parameter {draw(st.sampled_from([*NODES[:3], '1', '3']))}"]))
    return (
        f"{PREFIXES}{_DECLARED}"
        f'ex:Validator sh:prefixes ex:prefixes ; sh:ask "ASK {{ {ask.format(p=first)} }}" .\n'
        f"ex:S {' ; '.join(targets)} ; {path} sh:sparql [ sh:prefixes ex:prefixes ; "
        f'sh:select "SELECT {columns} WHERE {{ {group} }}" ] .\n'
        f"ex:T {' ; '.join(targets)} ; sh:nodeKind sh:IRI {parameter} .\n"
    )
