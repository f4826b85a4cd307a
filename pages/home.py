"""Home: the road from one-hot vectors to a verdict, and the shared sentence with its verdict."""

from core.topics.home.page import draw

draw()
