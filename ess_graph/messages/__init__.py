"""Message catalogues: ``fr.toml`` and ``en.toml``."""
