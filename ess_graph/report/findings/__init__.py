"""The renderings of a contribution's report: each a function from the report, and a language, to text or bytes."""
