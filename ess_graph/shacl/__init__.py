"""Validation by SHACL, behind one interface for every engine."""
