"""Workshop: from raw data to saved files, every step run for real."""

from core.topics.workshop.page import PAGE

PAGE.draw()
