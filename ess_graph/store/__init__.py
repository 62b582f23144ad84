"""The embedded store: Oxigraph on disk, a cache that any build can remake."""
