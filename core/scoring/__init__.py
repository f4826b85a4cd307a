"""Batch scoring: a file of reviews in, the same file with a verdict on every row out."""
