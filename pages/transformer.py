"""The whole Transformer: encoder, decoder and what lies between."""

from core.topics.transformer.page import PAGE

PAGE.draw()
