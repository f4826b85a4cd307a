"""Rows by a model of any classes: the likeliest class of each, and every class's probability."""
