"""Scoring with exits: who leaves, who stays, and that company makes no difference."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import BF16, FP32, INT8
from core.scoring.backends.backends import open_backend
from core.scoring.backends.choice import choose_engine, open_scorer
from core.scoring.backends.exits.by_exits import ByExits, open_by_exits
from core.scoring.backends.exits.heads import NEVER, Exits, Head, features, has_exits, read_exits, write_exits
from core.scoring.backends.exits.stages import stretches
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts
from tests.fakes import write_tiny_classifier

TEXTS = [
    "a good film",
    "dull",
    "not very good , not very bad",
    "a gorgeous , witty movie .",
    "good",
    "a " * 90,
]
NOBODY = dict.fromkeys((FP32, BF16, INT8), (1e9,) * 3)
ALL = dict.fromkeys((FP32, BF16, INT8), (0.0,) * 3)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TransformerClassifier:
    folder = write_tiny_classifier(tmp_path_factory.mktemp("exits") / "tiny")
    return TransformerClassifier(folder, "tiny")


def head(width: int, after: int = 1, thresholds: object = NOBODY, seed: int = 1) -> Head:
    draw = np.random.default_rng(seed)
    inner, outer = draw.standard_normal((4, 3 * width)).T, draw.standard_normal(4)  # transposed, as fitted
    parts = np.zeros(3 * width), np.ones(3 * width), inner, np.zeros(4), outer, np.zeros(1)
    return Head(after, *[part.astype(np.float32) for part in parts], thresholds=thresholds)  # type: ignore[arg-type]


def exits_of(classifier: TransformerClassifier, thresholds: object) -> Exits:
    return Exits((head(classifier.network.config.hidden_size, thresholds=thresholds),))


def plain(classifier: TransformerClassifier, name: str) -> np.ndarray:
    return score_texts(ByTokens(classifier, open_backend(name, classifier, 1)), TEXTS).probability


@pytest.mark.parametrize("name", [FP32, BF16, INT8])
def test_who_goes_to_the_end_gets_the_same_verdict(tiny: TransformerClassifier, name: str) -> None:
    scorer = open_by_exits(tiny, name, exits_of(tiny, NOBODY), 1)
    found = score_texts(scorer, TEXTS).probability
    assert found.tolist() == pytest.approx(plain(tiny, name).tolist(), abs=1e-3 if name == BF16 else 1e-6)
    assert scorer.left == [0, len(TEXTS)]


def test_texts_of_lengths_that_no_exit_is_for_are_read_at_once(tiny: TransformerClassifier) -> None:
    class Unasked:
        def hidden(self, *_: object) -> np.ndarray:
            raise AssertionError("no stage is needed")

    limits = exits_of(tiny, {FP32: (NEVER, NEVER, 0.0)})  # no text is long
    scorer = ByExits(tiny, open_backend(FP32, tiny, 1), Unasked(), limits)  # type: ignore[arg-type]
    found = score_texts(scorer, TEXTS).probability
    assert found.tolist() == plain(tiny, FP32).tolist()
    assert scorer.left == [0, len(TEXTS)]


def test_who_leaves_gets_the_heads_verdict(tiny: TransformerClassifier) -> None:
    scorer = open_by_exits(tiny, FP32, exits_of(tiny, ALL), 1)
    found = score_texts(scorer, TEXTS).probability
    assert scorer.left == [len(TEXTS), 0]
    for text, probability in zip(TEXTS, found, strict=True):
        states = tiny.network(**tiny.tokenizer(text, return_tensors="pt"), output_hidden_states=True)
        x = states.hidden_states[1].detach().numpy()  # (1, T, D)
        expected = np.concatenate([x[0, 0], x[0].mean(0), x[0].max(0)])[None]  # (1, 3D)
        np.testing.assert_allclose(features(x, np.array([x.shape[1]])), expected, atol=1e-5)
        log_odds = scorer._heads[0].log_odds(expected)[0]
        assert probability == pytest.approx(1 / (1 + np.exp(-log_odds)), abs=1e-4)


@given(st.permutations(range(len(TEXTS))), st.integers(1, len(TEXTS)))
@settings(max_examples=15, deadline=None)
@pytest.mark.parametrize("name", [FP32, INT8])
def test_company_and_order_change_nothing(
    tiny: TransformerClassifier, name: str, order: list[int], count: int
) -> None:
    heads = exits_of(tiny, dict.fromkeys((FP32, BF16, INT8), (0.7,) * 3))
    scorer = open_by_exits(tiny, name, heads, 1)
    alone = [score_texts(scorer, [text]).probability[0] for text in TEXTS]
    some = order[:count]
    together = score_texts(scorer, [TEXTS[place] for place in some]).probability
    assert together.tolist() == pytest.approx([alone[place] for place in some], abs=1e-5)


def test_a_stage_that_fails_is_computed_row_by_row(tiny: TransformerClassifier) -> None:
    class Broken:
        def hidden(self, *_: object) -> np.ndarray:
            raise RuntimeError("no memory")

    scorer = ByExits(tiny, open_backend(FP32, tiny, 1), Broken(), exits_of(tiny, ALL))  # type: ignore[arg-type]
    found = score_texts(scorer, TEXTS).probability
    assert found.tolist() == pytest.approx(plain(tiny, FP32).tolist(), abs=1e-6)


def test_padding_is_no_part_of_the_features() -> None:
    x = np.arange(24, dtype=np.float32).reshape(1, 4, 6)
    cut = features(x, np.array([2]))
    np.testing.assert_array_equal(cut, features(x[:, :2], np.array([2])))
    np.testing.assert_array_equal(cut[0, 6:12], (x[0, 0] + x[0, 1]) / 2)


def test_long_texts_have_thresholds_and_temperatures_of_their_own() -> None:
    one = replace(head(2, thresholds={FP32: (1.0, 2.5, 3.0)}), temperatures=(1.0, 2.0, 4.0))
    log_odds, lengths = np.array([2.0, 2.0, -4.0, 2.0], np.float32), np.array([32, 33, 129, 128])
    assert one.may_leave(log_odds, lengths, FP32).tolist() == [True, False, True, False]
    assert not one.may_leave(log_odds, lengths, "another").any()
    assert one.mended(log_odds, lengths).tolist() == [2, 1, -1, 1]


def test_exits_are_written_and_read_and_belong_to_their_weights(tmp_path: Path) -> None:
    folder = write_tiny_classifier(tmp_path / "tiny")
    classifier, model = TransformerClassifier(folder, "tiny"), fingerprint_of(folder)
    made = head(classifier.network.config.hidden_size, thresholds={FP32: (0.5, 1.0, 1.5)})
    with pytest.raises(SentiscopeError) as caught:
        choose_engine(classifier, FP32, 1, [], 0, fast=True)
    assert caught.value.key == "exits_missing"
    write_exits(folder, (made,), {"model_sha256": model})
    assert has_exits(folder)
    assert fingerprint_of(folder) == model  # the model is still the one it was
    found = read_exits(folder, model).heads[0]
    assert (found.after, dict(found.thresholds)) == (1, {FP32: (0.5, 1.0, 1.5)})
    np.testing.assert_allclose(found.inner, made.inner, atol=2e-3)
    engine = choose_engine(classifier, FP32, 1, [], 0, fast=True)
    assert engine.exits == read_exits(folder, model).sha256
    assert isinstance(open_scorer(classifier, engine), ByExits)
    with pytest.raises(SentiscopeError) as caught:
        read_exits(folder, "other weights")
    assert caught.value.key == "exits_missing"
    (folder / "exits.json").write_text("{")
    with pytest.raises(SentiscopeError) as caught:
        read_exits(folder, model)
    assert caught.value.key == "exits_unreadable"


def test_stages_lie_between_the_exits() -> None:
    assert stretches([2, 3], 6) == [range(2), range(2, 3), range(3, 6)]
