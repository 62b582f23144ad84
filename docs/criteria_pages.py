"""The page of ``check-ontology`` in each language: how it scores, and the criteria from the program itself."""

from __future__ import annotations

from ess_graph.ontology.criterion import WEIGHTS, Criterion, criteria
from ess_graph.report.markdown import as_markdown
from ess_graph.report.rows import listing

_TEXTS = {
    "en": """# `check-ontology`: how an ontology is judged

*[En français](check-ontology.fr.md)*

`ess-graph check-ontology [FILES]` judges an ontology (OWL or RDFS) or SKOS schemes by the public criteria that can
be told offline: [FOOPS!](https://w3id.org/foops/catalogue), [OOPS!](https://oops.linkeddata.es/catalogue.jsp),
Linked Open Vocabularies, the integrity conditions of [SKOS](https://www.w3.org/TR/skos-reference/) and the checks
of [qSKOS](https://github.com/cmader/qSKOS/wiki/Quality-Issues). Without files it judges our own. The files are
judged together, whatever their syntax.

- **MUST** weighs {must}, **SHOULD** weighs {should}. A critical pitfall of OOPS! is a MUST.
- A criterion holds or fails as a whole: one term at fault is enough. The score is the weight of those that hold among
  those that apply, in percent.
- A criterion with nothing to look at does not apply and is not counted. One that needs the network, or a person, is
  named as not run and is not counted.
- Exit code: 0 when every MUST that applies holds, 1 otherwise, 3 when a file cannot be read or holds nothing to
  judge.
- A vocabulary's own terms are those declared in its namespace; what it declares of others is reused, and not judged.
- `--shapes FILE`: a property needs no domain where a node shape has it, and no range where its shape says what the
  values are. Ours infers no type from a property, on purpose, and is judged with its shapes.
- Where there is no ontology, the metadata are looked for on each concept scheme.

What ours lacks, and why: a DOI and a logo do not exist (`FOOPS-OM3`); inverses are not declared, since SPARQL reads
a property both ways (`OOPS-P13`).

## Namespaces that are nearly right

`check-ontology`, `validate` (warning `ESS-NS-001`) and `convert` (one line each) name every namespace that is a
slip away from one of the known ones of `ess_graph/rdf/known_namespaces.toml`: another scheme, `www.` lost or added,
`http://http://`, a final `/` or `#` lost or exchanged, capitals, one letter, an address that was left, a prefix
bound to another vocabulary. `convert` stays a stream: of a property it looks at the datatypes of the first 1,000
values.

## The criteria
""",
    "fr": """# `check-ontology` : comment une ontologie est jugée

*[In English](check-ontology.md)*

`ess-graph check-ontology [FICHIERS]` juge une ontologie (OWL ou RDFS) ou des listes SKOS par les critères publics
qui se vérifient hors ligne : [FOOPS!](https://w3id.org/foops/catalogue),
[OOPS!](https://oops.linkeddata.es/catalogue.jsp), Linked Open Vocabularies, les conditions d'intégrité de
[SKOS](https://www.w3.org/TR/skos-reference/) et les contrôles de
[qSKOS](https://github.com/cmader/qSKOS/wiki/Quality-Issues). Sans fichier, elle juge la nôtre. Les fichiers sont
jugés ensemble, quelle que soit leur syntaxe.

- **MUST** pèse {must}, **SHOULD** pèse {should}. Un écueil critique d'OOPS! est un MUST.
- Un critère est tenu ou non, d'un bloc : un seul terme fautif suffit. La note est le poids de ceux qui sont tenus
  parmi ceux qui s'appliquent, en pour cent.
- Un critère qui n'a rien à examiner est sans objet et ne compte pas. Celui qui demande le réseau, ou une personne,
  est nommé comme non vérifié et ne compte pas.
- Code de sortie : 0 quand chaque MUST qui s'applique est tenu, 1 sinon, 3 quand un fichier ne se lit pas ou n'a
  rien à juger.
- Les termes propres d'un vocabulaire sont ceux déclarés dans son espace de noms ; ce qu'il déclare d'autrui est
  repris, et n'est pas jugé.
- `--shapes FICHIER` : une propriété n'a pas besoin de domaine si une forme de nœud la porte, ni de portée si sa
  forme dit ce que sont les valeurs. La nôtre, exprès, ne déduit aucun type d'une propriété : elle est jugée avec
  ses formes.
- Sans ontologie, les métadonnées sont cherchées sur chaque liste de concepts.

Ce qui manque à la nôtre, et pourquoi : ni DOI ni logo n'existent (`FOOPS-OM3`) ; les inverses ne sont pas
déclarées, car SPARQL lit une propriété dans les deux sens (`OOPS-P13`).

## Espaces de noms presque justes

`check-ontology`, `validate` (avertissement `ESS-NS-001`) et `convert` (une ligne chacun) nomment tout espace de
noms à une faute près de l'un de ceux de `ess_graph/rdf/known_namespaces.toml` : autre protocole, `www.` perdu ou
ajouté, `http://http://`, `/` ou `#` final perdu ou échangé, majuscules, une lettre, adresse abandonnée, préfixe lié
à un autre vocabulaire. `convert` reste un flux : d'une propriété, il regarde les types de données des 1 000
premières valeurs.

## Les critères
""",
}
_HEADS = {
    "en": ("Code", "Level", "What is asked", "What to do", "Source"),
    "fr": ("Code", "Niveau", "Ce qui est demandé", "Que faire", "Source"),
}


def _row(one: Criterion, lang: str) -> tuple[str, ...]:
    todo = one.fix(lang) if one.fixes else f"({one.reason(lang)})"
    return one.code, one.level, one.name(lang), todo, one.source


def criteria_page(lang: str) -> str:
    """Return the page in one language, as Markdown."""
    text = _TEXTS[lang].format(must=WEIGHTS["MUST"], should=WEIGHTS["SHOULD"])
    rows = [_row(one, lang) for one in criteria()]
    return f"{text}\n{as_markdown(listing(('code', 'level', 'name', 'fix', 'source'), _HEADS[lang], rows))}"
