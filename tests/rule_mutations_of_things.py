"""Corruptions by hand: actors, public bodies, arrangements, practices, territories and evidence."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

from tests.rule_mutations import Change, Place
from tests.rule_mutations_by_hand import (
    Given,
    Maker,
    copied,
    iri,
    mode,
    of_class,
    put,
    simple,
    statements,
    text,
    twin,
    unlinked,
    values,
    with_key,
    year,
)
from tests.shacl_bench import in_order

SHARE = Literal("60", datatype=XSD.decimal)
DIRECT = iri("concept/type-pratique/gestion-publique-directe")
#: What an arrangement is linked to, and a copy of its practice is not: it belongs to one.
PARTS = ("ess:arrangement", "ess:effect", "prov:qualifiedAssociation", "dct:isReferencedBy")


def _not_said_ess(place: Place) -> Iterator[Change]:
    kind = (place.node, RDF.type, iri("ess:EssOrganisation"))
    if values(place, "ess:legalForm") == [iri("concept/forme-juridique/association")]:
        told = ("ess:essFamily", "ess:essStatusBasis")
        removed = tuple((place.node, iri(name), one) for name in told for one in values(place, name))
        yield Change("class-forgotten", (kind, *removed), ((place.node, RDF.type, iri("org:Organization")),))


def _siren(digits: str) -> Maker:
    return simple("siren", {"ess:siren": [Literal(with_key(digits))], "ess:siret": []})


def _identifier_and_siren(place: Place) -> Iterator[Change]:
    code = str(place.node).rpartition("/")[2]
    if code.isdigit():
        other = with_key("21000099")
        yield put(
            place,
            "siren",
            {"dct:identifier": [Literal(code)], "ess:siren": [Literal(other)], "ess:siret": []},
        )


def _of_kind(place: Place, *kinds: str) -> list[Node]:
    """Return the bodies of a kind, by the end of its address."""
    wanted = {iri(f"concept/type-collectivite/{one}") for one in kinds}
    bodies = of_class(place, "cv:PublicOrganisation")
    return [one for one in bodies if wanted & set(place.data.objects(one, iri("org:classification")))]


def _wider_territory(place: Place) -> Iterator[Change]:
    """A second description of a commune says that it acts in a whole département."""
    if iri("concept/type-collectivite/commune") in values(place, "org:classification"):
        same = copied(place, twin(place), ["dct:spatial", "ess:siren", "ess:siret", "dct:isReplacedBy"])
        department = of_class(place, "igeo:Departement")[0]
        yield Change("territory", (), (*same, (twin(place), iri("dct:spatial"), department)))


def _two_intercommunalities(place: Place) -> Iterator[Change]:
    yield put(place, "two-memberships", {"org:memberOf": _of_kind(place, "cc", "ca")[:2]})


def _replaced_and_alive(place: Place) -> Iterator[Change]:
    yield put(
        place, "replaced-alive", {"dct:isReplacedBy": _of_kind(place, "cc", "ca")[:1], "ess:historical": []}
    )


def _member_of_department(place: Place) -> Iterator[Change]:
    yield put(place, "membership", {"org:memberOf": _of_kind(place, "departement")[:1]})


def _share_too_large(place: Place) -> Iterator[Change]:
    if iri("concept/mode-gestion/prise-parts-scic") in values(place, "ess:mode"):
        yield put(place, "share", {"ess:capitalShare": [SHARE]})


def _instrument(place: Place) -> Iterator[Change]:
    for one in ("marche-public", "subvention", "bail"):
        yield put(place, "instrument", {"ess:legalInstrument": [iri(f"concept/instrument/{one}")]})


def _instrument_unknown(place: Place) -> Iterator[Change]:
    """The instrument is a term whose class was forgotten; no mode is given that it could fail to fit."""
    term = iri("concept/instrument/exemple")
    described: Given = {
        "rdf:type": [iri("skos:Concept")],
        "skos:notation": [Literal("exemple")],
        "skos:prefLabel": [Literal("Acte d'exemple", lang="fr")],
        "skos:inScheme": [iri("concept/instrument")],
    }
    given = put(place, "class-forgotten", {"ess:mode": [], "ess:legalInstrument": [term]})
    yield Change(given.kind, given.removed, (*given.added, *statements(term, described)))


def _authority_unknown(place: Place) -> Iterator[Change]:
    """The authority names nothing known; the service has none that it could differ from."""
    given = put(place, "unknown", {"cv:hasContractingAuthority": [iri("id/collectivite/inconnue")]})
    competent = iri("cv:hasCompetentAuthority")
    services = values(place, "ess:concernsService")
    removed = tuple((one, competent, who) for one in services for who in place.data.objects(one, competent))
    yield Change(given.kind, (*given.removed, *removed), given.added)


def _two_families(place: Place) -> Iterator[Change]:
    """Two families, for a form of company that is of none by itself."""
    families = [iri(f"concept/famille-ess/{one}") for one in ("association", "cooperative")]
    form = [iri("concept/forme-juridique/sas")]
    yield put(place, "doubled", {"ess:legalForm": form, "ess:essFamily": families})


def _no_share(place: Place) -> Iterator[Change]:
    nothing = [Literal("0", datatype=XSD.decimal)]
    if iri("concept/mode-gestion/prise-parts-scic") in values(place, "ess:mode"):
        yield put(place, "bounds", {"ess:capitalShare": nothing})


def _dates(place: Place) -> Iterator[Change]:
    given: Given = {"schema:startDate": [year("2024")], "schema:endDate": [year("2020")]}
    yield put(place, "dates", given)


def _contract_with_oneself(place: Place) -> Iterator[Change]:
    authority = values(place, "cv:hasContractingAuthority")
    if authority:
        yield from mode("marche-public", also={"cv:hasEconomicOperator": authority})(place)


def _company_mode(place: Place) -> Iterator[Change]:
    operators = values(place, "cv:hasEconomicOperator")
    if any(place.data.value(one, iri("ess:legalForm")) for one in operators):
        spl = [iri("concept/mode-gestion/spl")]
        yield put(place, "mode", {"ess:mode": spl, "ess:legalInstrument": []})


def _other_authority(place: Place) -> Iterator[Change]:
    for other in _of_kind(place, "cc", "departement"):
        if other not in values(place, "cv:hasContractingAuthority"):
            yield put(place, "authority", {"cv:hasContractingAuthority": [other]})
            return


def _siren_taken(place: Place) -> Iterator[Change]:
    for kind in in_order(place.data.objects(place.node, RDF.type)):
        for other in in_order(set(place.data.subjects(RDF.type, kind)) - {place.node}):
            for taken in in_order(place.data.objects(other, iri("ess:siren"))):
                yield put(place, "siren-taken", {"ess:siren": [taken], "ess:siret": []})
                return


def _wrong_key(place: Place) -> Iterator[Change]:
    for siren in values(place, "ess:siren"):
        wrong = str(siren)[:-1] + str((int(str(siren)[-1]) + 1) % 10)
        yield put(place, "key", {"ess:siren": [Literal(wrong)], "ess:siret": []})


def _wrong_siret_key(place: Place) -> Iterator[Change]:
    for siren in values(place, "ess:siren"):
        right = with_key(f"{siren}0001")
        yield put(place, "key", {"ess:siret": [Literal(right[:-1] + str((int(right[-1]) + 1) % 10))]})


def _siret_of_another(place: Place) -> Iterator[Change]:
    if values(place, "ess:siren"):
        yield put(place, "siret", {"ess:siret": [Literal(with_key("9990009990001"))]})


def _public_form(place: Place) -> Iterator[Change]:
    yield put(place, "form", {"ess:legalForm": [iri("concept/forme-juridique/commune")], "ess:essFamily": []})


def _other_family(place: Place) -> Iterator[Change]:
    if iri("concept/forme-juridique/association") in values(place, "ess:legalForm"):
        yield put(place, "family", {"ess:essFamily": [iri("concept/famille-ess/cooperative")]})


def _other_department(place: Place) -> Iterator[Change]:
    if values(place, "ess:authority"):
        for other in [*of_class(place, "igeo:Departement"), *of_class(place, "igeo:CollectiviteDOutreMer")]:
            if other not in values(place, "ess:departement"):
                yield put(place, "department", {"ess:departement": [other]})
                return


def _other_place(place: Place) -> Iterator[Change]:
    if values(place, "ess:authority"):
        for other in of_class(place, "igeo:Commune")[-1:] + of_class(place, "igeo:Commune")[:1]:
            yield put(place, "place", {"dct:spatial": [other]})


def _ess_operator(place: Place) -> Iterator[Change]:
    """The practice and its arrangements are said to be direct management; who takes part stays."""
    direct = put(place, "kind", {"ess:practiceKind": [DIRECT]})
    removed, added = list(direct.removed), list(direct.added)
    for arrangement in values(place, "ess:arrangement"):
        for name in ("ess:mode", "ess:legalInstrument", "cv:hasEconomicOperator"):
            removed += [(arrangement, iri(name), one) for one in place.data.objects(arrangement, iri(name))]
        added.append((arrangement, iri("ess:mode"), iri("concept/mode-gestion/regie-simple")))
    yield Change("kind", tuple(removed), tuple(added))


def _practice_twice(place: Place) -> Iterator[Change]:
    if values(place, "ess:authority"):
        yield Change("stated-twice", (), copied(place, twin(place), PARTS))


def _direct_by_contract(place: Place) -> Iterator[Change]:
    if values(place, "ess:arrangement"):
        yield put(place, "kind", {"ess:practiceKind": [DIRECT]})


def _authorities_only(place: Place) -> Iterator[Change]:
    parts = values(place, "prov:qualifiedAssociation")
    authority = iri("concept/type-acteur/collectivite")
    agents = [one for one in of_class(place, "org:Organization") if (one, None, authority) in place.data]
    if parts and agents:
        agent = iri("prov:agent")
        removed = tuple((part, agent, one) for part in parts for one in place.data.objects(part, agent))
        added = tuple((part, agent, one) for part, one in zip(parts, agents, strict=False))
        if len(added) == len(parts):
            yield Change("authorities-only", removed, added)


def _banatic_of_a_commune(place: Place) -> Iterator[Change]:
    codes = in_order(place.data.subjects(iri("skos:inScheme"), iri("concept/banatic-2021")))
    yield put(place, "competence", {"ess:competence": codes[:1]})


def _competence_of(tier: str, *, exclusive: bool) -> Maker:
    def make(place: Place) -> Iterator[Change]:
        kind = iri(f"concept/type-collectivite/{tier}")
        found = set(place.data.subjects(iri("ess:authorityType"), kind))
        if exclusive:
            laws = {one for one in found if (one, None, iri("concept/capacite/exclusive")) in place.data}
            found = {c for law in laws for c in place.data.objects(law, iri("ess:competence"))}
        for one in in_order(found & set(of_class(place, "ess:Competence"))):
            yield put(place, "competence", {"ess:competence": [one]})

    return make


def _part_twice(place: Place) -> Iterator[Change]:
    for practice in in_order(place.data.subjects(iri("prov:qualifiedAssociation"), place.node)):
        link = (practice, iri("prov:qualifiedAssociation"), twin(place))
        yield Change("stated-twice", (), (*copied(place, twin(place)), link))


def _former_commune(place: Place) -> Iterator[Change]:
    """A commune in which a body acts is said to be replaced by another."""
    communes = of_class(place, "igeo:Commune")
    for former in communes:
        if any(place.data.subjects(iri("dct:spatial"), former)):
            yield Change("former", (), ((former, iri("dct:isReplacedBy"), communes[0]),))
            return


def _commune_of_elsewhere(place: Place) -> Iterator[Change]:
    places = [*of_class(place, "igeo:CollectiviteDOutreMer"), *of_class(place, "igeo:Departement")]
    for other in places:
        if other not in values(place, "igeo:subdivisionDe"):
            yield put(place, "department", {"igeo:subdivisionDe": [other]})
            return


def _seat_elsewhere(place: Place) -> Iterator[Change]:
    communes = of_class(place, "igeo:Commune")
    for seat in (communes[0], communes[-1]):
        yield put(place, "seat", {"igeo:chefLieu": [seat]})


def _insee_address(place: Place) -> Iterator[Change]:
    for old in values(place, "skos:exactMatch"):
        wrong = URIRef(str(old).rpartition("/")[0] + "/00000")
        match = iri("skos:exactMatch")
        yield Change("address", ((place.node, match, old),), ((place.node, match, wrong),))


def _not_stated(place: Place) -> Iterator[Change]:
    for name in ("ess:authority", "ess:mode", "ess:siren", "ess:lever"):
        yield put(place, "not-stated", {"ess:onProperty": [iri(name)]})


def _editorial_property(place: Place) -> Iterator[Change]:
    said = in_order(place.data.subjects(iri("ess:editorial"), None))
    for subject in [*values(place, "ess:about"), *of_class(place, "ess:Practice")[:1]]:
        for name in said:
            if (subject, name, None) in place.data:
                yield put(place, "editorial", {"ess:about": [subject], "ess:onProperty": [name]})


def _shared_effect(place: Place) -> Iterator[Change]:
    holders = set(place.data.subjects(iri("ess:effect"), place.node))
    others = in_order(set(of_class(place, "ess:Practice")) - holders)
    yield Change("shared", (), ((others[0], iri("ess:effect"), place.node),))


OF_THINGS: dict[str, Maker] = {
    "ESS-A-102": _not_said_ess,
    "ESS-A-103": text("skos:prefLabel", "SCOP de l'exemple"),
    "ESS-A-104": _siren("21000098"),
    "ESS-B-015": _identifier_and_siren,
    "ESS-B-016": _wider_territory,
    "ESS-B-017": _two_intercommunalities,
    "ESS-B-018": _replaced_and_alive,
    "ESS-B-019": _member_of_department,
    "ESS-B-103": _siren("39000099"),
    "ESS-G-004": _instrument_unknown,
    "ESS-G-005": _authority_unknown,
    "ESS-G-009": mode("regie-simple", operator="ess"),
    "ESS-G-010": mode("prise-parts-scic"),
    "ESS-G-011": _no_share,
    "ESS-G-014": _share_too_large,
    "ESS-G-015": _instrument,
    "ESS-G-016": mode("subvention", "marche-public"),
    "ESS-G-017": mode("regie-simple", "dsp"),
    "ESS-G-018": _dates,
    "ESS-G-019": _contract_with_oneself,
    "ESS-G-020": mode("cooperation-public-public", operator="ess"),
    "ESS-G-021": _company_mode,
    "ESS-G-102": mode("regie-simple", operator="other"),
    "ESS-G-103": mode("partenariat", also={"ess:capitalShare": [Literal("20", datatype=XSD.decimal)]}),
    "ESS-G-104": unlinked("ess:arrangement"),
    "ESS-G-105": mode("marche-reserve-ess", operator="other"),
    "ESS-N-002": _wrong_key,
    "ESS-N-003": _wrong_siret_key,
    "ESS-N-004": _siren_taken,
    "ESS-N-009": _siret_of_another,
    "ESS-O-002": _two_families,
    "ESS-O-003": _public_form,
    "ESS-O-004": _other_family,
    "ESS-P-023": _other_department,
    "ESS-P-024": _other_place,
    "ESS-P-025": _ess_operator,
    "ESS-P-026": _practice_twice,
    "ESS-P-106": simple("future", {"schema:startDate": [year("2099")]}),
    "ESS-P-107": _direct_by_contract,
    "ESS-P-108": _authorities_only,
    "ESS-Q-006": _banatic_of_a_commune,
    "ESS-Q-007": _competence_of("region", exclusive=False),
    "ESS-Q-101": _competence_of("region", exclusive=True),
    "ESS-R-005": _part_twice,
    "ESS-R-101": unlinked("prov:qualifiedAssociation"),
    "ESS-S-007": _other_authority,
    "ESS-T-028": _former_commune,
    "ESS-T-029": _commune_of_elsewhere,
    "ESS-T-030": _seat_elsewhere,
    "ESS-T-031": _insee_address,
    "ESS-V-006": _not_stated,
    "ESS-V-007": _editorial_property,
    "ESS-X-005": _shared_effect,
    "ESS-X-101": unlinked("ess:effect"),
}
