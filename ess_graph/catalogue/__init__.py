"""The catalogue of bundled queries: ``queries/*.rq``, each complete in itself."""
