"""Attention: every head of the real model, and every kind of attention on its queries and keys."""

from core.topics.attention.page import PAGE

PAGE.draw()
