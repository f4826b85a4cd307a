"""Positions: how a model that sees no order is told where its words stand, in six ways."""

from core.topics.positions.page import PAGE

PAGE.draw()
