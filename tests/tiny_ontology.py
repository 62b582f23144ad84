"""A tiny ontology with a tiny scheme in which every criterion applies and holds, and one planted fault for each."""

from __future__ import annotations

from dataclasses import dataclass

_PREFIXES = """@prefix : <https://w3id.org/tiny#> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix c: <https://w3id.org/tiny/concept/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix voaf: <http://purl.org/vocommons/voaf#> .
@prefix vs: <http://www.w3.org/2003/06/sw-vocab-status/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
HEADER = """<https://w3id.org/tiny> a owl:Ontology , voaf:Vocabulary ;
    dct:title "Petite"@fr , "Tiny"@en ;
    dct:description "Une petite ontologie."@fr , "A tiny ontology."@en ;
    dct:license <https://creativecommons.org/licenses/by/4.0/> ;
    dct:creator <https://w3id.org/tiny/me> ;
    dct:publisher <https://w3id.org/tiny/me> ;
    dct:created "2026-01-01"^^xsd:date ;
    dct:issued "2026-01-02"^^xsd:date ;
    dct:modified "2026-01-03"^^xsd:date ;
    dct:bibliographicCitation "Tiny, 2026"@en ;
    dct:source <https://example.org/source> ;
    bibo:doi "10.1234/tiny" ;
    bibo:status <http://purl.org/ontology/bibo/status/draft> ;
    foaf:logo <https://w3id.org/tiny/logo> ;
    schema:name "Tiny"@en ;
    owl:versionIRI <https://w3id.org/tiny/1> ;
    owl:versionInfo "1" ;
    vann:preferredNamespacePrefix "tiny" ;
    vann:preferredNamespaceUri "https://w3id.org/tiny#" .
"""


def term(name: str, kind: str, more: str) -> str:
    """Return a term with all that is asked of one; its label is made from its name."""
    example = f'skos:example "exemple {name}"@fr ;' if kind == "owl:Class" else ""
    return f"""
:{name} a {kind} ;
    rdfs:label "{name} fr"@fr , "{name} en"@en ;
    skos:definition "définition de {name}"@fr , "definition of {name}"@en ;
    {example} {more} ;
    vs:term_status "testing" ;
    rdfs:isDefinedBy <https://w3id.org/tiny> .
"""


TERMS = "".join(
    term(*one)
    for one in (
        ("Person", "owl:Class", "rdfs:subClassOf foaf:Agent ; owl:equivalentClass foaf:Person"),
        ("Animal", "owl:Class", "owl:disjointWith :Person"),
        ("Dog", "owl:Class", "rdfs:subClassOf :Animal"),
        ("owns", "owl:ObjectProperty", "rdfs:domain :Person ; rdfs:range :Animal ; owl:inverseOf :ownedBy"),
        ("ownedBy", "owl:ObjectProperty", "rdfs:domain :Animal ; rdfs:range :Person"),
        ("knows", "owl:ObjectProperty , owl:SymmetricProperty", "rdfs:domain :Person ; rdfs:range :Person"),
        (
            "ancestorOf",
            "owl:ObjectProperty , owl:TransitiveProperty",
            "rdfs:domain :Animal ; rdfs:range :Animal ; owl:inverseOf :descendantOf",
        ),
        ("descendantOf", "owl:ObjectProperty", "rdfs:domain :Animal ; rdfs:range :Animal"),
        (
            "ownsLine",
            "owl:ObjectProperty , owl:SymmetricProperty",
            "rdfs:domain :Person ; rdfs:range :Person ; owl:propertyChainAxiom ( :owns :ancestorOf )",
        ),
        ("age", "owl:DatatypeProperty", "rdfs:domain :Animal ; rdfs:range xsd:integer"),
        (
            "oldAge",
            "owl:DatatypeProperty",
            "rdfs:domain :Animal ; rdfs:range xsd:integer ; owl:deprecated true ; dct:isReplacedBy :age",
        ),
        (
            "nick",
            "owl:DatatypeProperty",
            "rdfs:domain :Person ; rdfs:range xsd:string ; owl:equivalentProperty foaf:nick",
        ),
    )
)
DECLARED = """
foaf:Agent a owl:Class .
foaf:Person a owl:Class .
foaf:nick a owl:DatatypeProperty .
"""


def concept(name: str, more: str) -> str:
    """Return a concept of the scheme, with a label, a definition and a notation."""
    return f"""
