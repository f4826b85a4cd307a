"""word2vec: vectors learned by guessing a word's neighbours, one step at a time."""

from core.topics.word2vec.page import PAGE

PAGE.draw()
