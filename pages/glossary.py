"""Glossary: every term of the app, in one language and its name in the other."""

from core.topics.glossary.page import draw

draw()
