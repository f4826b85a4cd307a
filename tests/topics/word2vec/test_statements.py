"""What the page says of gensim's CBOW, asked of gensim: one sentence learned, and the same by hand."""

import numpy as np
import pytest
from gensim.models import Word2Vec

WORDS, WIDTH, WINDOW, RATE = ["one", "two", "three", "four", "five"], 4, 2, 0.1
DRAWN = 0  # the row of every negative sample, by a table that leaves no other


def learned_by_gensim(inputs: np.ndarray, outputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both matrices after CBOW with cbow_mean=1, its default, has read the sentence once."""
    model = Word2Vec(
        vector_size=WIDTH, window=WINDOW, min_count=1, sg=0, negative=1, workers=1, sample=0,
        shrink_windows=False, sorted_vocab=0, alpha=RATE, min_alpha=RATE,
    )  # fmt: skip
    assert model.cbow_mean == 1
    model.build_vocab([WORDS])
    assert model.wv.index_to_key == WORDS
    model.cum_table[:] = 2**31 - 1
    model.wv.vectors[:], model.syn1neg[:] = inputs, outputs
    model.train([WORDS], total_examples=1, epochs=1, start_alpha=RATE, end_alpha=RATE)
    return model.wv.vectors, model.syn1neg


def learned_by_hand(inputs: np.ndarray, outputs: np.ndarray, whole: bool) -> tuple[np.ndarray, np.ndarray]:
    """The same; each given word takes the whole error of the mean, or its part: the error ÷ C."""
    inputs, outputs = inputs.copy(), outputs.copy()
    for centre in range(len(WORDS)):
        near = range(max(0, centre - WINDOW), min(len(WORDS), centre + WINDOW + 1))
        given = [place for place in near if place != centre]
        h, error = inputs[given].mean(axis=0), np.zeros(WIDTH)
        for row, truth in ((centre, 1), *([(DRAWN, 0)] if centre != DRAWN else [])):
            wrong = truth - 1 / (1 + np.exp(-outputs[row] @ h))
            error += wrong * outputs[row]
            outputs[row] += RATE * wrong * h
        inputs[given] += RATE * error / (1 if whole else len(given))
    return inputs, outputs


def test_gensim_s_cbow_gives_every_context_word_the_whole_error() -> None:
    start = np.random.default_rng(0).normal(size=(2, len(WORDS), WIDTH))
    theirs = learned_by_gensim(*start)
    for gensim, ours in zip(theirs, learned_by_hand(*start, whole=True), strict=True):
        np.testing.assert_allclose(gensim, ours, atol=0.01)  # gensim reads its sigmoid off a table
    divided = learned_by_hand(*start, whole=False)[0]
    assert np.abs(theirs[0] - divided).max() > 0.05


def test_an_equal_part_each_is_the_gradient_of_the_mean() -> None:
    import torch

    vectors = torch.randn(4, WIDTH, generator=torch.Generator().manual_seed(0)).requires_grad_()
    h = vectors.mean(dim=0)
    h.retain_grad()
    (-torch.nn.functional.logsigmoid(h @ torch.ones(WIDTH))).backward()
    assert vectors.grad is not None
    assert h.grad is not None
    for part in vectors.grad:
        assert part.tolist() == pytest.approx((h.grad / 4).tolist())
