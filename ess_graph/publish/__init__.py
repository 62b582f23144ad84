"""The dataset on its way out: dumps."""
