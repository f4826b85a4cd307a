"""Decoding: greedy, beam, exhaustive search and sampling on one true tree."""

from core.topics.decoding.page import PAGE

PAGE.draw()
