"""Long texts in windows: by every backend, in any company, and through a file that is resumed."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.models.reading.windows import RULE, joined
from core.models.transformer import TransformerClassifier
from core.scoring import manifest
from core.scoring import score_file as module
from core.scoring.backends.backend import BF16, FP32, INT8
from core.scoring.backends.backends import open_backend
from core.scoring.backends.exits.by_exits import open_by_exits
from core.scoring.backends.sequences import Answer, Sequences, Settling
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts
from core.scoring.parts import Parts
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.fakes import write_tiny_classifier
from tests.scoring.backends.exits.test_by_exits import ALL, NOBODY, exits_of
from tests.scoring.support import write_csv

WINDOW = 16  # 14 pieces, of which 1 is read again: 13 new ones a window
WORDS = ["superb"] * 13 + ["film"] * 13 + ["dull"] * 9
LONG, SHORT = " ".join(WORDS), "a good film"
WINDOWS = [" ".join(WORDS[start : start + 14]) for start in (0, 13, 26)]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TransformerClassifier:
    folder = write_tiny_classifier(tmp_path_factory.mktemp("windows") / "tiny", positions=WINDOW)
    return TransformerClassifier(folder, "tiny")


def log_odds(probability: Any) -> Any:
    p = np.asarray(probability, np.float64)
    return np.log(p / (1 - p))


@pytest.mark.parametrize("name", [FP32, BF16, INT8])
def test_a_long_text_is_what_its_windows_say_alone(tiny: TransformerClassifier, name: str) -> None:
    scorer = ByTokens(tiny, open_backend(name, tiny, 1))
    alone = score_texts(scorer, WINDOWS)
    assert alone.windows is not None
    assert alone.windows.tolist() == [1, 1, 1]
    found = score_texts(scorer, [SHORT, LONG])
    assert found.windows is not None
    assert (found.windows.tolist(), found.cut.tolist()) == ([1, 3], [False, False])
    margins = log_odds(alone.probability)
    assert np.ptp(margins) > 1e-4  # windows that agree would prove nothing
    expected = joined(np.stack([0 * margins, margins], axis=1), [16, 16, 11], RULE)[1]
    assert log_odds(found.probability[1]) == pytest.approx(expected, abs=5e-3 if name == BF16 else 1e-4)


@pytest.mark.parametrize("name", [FP32, INT8])
def test_company_makes_no_difference(tiny: TransformerClassifier, name: str) -> None:
    scorer = ByTokens(tiny, open_backend(name, tiny, 1))
    others = [f"{SHORT} {'good ' * number}" for number in range(40)]
    alone = score_texts(scorer, [LONG]).probability[0]
    assert score_texts(scorer, [*others, LONG]).probability[-1] == pytest.approx(alone, abs=1e-5)


def test_equal_long_texts_are_read_once(tiny: TransformerClassifier) -> None:
    scorer = ByTokens(tiny, open_backend(FP32, tiny, 1))
    found = score_texts(scorer, [LONG, LONG, LONG])
    assert scorer.count.tokens == 16 + 16 + 11
    assert found.windows is not None
    assert found.windows.tolist() == [3, 3, 3]
    assert len(set(found.probability.tolist())) == 1


@pytest.mark.parametrize("name", [FP32, INT8])
def test_windows_leave_at_exits_each_by_itself(tiny: TransformerClassifier, name: str) -> None:
    to_the_end = open_by_exits(tiny, name, exits_of(tiny, NOBODY), 1)
    without = score_texts(ByTokens(tiny, open_backend(name, tiny, 1)), [SHORT, LONG]).probability
    assert score_texts(to_the_end, [SHORT, LONG]).probability == pytest.approx(without, abs=1e-5)
    early = open_by_exits(tiny, name, exits_of(tiny, ALL), 1)
    margins = log_odds(score_texts(early, WINDOWS).probability)
    expected = joined(np.stack([0 * margins, margins], axis=1), [16, 16, 11], RULE)[1]
    assert log_odds(score_texts(early, [SHORT, LONG]).probability[1]) == pytest.approx(expected, abs=1e-3)


def probability(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(logits[:, 0] - logits[:, 1]))


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(5)))
def test_texts_are_settled_once_all_their_windows_are(order: list[int]) -> None:
    read = Sequences()
    for count in (2, 1, 2):
        read.add([np.zeros(4, np.int32)] * count, is_cut=count == 1)
    logits = [[0.0, 1.0], [0.0, 3.0], [0.0, -2.0], [1.0, 0.0], [0.0, 0.0]]
    answers = [Answer(np.array(pair), float(probability(np.array([pair]))[0])) for pair in logits]
    settling, found = Settling(read, "mean", probability), {}
    for place, number in enumerate(order):
        texts, scores = settling.settle([number], [answers[number]])
        for text, value, cut in zip(texts, scores.probability.tolist(), scores.cut.tolist(), strict=True):
            found[text] = value, cut
        seen = order[: place + 1]
        assert set(found) == {text for text, own in enumerate([{0, 1}, {2}, {3, 4}]) if own <= set(seen)}
    expected = [1 / (1 + np.exp(-margin)) for margin in (2.0, -2.0, -0.5)]
    assert [found[text][0] for text in range(3)] == pytest.approx(expected, abs=1e-6)
    assert [found[text][1] for text in range(3)] == [False, True, False]


def test_a_window_without_an_answer_leaves_its_text_without_one() -> None:
    read = Sequences()
    read.add([np.zeros(4, np.int32)] * 2, is_cut=False)
    answer = Answer(np.array([0.0, 1.0], np.float32), 0.73)
    settling = Settling(read, "mean", probability)
    texts, scores = settling.settle([0, 1], [answer, SentiscopeError("scoring_not_a_number", name="x")])
    assert (texts, np.isnan(scores.probability).tolist()) == ([0], [True])


# ---- through a file


class Killed(BaseException):
    """Stands for SIGKILL."""


def request_of(tiny: TransformerClassifier, folder: Path, name: str, **options: Any) -> Request:
    source = folder / "reviews.csv"
    rows = [[LONG if number % 3 == 0 else f"{SHORT} {'film ' * (number % 5)}"] for number in range(12)]
    if not source.exists():
        write_csv(source, [["text"], *rows])
    return Request(source, folder / name, text="text", model=str(tiny.folder), threads=1, **options)


def test_a_file_says_how_many_texts_were_read_in_windows(tiny: TransformerClassifier, tmp_path: Path) -> None:
    whole = score_file(request_of(tiny, tmp_path, "whole.csv"))
    assert (whole["in_windows"], whole["cut"], whole["problems"]) == (4, 0, {})
    assert whole["engine"]["rule"] == RULE
    start = score_file(request_of(tiny, tmp_path, "cut.csv", cut=True))
    assert (start["in_windows"], start["cut"], start["problems"]) == (0, 4, {"text_cut": 4})
    assert "rule" not in start["engine"]


def test_a_run_is_continued_by_the_same_rule_alone(
    tiny: TransformerClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WINDOW", 4)
    whole, request = request_of(tiny, tmp_path, "whole.csv"), request_of(tiny, tmp_path, "scored.csv")
    score_file(whole)
    commit = Parts.commit

    def killed(self: Parts, number: int, note: dict[str, Any]) -> None:
        commit(self, number, note)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Parts, "commit", killed)
        with pytest.raises(Killed):
            score_file(request)
    begun = json.loads((tmp_path / "scored.csv.parts" / "manifest.json").read_text(encoding="utf-8"))
    assert begun["settings"]["long_texts"] == {"rule": RULE, "overlap": 8}
    with pytest.raises(SentiscopeError, match="scoring_other_settings"):
        score_file(request_of(tiny, tmp_path, "scored.csv", cut=True))
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "RULE", "strongest")
        with pytest.raises(SentiscopeError, match="scoring_other_settings"):
            score_file(request)
    summary = score_file(request)
    assert (summary["rows"], summary["in_windows"]) == (12, 4)
    assert request.output.read_bytes() == whole.output.read_bytes()
