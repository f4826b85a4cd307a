"""Inside BERT: one forward pass opened, every number on the way from tokens to a verdict."""

from core.topics.inside.page import PAGE

PAGE.draw()
