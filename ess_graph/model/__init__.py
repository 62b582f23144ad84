"""What a column means and how an IRI is minted: CSVW metadata, read, checked and executed."""
