"""Pretraining: masked words, next sentences, and why both sides matter."""

from core.topics.pretraining.page import PAGE

PAGE.draw()
