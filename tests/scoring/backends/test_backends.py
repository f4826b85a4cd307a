"""Backends: what they say of the same tokens, and who is chosen when."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.base.errors import SentiscopeError
from core.data.chnsenticorp import load_chnsenticorp
from core.data.sst2 import load_sst2
from core.models.card import AGREEMENT
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.reading.padding import padded
from core.models.reading.windows import RULE
from core.models.transformer import TransformerClassifier
from core.scoring.backends import choice
from core.scoring.backends.agreement import (
    DEV_POINTS,
    MEAN_MOVE,
    SAME_LABELS,
    agreeing,
    agrees,
    main,
    sentences,
)
from core.scoring.backends.backend import BF16, FP32, INT8
from core.scoring.backends.backends import available, multiplies_bfloat16, open_backend
from core.scoring.backends.choice import PLAIN, Engine, choose_engine, thread_counts
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.onnx_graph import STEPS, evened, kept_exact, rounded_columns
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts
from tests.fakes import write_tiny_classifier
from tests.scoring.support import FakeClassifier

TEXTS = [
    "a good film",
    "dull",
    "not very good , not very bad",
    "a gorgeous , witty , seductive movie .",
    "good",
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TransformerClassifier:
    folder = write_tiny_classifier(tmp_path_factory.mktemp("backends") / "tiny")
    return TransformerClassifier(folder, "tiny")


def probabilities(classifier: TransformerClassifier, name: str) -> np.ndarray:
    return score_texts(ByTokens(classifier, open_backend(name, classifier, 1)), TEXTS).probability


def test_float32_by_tokens_is_the_classifiers_own_answer(tiny: TransformerClassifier) -> None:
    alone = [tiny.classify([text])[0].probability for text in TEXTS]
    assert probabilities(tiny, FP32).tolist() == pytest.approx(alone, abs=1e-6)


@pytest.mark.parametrize(("name", "most"), [(BF16, 0.02), (INT8, 0.02)])
def test_other_backends_are_near(tiny: TransformerClassifier, name: str, most: float) -> None:
    moved = np.abs(probabilities(tiny, name) - probabilities(tiny, FP32))
    assert 0 < moved.max() < most


def test_int8_says_the_same_in_any_company(tiny: TransformerClassifier) -> None:
    """Rounding goes by token: who else is in the batch changes nothing."""
    backend = open_backend(INT8, tiny, 1)
    scorer = ByTokens(tiny, backend)
    rows = scorer.read(TEXTS).rows
    together = backend.logits(*padded(rows, 0))
    alone = [backend.logits(*padded([row], 0))[0] for row in rows]
    assert together == pytest.approx(np.array(alone), abs=1e-4)


def test_the_graph_follows_which_class_is_positive(tiny: TransformerClassifier, tmp_path: Path) -> None:
    turned = write_tiny_classifier(tmp_path / "turned", labels={0: "positive", 1: "negative"})
    other = TransformerClassifier(turned, "turned")
    assert probabilities(other, INT8).tolist() == pytest.approx(
        (1 - probabilities(tiny, INT8)).tolist(), abs=1e-6
    )


def test_the_graph_is_exported_once_and_always_the_same(tiny: TransformerClassifier) -> None:
    from core.scoring.backends.onnx_backend import exported, graph_of

    file = exported(tiny)
    before = file.stat().st_mtime_ns
    assert exported(tiny).stat().st_mtime_ns == before
    assert graph_of(tiny) == file.read_bytes()


def test_with_everything_exact_the_graph_is_the_network(tiny: TransformerClassifier) -> None:
    import onnxruntime

    from core.models.bert.weights import open_network
    from core.scoring.backends.onnx_backend import largest_inputs
    from core.scoring.backends.onnx_graph import int8_graph

    opened = open_network(tiny.network, tiny.tokenizer, "tiny", tiny.positive)
    graph = int8_graph(opened, largest_inputs(tiny), exact=list(largest_inputs(tiny)))
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    assert [(output.name, output.shape) for output in session.get_outputs()] == [("logits", ["B", 2])]
    ids, mask = padded(ByTokens(tiny, open_backend(FP32, tiny, 1)).read(TEXTS).rows, 0)
    logits = session.run(None, {"ids": ids, "mask": mask.astype(np.int32)})[0]
    assert logits == pytest.approx(open_backend(FP32, tiny, 1).logits(ids, mask), abs=1e-5)


def test_rounding_keeps_within_half_a_step_and_evening_loses_nothing() -> None:
    generator = np.random.default_rng(42)
    matrix = generator.standard_normal((20, 8)).astype(np.float32)
    rounded, step = rounded_columns(matrix)
    assert np.abs(rounded).max() == STEPS
    assert (np.abs(rounded * step - matrix) <= step / 2 + 1e-6).all()
    inputs = generator.standard_normal((5, 20)).astype(np.float32) * np.array([100] + [1] * 19, np.float32)
    largest = np.abs(inputs).max(axis=0)
    evening = evened(largest, matrix)
    np.testing.assert_allclose(evening, np.sqrt(largest / np.abs(matrix).max(axis=1)), rtol=1e-5)
    nothing = evened(np.array([0, 1e-5, 0], np.float32), np.zeros((3, 2), np.float32))
    np.testing.assert_allclose(nothing, 1, rtol=1e-5)  # dimensions that nothing uses stay as they are
    assert np.allclose(
        (inputs / evening) @ (matrix * evening[:, None]), inputs @ matrix, rtol=1e-4, atol=1e-3
    )
    assert np.abs(inputs / evening).max() < np.abs(inputs).max()
    assert np.allclose(
        evened(np.abs(inputs).max(axis=0) / 100, matrix / 100), evening
    )  # also of small numbers
    assert all("output.dense" in name for name in kept_exact(6))


def test_a_network_that_is_no_bert_has_no_int8(tiny_llama_folder: Path) -> None:
    class Other:
        folder, name, positive = tiny_llama_folder, "other", 1
        tokenizer: Any = None

        class network:
            class config:
                model_type = "llama"
                hidden_act = "silu"

            @staticmethod
            def named_modules() -> list[Any]:
                return []

    with pytest.raises(SentiscopeError) as caught:
        open_backend(INT8, Other(), 1)  # type: ignore[arg-type]
    assert caught.value.key == "not_a_bert"


@pytest.mark.parametrize(
    ("content", "offered"),
    [
        ("flags\t\t: fpu avx2 avx512_bf16\n", True),
        ("flags\t\t: fpu avx2 amx_bf16\n", True),
        ("flags\t\t: fpu avx2\n", False),
        ("Features\t: fp asimd bf16\n", True),
        ("", False),
    ],
)
def test_bfloat16_is_offered_where_the_processor_has_it(tmp_path: Path, content: str, offered: bool) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(content)
    assert multiplies_bfloat16(file) is offered
    assert multiplies_bfloat16(tmp_path / "none") is False
    assert available(FP32)


# ---- texts that are long


def test_texts_are_cut_at_the_window_and_flagged(tiny: TransformerClassifier) -> None:
    scorer = ByTokens(tiny, open_backend(FP32, tiny, 1), rule=None)
    texts = ["a " * 510, "a " * 511, "a " * 300_000]
    read = scorer.read(texts)
    rows = read.rows
    assert [len(row) for row in rows] == [512, 512, 512]
    assert read.cut == [False, True, True]
    assert rows[0][-1] == rows[1][-1] == tiny.tokenizer.sep_token_id
    scores = score_texts(scorer, texts[:2])
    assert scores.cut.tolist() == [False, True]
    assert scorer.count.tokens == scorer.count.positions == 1024  # two batches of a full window


def test_padding_is_counted(tiny: TransformerClassifier) -> None:
    scorer = ByTokens(tiny, open_backend(FP32, tiny, 1))
    score_texts(scorer, TEXTS)
    rows = scorer.read(TEXTS).rows
    assert scorer.count.tokens == sum(map(len, rows))
    assert scorer.count.positions == len(rows) * max(map(len, rows))
    assert 0 < scorer.count.waste < 1


# ---- who agrees, who is chosen


def record_of(**changes: float) -> dict[str, Any]:
    good = {"same_labels": 0.996, "mean_move": 0.004, "dev_accuracy": 0.901, "texts_per_second": 9.0}
    return {"backends": {FP32: {"dev_accuracy": 0.9, "texts_per_second": 3.0}, INT8: good | changes}}


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, True),
        ({"same_labels": SAME_LABELS, "mean_move": MEAN_MOVE}, True),
        ({"same_labels": 0.9949}, False),
        ({"mean_move": 0.0051}, False),
        ({"dev_accuracy": 0.8964}, False),
        ({"dev_accuracy": 0.9036}, False),
    ],
)
def test_a_backend_agrees_within_the_bounds_only(changes: dict[str, float], allowed: bool) -> None:
    assert agrees(record_of(**changes), INT8) is allowed
    assert agrees(record_of(**changes), FP32)
    assert not agrees(record_of(), BF16)


def test_only_a_record_of_these_weights_counts(tiny_copy: Path) -> None:
    assert agreeing(tiny_copy) == [FP32]
    record = record_of() | {"model_sha256": fingerprint_of(tiny_copy)}
    (tiny_copy / AGREEMENT).write_text(json.dumps(record))
    assert agreeing(tiny_copy) == [INT8, FP32]
    (tiny_copy / AGREEMENT).write_text(json.dumps(record | {"model_sha256": "of other weights"}))
    assert agreeing(tiny_copy) == [FP32]
    (tiny_copy / AGREEMENT).write_text("{")
    assert agreeing(tiny_copy) == [FP32]


def test_a_backend_that_does_not_agree_scores_only_where_it_is_asked_for(tiny_copy: Path) -> None:
    record = record_of(same_labels=0.9) | {"model_sha256": fingerprint_of(tiny_copy)}
    (tiny_copy / AGREEMENT).write_text(json.dumps(record))
    assert agreeing(tiny_copy) == [FP32]
    classifier = TransformerClassifier(tiny_copy, "tiny")
    assert choose_engine(classifier, None, 1, ["a film"], 10).backend == FP32
    assert choose_engine(classifier, INT8, 1, ["a film"], 10).backend == INT8


def test_the_command_measures_and_writes_what_it_found(
    tiny_copy: Path, small_sst2: Path, small_texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--data", str(small_sst2), "--texts", str(small_texts), "--model", str(tiny_copy)]
    assert main([*arguments, "--sentences", "40"]) == 0
    record = json.loads((tiny_copy / AGREEMENT).read_text())
    assert record["model_sha256"] == fingerprint_of(tiny_copy)
    assert (record["sentences"], record["dev_sentences"]) == (40, 24)
    assert record["bounds"] == {"same_labels": SAME_LABELS, "mean_move": MEAN_MOVE, "dev_points": DEV_POINTS}
    assert set(record["backends"]) == {FP32, BF16, INT8}
    for name in (BF16, INT8):
        found = record["backends"][name]
        assert 0.8 <= found["same_labels"] <= 1
        assert 0 < found["mean_move"] <= found["largest_move"] < 0.05
        assert found["texts_per_second"] > 0
        assert found["agrees"] is agrees(record, name)
    assert str(tiny_copy / AGREEMENT) in capsys.readouterr().out


def test_sentences_are_drawn_from_both_and_always_the_same(small_sst2: Path, tmp_path: Path) -> None:
    data, texts = load_sst2(small_sst2), tmp_path / "texts.txt"
    texts.write_text("\n".join(f"The plot has {count} holes." for count in range(60)), encoding="utf-8")
    drawn = sentences(data.train, [texts], 40)
    assert drawn == sentences(data.train, [texts], 40)
    assert len(set(drawn)) == 40
    assert set(drawn[:20]) <= set(texts.read_text(encoding="utf-8").splitlines())
    assert set(drawn[20:]) <= set(data.train.sentences)
    assert len(sentences(data.train, [], 40)) == 40


def test_a_model_of_two_languages_is_measured_on_both(
    tiny_copy: Path, small_sst2: Path, small_texts: Path, small_chnsenticorp: Path
) -> None:
    arguments = ["--data", str(small_sst2), "--chinese", str(small_chnsenticorp), "--texts", str(small_texts)]
    assert main([*arguments, "--model", str(tiny_copy), "--sentences", "40", "--backends", INT8]) == 0
    record = json.loads((tiny_copy / AGREEMENT).read_text())
    english, chinese = load_sst2(small_sst2), load_chnsenticorp(small_chnsenticorp)
    assert record["dev_sentences"] == len(english.dev) + len(chinese.dev) > len(english.dev)
    assert record["command"].split()[3:] == [
        *("--data", "SST2_FOLDER", "--chinese", "CHNSENTICORP_FOLDER", "--texts", "TEXTS_FILE")
    ]


@pytest.mark.parametrize("name", [MAIN_MODEL, CHINESE_MODEL])
def test_a_shipped_record_is_of_the_shipped_weights(name: str) -> None:
    from core.models.locate import locate

    folder = locate(name).folder
    record = json.loads((folder / AGREEMENT).read_text())
    assert all(agrees(record, backend) for backend in record["backends"])
    assert record["model_sha256"] == fingerprint_of(folder)
    assert {"same_labels", "mean_move", "dev_accuracy"} <= record["backends"][INT8].keys()
    assert record["sentences"] >= 20_000


@pytest.mark.parametrize(("layers", "kept"), [(2, 4), (6, 4), (7, 7), (12, 12)])
def test_a_deep_network_keeps_more_products_exact(layers: int, kept: int) -> None:
    assert kept_exact(layers) == tuple(f"bert.encoder.layer.{n}.output.dense" for n in range(kept))


def test_engines_are_measured_on_the_files_own_texts(
    tiny_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier = TransformerClassifier(tiny_copy, "tiny")
    monkeypatch.setattr(choice, "thread_counts", lambda: [1, 2])
    engine = choose_engine(classifier, None, None, TEXTS * 20, 5000)
    assert engine.measured is not None
    assert set(engine.measured) == {f"{FP32} x1", f"{FP32} x2"}
    assert engine.measured[f"{engine.backend} x{engine.threads}"] == min(engine.measured.values())
    assert choose_engine(classifier, None, None, TEXTS, 10) == Engine(FP32, 1, rule=RULE)
    assert choose_engine(classifier, INT8, 2, TEXTS * 20, 5000) == Engine(INT8, 2, rule=RULE)
    assert choose_engine(FakeClassifier(), None, None, TEXTS, 5000) == Engine(PLAIN, 1)


def test_float32_is_tried_only_where_no_other_backend_agrees(
    tiny_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier, opened = TransformerClassifier(tiny_copy, "tiny"), []
    monkeypatch.setattr(choice, "agreeing", lambda _: [BF16, INT8, FP32])
    monkeypatch.setattr(choice, "open_scorer", lambda _, engine: opened.append(engine.backend))
    monkeypatch.setattr(choice, "_seconds", lambda *_: float(len(opened)))
    engine = choose_engine(classifier, None, 1, TEXTS * 20, 5000)
    assert (opened, engine.backend) == ([INT8, BF16], INT8)
    assert engine.measured == {f"{INT8} x1": 1.0, f"{BF16} x1": 2.0}


def test_a_few_rows_take_the_backend_that_opens_without_torch(
    tiny_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier = TransformerClassifier(tiny_copy, "tiny")
    monkeypatch.setattr(choice, "agreeing", lambda _: [BF16, INT8, FP32])
    assert choose_engine(classifier, None, None, TEXTS, 999).backend == INT8
    assert choose_engine(classifier, None, None, [], 0).backend == BF16  # nothing is known: the fastest
    monkeypatch.setattr(choice, "agreeing", lambda _: [BF16, FP32])
    assert choose_engine(classifier, None, None, TEXTS, 999).backend == BF16


def test_thread_counts_double_up_to_the_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    for processors, counts in ((1, [1]), (2, [1, 2]), (6, [1, 2, 4, 6]), (8, [1, 2, 4, 8])):
        monkeypatch.setattr(choice, "processors", lambda processors=processors: processors)
        assert thread_counts() == counts
