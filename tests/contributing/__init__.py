"""Contributions: imported, listed, withdrawn, killed in the midst."""
