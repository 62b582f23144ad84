"""The executor on a SPARQL endpoint: data are validated where they lie, and only what the shapes mention is fetched."""
