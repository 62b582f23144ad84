"""An ontology or a concept scheme judged by the public criteria that need no network: FOOPS!, OOPS!, LOV, SKOS."""
