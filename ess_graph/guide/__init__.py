"""The guide: one answer for a need in a place, every line with its source (docs/guide.md)."""
