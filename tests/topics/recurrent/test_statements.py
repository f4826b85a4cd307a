"""What the page says beside a measurement, held against the shipped record and networks."""

import pytest
import torch

from core.data.film_sentences import film_sentences
from core.data.own_texts import own_texts
from core.experiments.record import read, shipped
from core.models.classifiers import load_classifier
from core.topics.recurrent.trace import trace_sentence


def test_over_twenty_words_the_trained_rnn_carries_more_than_lstm_s_cell_and_less_than_the_gru() -> None:
    numbers = read(shipped("vanishing_gradients"), "vanishing_gradients").numbers
    place = numbers["distances"].index(20)
    carried = {name: curve[place] for name, curve in numbers["curves"].items()}
    assert carried["rnn_hidden_new"] < carried["rnn_hidden_trained"]
    assert carried["lstm_cell_trained"] < carried["rnn_hidden_trained"] < carried["gru_hidden_trained"]


def test_at_a_hundred_steps_some_seeds_of_the_lstm_and_none_of_the_gru_solve_the_adding_problem() -> None:
    numbers = read(shipped("adding_problem"), "adding_problem").numbers

    def solved(kind: str, lag: int) -> list[bool]:
        runs = [run for run in numbers["runs"] if (run["kind"], run["lag"]) == (kind, lag)]
        return [run["error"] < numbers["solved"] for run in runs]

    *_, near, far, _ = numbers["lags"]
    assert all(solved("lstm", near) + solved("gru", near))
    assert any(solved("lstm", far))
    assert len(solved("gru", far)) == numbers["seeds"]
    assert not any(solved("gru", far))


@pytest.mark.parametrize(
    ("name", "gates"),
    [
        (f"{learned}-{kind}", gates)
        for learned in ("sst2", "chnsenticorp")
        for kind, gates in (("lstm", ("forget", "input", "output")), ("gru", ("update", "reset")))
    ],
)
def test_gates_are_rarely_fully_open_or_shut(name: str, gates: tuple[str, ...]) -> None:
    model = load_classifier(name)
    texts = film_sentences() if name.startswith("sst2") else own_texts("zh")
    traces = [trace_sentence(model, text) for text in texts[:20]]
    for gate in gates:
        values = torch.cat([trace.steps[gate].flatten() for trace in traces])
        assert ((values < 0.01) | (values > 0.99)).float().mean() < 0.1
