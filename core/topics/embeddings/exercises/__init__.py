"""What a learner writes about word vectors: rows of a table, cosines, neighbours, and sums of words."""
