"""The exits of the network for Chinese and English, with its real weights: twelve layers, five exits."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from core.base.settings import ASSETS
from core.data.film_sentences import film_sentences
from core.models.card import EXITS, EXITS_RECORD
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.transformer import TransformerClassifier
from core.scoring.backends import choice
from core.scoring.backends.agreement import DEV_POINTS, SAME_LABELS
from core.scoring.backends.backend import BF16, FP32, INT8, NAMES
from core.scoring.backends.backends import open_backend
from core.scoring.backends.choice import choose_engine
from core.scoring.backends.exits.admission import admitted
from core.scoring.backends.exits.by_exits import open_by_exits, open_stages
from core.scoring.backends.exits.heads import NEVER, Exits, Head, read_exits
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.scoring.support import read_csv, write_csv

# Of one token and of hundreds, of both languages, and some over which the network wavers.
TEXTS = ["好", "不", "一般吧，说不上好。", *film_sentences("zh")[:12], *film_sentences()[:6]]
WAVERS = ["房间不算差，可是也没有好到哪里去，凑合住一晚还行。", "除了价格，别的都还说得过去。"]
TEXTS += [*WAVERS, "电影讲了一个人从出生到死去的故事。"]
TEXTS += ["房间很干净，就是离地铁站有点远。" * 5, "服务态度很差，再也不会来了！" * 30]
# By what company changes in the last digits; in bfloat16 a text may so pass a threshold one exit later.
MOVES = {FP32: 2e-5, BF16: 5e-2, INT8: 1e-4}


@pytest.fixture(scope="module")
def bilingual() -> TransformerClassifier:
    found = load_classifier(CHINESE_MODEL)
    assert isinstance(found, TransformerClassifier)
    return found


@pytest.fixture(scope="module")
def exits(bilingual: TransformerClassifier) -> Exits:
    return read_exits(bilingual.folder, fingerprint_of(bilingual.folder))


def plain(classifier: TransformerClassifier, name: str, texts: list[str]) -> np.ndarray:
    return score_texts(ByTokens(classifier, open_backend(name, classifier, 1)), texts).probability


def _doubled(head: Head) -> dict[str, tuple[float, ...]]:
    """Thresholds that let fewer leave."""
    return {name: tuple(2 * limit for limit in limits) for name, limits in head.thresholds.items()}


IN_EACH = pytest.mark.parametrize("name", [FP32, BF16, pytest.param(INT8, marks=pytest.mark.whole)])


@IN_EACH
def test_stage_by_stage_it_is_the_whole_network(bilingual: TransformerClassifier, name: str) -> None:
    after = (4, 5, 7, 9, 10)
    stages = open_stages(name, bilingual, 1, after)
    rows = ByTokens(bilingual, open_backend(FP32, bilingual, 1)).read(TEXTS[:8]).rows
    ids = np.full((len(rows), max(map(len, rows))), bilingual.padding, np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)], mask[place, : len(row)] = row, 1
    x: np.ndarray = ids
    for stage in range(len(after)):
        x = stages.hidden(stage, x, mask)
        assert x.shape == (*ids.shape, 384)
    whole = open_backend(name, bilingual, 1).logits(ids, mask)
    np.testing.assert_allclose(stages.last(x, mask), whole, atol=2e-2 if name == BF16 else 2e-4)


@IN_EACH
def test_who_goes_to_the_end_has_the_verdict_without_exits(
    bilingual: TransformerClassifier, exits: Exits, name: str
) -> None:
    careful = Exits(tuple(replace(head, thresholds=_doubled(head)) for head in exits.heads))
    scorer = open_by_exits(bilingual, name, careful, 1)
    whole, stayed = ByTokens(bilingual, open_backend(name, bilingual, 1)), 0
    for text in TEXTS:
        before = scorer.left[-1]
        (found,) = score_texts(scorer, [text]).probability
        if scorer.left[-1] > before:
            stayed += 1
            assert found == pytest.approx(score_texts(whole, [text]).probability[0], abs=1e-6)
    assert stayed
    left = sum(scorer.left[:-1])
    assert (left > 0) is any(head.opens(name).any() for head in exits.heads)


@IN_EACH
def test_company_and_order_change_nothing(bilingual: TransformerClassifier, exits: Exits, name: str) -> None:
    scorer = open_by_exits(bilingual, name, exits, 1)
    alone = [score_texts(scorer, [text]).probability[0] for text in TEXTS]
    order = Random(5).sample(range(len(TEXTS)), len(TEXTS))
    together = score_texts(scorer, [TEXTS[place] for place in order]).probability
    assert together.tolist() == pytest.approx([alone[place] for place in order], abs=MOVES[name])


def test_the_shipped_record_is_of_the_shipped_weights_and_tells_of_each_language(
    bilingual: TransformerClassifier, exits: Exits
) -> None:
    shipped = ASSETS / "models" / CHINESE_MODEL
    for file in (EXITS, EXITS_RECORD):
        assert (bilingual.folder / file).read_bytes() == (shipped / file).read_bytes()
    record = json.loads((shipped / EXITS_RECORD).read_text(encoding="utf-8"))
    assert record["model_sha256"] == fingerprint_of(bilingual.folder)
    judged = record["agreement"]
    assert (judged["short"], judged["long"], judged["dev"]) >= (20_000, 1_000, 872 + 862)
    for name, found in judged["backends"].items():
        bounds = [found[kind]["languages"] for kind in ("short", "long")]
        keeps = all(each["same_labels"] >= SAME_LABELS for kind in bounds for each in kind.values())
        keeps &= abs(found["dev"]["accuracy"] - judged["dev_accuracy"]) <= DEV_POINTS
        assert found["agrees"] is keeps is (name in admitted(bilingual.folder))
    assert admitted(bilingual.folder)
    for head in exits.heads:
        assert head.after in range(1, 12)
        assert min(head.thresholds[FP32]) < NEVER


def test_by_itself_it_leaves_early_in_the_backends_that_are_admitted(
    bilingual: TransformerClassifier, exits: Exits, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.setattr(choice, "agreeing", lambda _, name=name: [name])
        expected = exits.sha256 if name in admitted(bilingual.folder) else None
        assert choose_engine(bilingual, None, 1, [], 0, fast=None).exits == expected
        assert choose_engine(bilingual, None, 1, [], 0, fast=False).exits is None
        assert choose_engine(bilingual, None, 1, [], 0, fast=True).exits == exits.sha256


@pytest.mark.parametrize("languages", [("zh",), ("zh", "en")])
def test_rows_of_a_file_leave_by_themselves(
    bilingual: TransformerClassifier,
    exits: Exits,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    languages: tuple[str, ...],
) -> None:
    name = min(admitted(bilingual.folder), key=NAMES.index)
    monkeypatch.setattr(choice, "agreeing", lambda _: [name])
    texts = [*film_sentences("zh")[:8], *(film_sentences()[:4] if "en" in languages else ())]
    source = write_csv(tmp_path / "rows.csv", [["review"], *[[text] for text in texts]])
    summary = score_file(Request(source, tmp_path / "scored.csv", threads=1))
    rows = read_csv(tmp_path / "scored.csv")
    early = score_texts(open_by_exits(bilingual, name, exits, 1), texts[:8]).probability
    found = [float(row["probability"]) for row in rows[:8]]
    assert found == pytest.approx(early.tolist(), abs=MOVES[name])
    engine = summary["models"]["zh"]["engine"] if len(languages) > 1 else summary["engine"]
    assert (engine["backend"], engine["exits"]) == (name, exits.sha256)
    if len(languages) > 1:
        other = read_exits(ASSETS / "models" / MAIN_MODEL, fingerprint_of(ASSETS / "models" / MAIN_MODEL))
        assert summary["models"]["en"]["engine"]["exits"] == other.sha256
    score_file(Request(source, tmp_path / "whole.csv", threads=1, fast=False))
    end = [float(row["probability"]) for row in read_csv(tmp_path / "whole.csv")[:8]]
    assert end == pytest.approx(plain(bilingual, name, texts[:8]).tolist(), abs=MOVES[name])
    assert end != pytest.approx(found, abs=2e-3)  # some did leave
