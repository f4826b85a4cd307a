"""Normalization: which numbers share one mean and one variance, and what follows from that."""

from core.topics.normalization.page import PAGE

PAGE.draw()