c:{name} a skos:Concept ;
    skos:prefLabel "{name} fr"@fr , "{name} en"@en ;
    skos:altLabel "autre {name}"@fr ;
    skos:definition "définition de {name}"@fr ;
    skos:notation "{name}" ;
    skos:inScheme c:all ;
    {more} .
"""


SCHEME = """
c:all a skos:ConceptScheme ;
    skos:prefLabel "Tout"@fr , "All"@en ;
    skos:hasTopConcept c:a .
""" + "".join(
    concept(*one)
    for one in (
        ("a", "skos:topConceptOf c:all"),
        ("b", "skos:broader c:a ; skos:exactMatch <http://example.org/b>"),
        ("x", "skos:broader c:a ; skos:related c:d"),
        ("d", "skos:broader c:b"),
    )
)
GOOD = _PREFIXES + HEADER + TERMS + DECLARED + SCHEME
SCHEME_ONLY = _PREFIXES + SCHEME
PREFIXES = _PREFIXES


@dataclass(frozen=True)
class Fault:
    """A fault planted by replacing one text, and the criteria that see it besides the one it is for.

    Without an old text, the new one is a whole file, in which more is wrong.
    """

    old: str
    new: str
    also: tuple[str, ...] = ()


#: The scheme without a top concept.
WITHOUT_TOP = SCHEME.replace("hasTopConcept", "member").replace("skos:topConceptOf c:all", "skos:note 'x'@en")
#: An ontology tied to nothing.
ALONE = _PREFIXES + "<https://w3id.org/tiny> a owl:Ontology . :A a owl:Class ."

_METADATA = ("FOOPS-OM1", "FOOPS-OM2", "FOOPS-OM3", "FOOPS-OM5.1", "FOOPS-OM5.2")
_INVERSE = "owl:inverseOf :ownedBy"
FAULTS: dict[str, Fault] = {
    "FOOPS-OM1": Fault(
        'dct:description "Une petite ontologie."@fr , "A tiny ontology."@en ;', "", ("LANG-HEADER",)
    ),
    "FOOPS-OM2": Fault('dct:bibliographicCitation "Tiny, 2026"@en ;', ""),
    "FOOPS-OM3": Fault('bibo:doi "10.1234/tiny" ;', ""),
    "FOOPS-OM4.1": Fault(
        "dct:license <https://creativecommons.org/licenses/by/4.0/>", 'dct:license "CC BY"@en'
    ),
    "FOOPS-OM5.1": Fault('dct:created "2026-01-01"^^xsd:date ;', "", ("FOOPS-OM2",)),
    "FOOPS-OM5.2": Fault('dct:issued "2026-01-02"^^xsd:date ;', "", ("FOOPS-OM3",)),
    "FOOPS-FIND1": Fault('vann:preferredNamespacePrefix "tiny" ;', "", ("FOOPS-OM2",)),
    "FOOPS-VER1": Fault("owl:versionIRI <https://w3id.org/tiny/1>", "owl:versionIRI <https://w3id.org/tiny>"),
    "FOOPS-URI2": Fault("\nfoaf:Agent a owl:Class .", "\n[] a owl:Ontology . foaf:Agent a owl:Class ."),
    "FOOPS-PURL1": Fault("https://w3id.org/", "https://example.com/"),
    "FOOPS-HTTP1": Fault("https://w3id.org/tiny#", "urn:tiny:t#"),
    "FOOPS-VOC1": Fault(
        HEADER,
        "<https://w3id.org/tiny> a owl:Ontology .\n",
        (
            *_METADATA,
            "FOOPS-OM4.1",
            "FOOPS-FIND1",
            "FOOPS-VER1",
            "OOPS-P41",
            "LOV-MODIFIED",
            "LOV-VOAF",
            "LANG-HEADER",
        ),
    ),
    "FOOPS-VOC2": Fault("", ALONE),
    "FOOPS-VOC3": Fault('rdfs:label "Dog fr"@fr , "Dog en"@en ;', "", ("OOPS-P08", "LANG-BOTH")),
    "FOOPS-VOC4": Fault(
        'skos:definition "définition de age"@fr , "definition of age"@en ;', "", ("OOPS-P08", "LANG-BOTH")
    ),
    "OOPS-P02": Fault("rdfs:subClassOf :Animal", "rdfs:subClassOf :Animal ; owl:equivalentClass :Person"),
    "OOPS-P03": Fault(":knows a", ":isA a"),
    "OOPS-P04": Fault(DECLARED, DECLARED + term("Lone", "owl:Class", "skos:note 'x'@en")),
    "OOPS-P05": Fault("rdfs:domain :Animal ; rdfs:range :Person", "rdfs:domain :Dog ; rdfs:range :Person"),
    "OOPS-P06": Fault("owl:disjointWith :Person", "owl:disjointWith :Person ; rdfs:subClassOf :Dog"),
    "OOPS-P07": Fault(":Dog ", ":DogAndCat "),
    "OOPS-P08": Fault('rdfs:label "nick fr"@fr , "nick en"@en ;', "", ("FOOPS-VOC3", "LANG-BOTH")),
    "OOPS-P10": Fault("owl:disjointWith :Person", "rdfs:subClassOf foaf:Agent"),
    "OOPS-P11": Fault("rdfs:domain :Animal ; rdfs:range xsd:integer ;\n", "rdfs:domain :Animal ;\n"),
    "OOPS-P13": Fault(_INVERSE, "rdfs:seeAlso :ownedBy"),
    "OOPS-P19": Fault("rdfs:range xsd:integer ; owl:dep", "rdfs:range xsd:integer , xsd:decimal ; owl:dep"),
    "OOPS-P20": Fault(
        'skos:definition "définition de Dog"@fr , "definition of Dog"@en',
        'skos:definition "Dog fr"@fr , "Dog en"@en',
    ),
    "OOPS-P21": Fault(":Dog ", ":OtherAnimal "),
    "OOPS-P22": Fault("\n:nick a", "\n:nick_name a"),
    "OOPS-P24": Fault(
        "rdfs:subClassOf :Animal",
        "rdfs:subClassOf :Animal ; owl:equivalentClass [ a owl:Class ; owl:complementOf :Dog ]",
    ),
    "OOPS-P25": Fault(_INVERSE, "owl:inverseOf :owns", ("OOPS-P05", "OOPS-P13")),
    "OOPS-P26": Fault(":knows a owl", ":knows owl:inverseOf :ownsLine ; a owl"),
    "OOPS-P27": Fault("foaf:nick a owl:DatatypeProperty", "foaf:nick a owl:ObjectProperty"),
    "OOPS-P28": Fault(
        "rdfs:domain :Person ; rdfs:range :Person ;\n", "rdfs:domain :Person ; rdfs:range :Animal ;\n"
    ),
    "OOPS-P29": Fault(
        "rdfs:domain :Animal ; rdfs:range :Animal ; owl:inverseOf",
        "rdfs:domain :Animal ; rdfs:range :Dog ; owl:inverseOf",
        ("OOPS-P05",),
    ),
    "OOPS-P31": Fault(
        "owl:disjointWith :Person", "owl:disjointWith :Person ; owl:equivalentClass :Person", ("OOPS-P02",)
    ),
    "OOPS-P32": Fault('"Dog fr"@fr', '"Animal fr"@fr'),
    "OOPS-P33": Fault("( :owns :ancestorOf )", "( :owns )"),
    "OOPS-P34": Fault("foaf:Agent a owl:Class .", ""),
    "OOPS-P35": Fault("foaf:nick a owl:DatatypeProperty .", ""),
    "OOPS-P36": Fault("https://w3id.org/tiny", "https://w3id.org/tiny.owl"),
    "OOPS-P38": Fault("", _PREFIXES + ":A a owl:Class ."),
    "OOPS-P40": Fault(
        "foaf:Agent a owl:Class .", "foaf:Agent a owl:Class . foaf:Friend a owl:Class ; rdfs:comment 'x'@en ."
    ),
    "OOPS-P41": Fault(
        "dct:license <https://creativecommons.org/licenses/by/4.0/> ;", "", ("FOOPS-OM1", "FOOPS-OM4.1")
    ),
    "ONT-KIND": Fault(":age a owl:DatatypeProperty", ":age a owl:DatatypeProperty , owl:AnnotationProperty"),
    "LOV-MODIFIED": Fault('dct:modified "2026-01-03"^^xsd:date ;', ""),
    "LOV-DATES": Fault('dct:modified "2026-01-03"^^xsd:date', 'dct:modified "3 janvier 2026"'),
    "LOV-AGENTS": Fault("dct:creator <https://w3id.org/tiny/me>", 'dct:creator "Me"'),
    "LOV-NAMESPACE": Fault(
        'preferredNamespaceUri "https://w3id.org/tiny#"', 'preferredNamespaceUri "https://w3id.org/tyni#"'
    ),
    "LOV-DEFINED": Fault(
        "rdfs:isDefinedBy <https://w3id.org/tiny> .\n\n:Animal", "rdfs:comment 'x'@en .\n\n:Animal"
    ),
    "LOV-STATUS": Fault(
        'vs:term_status "testing" ;\n    rdfs:isDefinedBy <https://w3id.org/tiny> .\n\n:Animal',
        "rdfs:isDefinedBy <https://w3id.org/tiny> .\n\n:Animal",
    ),
    "LOV-LINKS": Fault("", ALONE),
    "LOV-REUSED": Fault("dct:source <", "dct:sourcee <", ("FOOPS-OM3",)),
    "LOV-VOAF": Fault(" , voaf:Vocabulary", ""),
    "LOV-DEPRECATED": Fault(" ; dct:isReplacedBy :age", ""),
    "VANN-EXAMPLE": Fault('skos:example "exemple Dog"@fr ;', ""),
    "NS-NEAR": Fault("@prefix vs: <http://www.w3.org/", "@prefix vs: <http://w3.org/", ("LOV-STATUS",)),
    "NS-SCHEMA": Fault("<https://schema.org/>", "<http://schema.org/>"),
    "LANG-TAG": Fault('"exemple Dog"@fr', '"exemple Dog"'),
    "LANG-ONE": Fault('rdfs:label "Dog fr"@fr ,', 'rdfs:label "Dog fr"@fr , "Chien"@fr ,'),
    "LANG-HEADER": Fault('dct:description "Une petite ontologie."@fr , ', "dct:description "),
    "LANG-BOTH": Fault('skos:definition "définition de Dog"@fr , ', "skos:definition "),
    "LANG-CONCEPTS": Fault(
        'skos:prefLabel "a fr"@fr , "a en"@en', 'skos:prefLabel "a fr"@fr', ("QSKOS-COVERAGE",)
    ),
    "SKOS-S9": Fault(
        "c:all a skos:ConceptScheme",
        "c:all a skos:ConceptScheme , skos:Concept",
        (
            "QSKOS-DOC",
            "QSKOS-ORPHAN",
            "QSKOS-SCHEME",
        ),
    ),
    "SKOS-S13": Fault('"autre a"@fr', '"a fr"@fr'),
    "SKOS-S14": Fault('skos:prefLabel "a fr"@fr ,', 'skos:prefLabel "a fr"@fr , "A"@fr ,'),
    "SKOS-S27": Fault("skos:related c:d", "skos:related c:a"),
    "SKOS-S46": Fault(
        "skos:exactMatch <http://example.org/b>",
        "skos:exactMatch <http://example.org/b> ; skos:broadMatch <http://example.org/b>",
    ),
    "QSKOS-CYCLE": Fault("skos:topConceptOf c:all", "skos:broader c:d", ("SKOS-S27", "QSKOS-TOPBROADER")),
    "QSKOS-ORPHAN": Fault("skos:broader c:a ; skos:related c:d", "skos:note 'x'@en"),
    "QSKOS-SCHEME": Fault(
        'skos:notation "d" ;\n    skos:inScheme c:all', 'skos:notation "d" ;\n    skos:inScheme c:none'
    ),
    "QSKOS-TOP": Fault(
        SCHEME,
        WITHOUT_TOP,
    ),
    "QSKOS-TOPBROADER": Fault("skos:hasTopConcept c:a", "skos:hasTopConcept c:a , c:b"),
    "QSKOS-UNDEFINED": Fault("skos:related c:d", "skos:related c:nothing"),
    "QSKOS-DOC": Fault('skos:definition "définition de b"@fr ;', ""),
    "QSKOS-LABEL": Fault('skos:prefLabel "Tout"@fr , "All"@en ;', ""),
    "QSKOS-EMPTY": Fault('"autre b"@fr', '""@fr'),
    "QSKOS-COVERAGE": Fault(
        'skos:prefLabel "b fr"@fr , "b en"@en', 'skos:prefLabel "b fr"@fr , "b en"@en , "b de"@de'
    ),
    "QSKOS-OVERLAP": Fault('skos:prefLabel "b fr"@fr', 'skos:prefLabel "x fr"@fr'),
    "QSKOS-NOTATION": Fault('skos:notation "b"', 'skos:notation "a"'),
    "QSKOS-VALUELESS": Fault("skos:broader c:a ; skos:related c:d", "skos:broader c:a ; skos:related c:b"),
}
