"""Why this verdict: what each word adds to it, by methods that are graded rather than believed."""

from core.topics.why.page import PAGE

PAGE.draw()
