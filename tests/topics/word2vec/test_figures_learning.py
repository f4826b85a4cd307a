"""The message of a training's picture: points, a thinned loss with its mean, matrices."""

import numpy as np
import pytest

from core.topics.word2vec.figures_learning import MOST_DRAWN, SMOOTH, learning
from tests.support.figures import Keys

POINTS = np.array([[0.5, 0.25], [-1.0, 0.0]])
MATRICES = (np.ones((2, 3)), np.zeros((2, 3)))


def drawn(count: int) -> tuple[dict, dict[str, np.ndarray]]:
    losses = list(np.linspace(4, 1, count)) if count else []
    return learning(POINTS, losses, MATRICES, ["<b>a", "b"], 1, [(0, "a 0.50")], Keys(), "7")


@pytest.mark.parametrize("count", [0, 1, SMOOTH - 1, SMOOTH, 200])
def test_every_loss_is_drawn_with_the_mean_of_the_last_twenty(count: int) -> None:
    _, arrays = drawn(count)
    losses = np.linspace(4, 1, count)
    assert arrays["steps"].tolist() == list(range(1, count + 1))
    np.testing.assert_allclose(arrays["losses"], losses, rtol=1e-6)
    expected = [losses[n - SMOOTH + 1 : n + 1].mean() if n >= SMOOTH - 1 else np.nan for n in range(count)]
    np.testing.assert_allclose(arrays["means"], expected, rtol=1e-5)


def test_a_long_loss_is_thinned_and_ends_with_the_last_step() -> None:
    _, arrays = drawn(20_000)
    assert len(arrays["steps"]) == len(arrays["losses"]) == len(arrays["means"]) <= MOST_DRAWN
    assert arrays["steps"][-1] == 20_000
    assert len(set(np.diff(arrays["steps"]))) == 1


def test_the_header_names_words_and_neighbours() -> None:
    header, arrays = drawn(3)
    assert (header["words"], header["marked"], header["stamp"]) == (["<b>a", "b"], 1, "7")
    assert header["near"] == [{"row": 0, "text": "a 0.50"}]
    assert header["texts"]["zeros"] == "zeros"
    assert {array.dtype for array in arrays.values()} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(arrays["points"], POINTS)
    np.testing.assert_array_equal(arrays["inputs"], MATRICES[0])
