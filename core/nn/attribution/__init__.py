"""Which parts of a sentence carry its verdict: attribution methods from scratch, and how to grade them.

Two kinds of functions stand for a model and a sentence. A *value* takes embeddings of N versions of the
sentence `(N, T, D)` and gives each version's logit difference, positive − negative, `(N,)`; it can be
differentiated, and each version's answer depends on that version only. A *game* takes which of P players
(words, or clauses) are kept in each of N versions `(N, P)` and gives the same differences. An attribution
says for each token or player how much it adds to the difference.
"""
