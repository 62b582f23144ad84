"""The one serialiser: RDF files in a published order, so that a small change is a small diff (docs/files.md)."""
