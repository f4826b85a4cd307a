"""Batch: upload a file, choose its columns, score every row, and look at what came out."""

from core.topics.batch.page import draw

draw()
