"""Which rows to label next: ten at a time, five that a model is unsure of beside five drawn at random."""
