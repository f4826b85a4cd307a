"""Batch scoring: a file of reviews in, the same file with a prediction for every row out."""
