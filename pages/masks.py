"""Masks: what a token may not look at, how its scores are told so, and what happens without."""

from core.topics.masks.page import PAGE

PAGE.draw()
