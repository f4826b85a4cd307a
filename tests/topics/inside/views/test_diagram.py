"""What travels to the component: a header in JSON, then float32 arrays."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.app.glossary import terms
from core.app.models.traced_model import StepChoice
from core.base.i18n import label
from core.models.bert.weights import open_network
from core.models.loading import load_network, load_tokenizer
from core.topics.inside.views import diagram
from core.trace.steps import open_step
from core.trace.trace import TracedForward, trace_forward


def english(key: str, **parameters: object) -> str:
    return label(key, "en", **parameters)


@pytest.fixture
def traced(tiny_classifier_folder: Path) -> TracedForward:
    folder = tiny_classifier_folder
    opened = open_network(load_network(folder), load_tokenizer(folder), "tiny")
    return trace_forward(opened, "a fine film")


def unpack(packed: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    """What flow.js does."""
    length = int.from_bytes(packed[:4], "little")
    header, offset, arrays = json.loads(packed[4 : 4 + length]), 4 + length, {}
    assert offset % 4 == 0
    for name, rows, columns in header["arrays"]:
        arrays[name] = np.frombuffer(packed, np.float32, rows * columns, offset).reshape(rows, columns)
        offset += 4 * rows * columns
    assert offset == len(packed)
    return header, arrays


@pytest.mark.parametrize("title", ["a", "ab", "第一", "“"])
def test_arrays_arrive_whatever_the_header_s_length(title: str) -> None:
    sent = {"one": np.arange(6, dtype=np.float32).reshape(2, 3), "two": np.ones((1, 1), np.float32)}
    header, arrays = unpack(diagram.packed({"title": title}, sent))
    assert header["title"] == title
    assert all(np.array_equal(arrays[name], sent[name]) for name in sent)


def test_a_step_travels_with_what_its_cells_are_made_of(traced: TracedForward) -> None:
    step = open_step(traced, "queries", 1, 1)
    arrays = diagram._arrays(step)
    assert set(arrays) == {"value", "x", "weight", "bias"}
    worked = arrays["x"] @ arrays["weight"].T + arrays["bias"]
    assert np.allclose(worked, arrays["value"], atol=1e-5)
    assert all(array.dtype == np.float32 for array in arrays.values())


def test_strips_end_where_a_row_does(traced: TracedForward) -> None:
    strips = diagram._strips(traced, StepChoice("token", 1, 1)).reshape(
        -1, len(traced.inputs.tokens), diagram.STRIP
    )
    assert not np.isnan(strips[0, :, :16]).any()  # D = 16 in the tiny model
    assert np.isnan(strips[0, :, 16:]).all()
    assert np.isnan(strips[-1, 1:]).all()  # probabilities belong to [CLS] alone


def test_rows_are_tokens_and_columns_only_where_they_have_names(traced: TracedForward) -> None:
    tokens = [token.text for token in traced.inputs.tokens]
    assert diagram.labels(traced, open_step(traced, "attention"), english) == (tokens, tokens)
    assert diagram.labels(traced, open_step(traced, "queries"), english) == (tokens, None)
    assert diagram.labels(traced, open_step(traced, "logits"), english) == (
        ["[CLS]"],
        ["negative", "positive"],
    )


@pytest.mark.parametrize(
    ("step", "title"),
    [
        ("token", "Token"),
        ("output", "Add & norm 2 · layer 3"),
        ("scores", "Scores · layer 3, head 2"),
    ],
)
def test_title_names_layer_and_head_where_there_are_some(step: str, title: str) -> None:
    assert diagram.title(StepChoice(step, 3, 2), english) == title


def test_every_letter_of_every_shape_is_defined() -> None:
    from core.trace.steps import AXES

    for step, axes in AXES.items():
        defined = diagram.letters(step)
        assert list(defined) == axes.split()
        assert all(defined.values())
    assert diagram.letters("token")["T"] == terms("en")["T"].meaning


def test_shape_is_written_in_the_alphabet(traced: TracedForward) -> None:
    T = len(traced.inputs.tokens)
    assert diagram.shape_text(open_step(traced, "scores")) == f"B H T S = 1 × 2 × {T} × {T}"
