"""Words as vectors: one 1 among zeros, or dense vectors that know who is like whom."""

from core.topics.embeddings.page import PAGE

PAGE.draw()
