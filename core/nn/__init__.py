"""The ideas from scratch: pure functions on tensors, each with its twin in a library.

Dimension alphabet: B batch, T tokens (queries), S source tokens (keys), D model width, H heads,
K width of one head, F feed-forward width, L layers, V vocabulary, W beams, C classes.
"""
