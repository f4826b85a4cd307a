"""Practice: what one can write oneself, step by step."""

from core.topics.practice.page import draw

draw()
