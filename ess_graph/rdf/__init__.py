"""RDF as it is written in files: prefixes, syntaxes, conversion, canonical lines."""
