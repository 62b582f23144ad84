"""The first executor of a plan: sets of nodes, indexes by predicate, and Oxigraph for what SPARQL defines."""
