"""Predict: what the models say of a sentence, how they compute it, and how far to trust them."""

from core.topics.predict.page import PAGE

PAGE.draw()
