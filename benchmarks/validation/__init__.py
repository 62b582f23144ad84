"""Validation at three sizes: made-up ESS organisations with planted faults, and what each engine makes of them.

The data of a size are a folder of the user's cache, outside the repository, made once by :mod:`.files`:

``data.nt``
    N-Triples, UTF-8, one statement a line, no blank node and no comment; no statement comes twice. Reference data come
    first (communes, forms, sources), then each organisation with its sites: the statements of a subject stand together.
``expected.tsv``
    The findings that a right engine has, sorted, and nothing else: shape (its name after ``#``), constraint component
    (``MinCount``), focus node, value as text (empty when there is none). A line that stands twice is found twice.

The shapes are ``shapes.ttl`` beside this file: every shape that reports has an IRI, so that engines can be compared.
An organisation has one fault or none, and the findings follow from the way the fault was planted (:mod:`.faults`).

``python -m benchmarks.validation --make small`` prints the folder; without options the table is printed.
"""
