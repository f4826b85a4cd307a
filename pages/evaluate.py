"""Evaluate: which of two models is better on a file, where one is wrong, what a threshold costs."""

from core.topics.evaluate.page import draw

draw()
