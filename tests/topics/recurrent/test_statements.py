"""What the page says beside a measurement, held against the shipped record."""

from core.experiments.record import read, shipped


def test_over_twenty_words_the_trained_rnn_carries_more_than_lstm_s_cell_and_less_than_the_gru() -> None:
    numbers = read(shipped("vanishing_gradients"), "vanishing_gradients").numbers
    place = numbers["distances"].index(20)
    carried = {name: curve[place] for name, curve in numbers["curves"].items()}
    assert carried["rnn_hidden_new"] < carried["rnn_hidden_trained"]
    assert carried["lstm_cell_trained"] < carried["rnn_hidden_trained"] < carried["gru_hidden_trained"]
