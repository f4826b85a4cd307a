"""Recurrent networks: the gates of an RNN, an LSTM and a GRU, word by word."""

from core.topics.recurrent.page import PAGE

PAGE.draw()
