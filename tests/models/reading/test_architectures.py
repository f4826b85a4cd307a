"""One text, one answer, for each architecture: alone, in a batch, by a cluster, and as by pipeline()."""

import csv
import math
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest
import torch
from safetensors.torch import load_file, save_file

from core.base.errors import SentiscopeError
from core.base.i18n import label
from core.models.classifiers import load_classifier
from core.models.reading.architectures import PADDED
from core.models.reading.windows import RULE, joined
from core.models.transformer import TransformerClassifier
from core.models.transformers_library import quiet_transformers
from core.scoring.__main__ import main
from core.scoring.backends.choice import choose_engine, open_scorer
from core.scoring.backends.token_batches import ByTokens
from core.scoring.cluster.request import ClusterRequest, Part
from core.scoring.cluster.worker import Worker
from core.scoring.engine import score_texts
from tests.fakes import edit_json
from tests.support.architectures import ARCHITECTURES, write_tiny

TEXTS = [
    "a warm and funny film .",
    "dull",
    "the story was slow , but the acting is superb and it was not bad .",
    "the movie is not good",
    "awful film " * 300,
    "zebra",
]


def theirs(folder: Path, window: int) -> list[float]:
    """The pipeline's probabilities of positive, a text at a time."""
    transformers = quiet_transformers()
    pipeline = transformers.pipeline(
        "text-classification",
        model=transformers.AutoModelForSequenceClassification.from_pretrained(folder),
        tokenizer=transformers.AutoTokenizer.from_pretrained(folder),
        top_k=None,
    )
    answers = [pipeline(text, truncation=True, max_length=window) for text in TEXTS]
    answers = [answer[0] if isinstance(answer[0], list) else answer for answer in answers]
    return [next(a["score"] for a in answer if a["label"] == "positive") for answer in answers]


def theirs_whole(folder: Path, window: int, text: str) -> float:
    """The library's network on the windows that the library's tokenizer cuts, their logits joined."""
    transformers = quiet_transformers()
    network = transformers.AutoModelForSequenceClassification.from_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    overlap = (window - tokenizer.num_special_tokens_to_add()) // 8
    read = tokenizer(
        [text], truncation=True, max_length=window, stride=overlap, return_overflowing_tokens=True
    )
    names = [name for name in tokenizer.model_input_names if name in read]
    numbers = range(len(read["input_ids"]))
    with torch.inference_mode():
        rows = [network(**{name: torch.tensor([read[name][n]]) for name in names}).logits[0] for n in numbers]
    lengths = [len(ids) for ids in read["input_ids"]]
    logits = torch.from_numpy(joined(torch.stack(rows).numpy(), lengths, RULE))
    return float(logits.softmax(-1)[network.config.label2id["positive"]])


def scored_by_the_shell(folder: Path, place: Path, *options: str) -> list[float]:
    """The probabilities that `python -m core.scoring` writes."""
    source, target = place / "texts.csv", place / "scored.csv"
    with open(source, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *[[text] for text in TEXTS]])
    assert main([str(source), "-o", str(target), "--model", str(folder), *options]) == 0
    with open(target, encoding="utf-8", newline="") as file:
        return [float(row["probability"]) for row in csv.DictReader(file)]


def scored_by_a_worker(folder: Path, place: Path) -> list[float]:
    """The probabilities that a worker of a Ray cluster writes for the same file."""
    source, output = place / "texts.csv", place / "by_worker"
    request = ClusterRequest(str(source), str(output))
    worker = Worker(request, {"en": str(folder)}, "en", False, load_classifier)
    worker.score(Part(0, str(source), source.stat().st_size, "text", 0, 1))
    return list(pyarrow.parquet.read_table(output / "part-000000.parquet")["probability"].to_pylist())


@pytest.mark.parametrize("padding", [True, False], ids=["padding", "no padding token"])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_one_text_has_one_answer(tmp_path: Path, name: str, padding: bool) -> None:
    # T5 begins its decoder with padding, and RoBERTa's kin count positions from it: they cannot do without.
    folder = write_tiny(tmp_path / "tiny", name, padding=padding or name not in ("gpt2", "qwen2"))
    window = ARCHITECTURES[name][3]
    model = TransformerClassifier(folder, "tiny")
    assert model.max_tokens == window
    assert model.is_padded == (name in PADDED)
    expected = theirs(folder, window)
    assert max(expected) - min(expected) > 0.02  # a model that says the same of everything proves nothing
    starts = model.classify_start(TEXTS)
    assert [answer.probability for answer in starts] == pytest.approx(expected, abs=1e-5)
    assert (starts[4].cut > 0, starts[0].cut) == (True, 0)
    assert scored_by_the_shell(folder, tmp_path, "--cut") == pytest.approx(expected, abs=1e-5)
    expected[4] = theirs_whole(folder, window, TEXTS[4])
    together = model.classify(TEXTS)
    assert [answer.probability for answer in together] == pytest.approx(expected, abs=1e-5)
    assert (together[4].windows > 1, together[4].cut, together[0].windows) == (True, 0, 1)
    alone = [model.classify([text])[0].probability for text in TEXTS]
    assert alone == pytest.approx(expected, abs=1e-5)
    assert scored_by_the_shell(folder, tmp_path) == pytest.approx(expected, abs=1e-5)
    assert scored_by_a_worker(folder, tmp_path) == pytest.approx(expected, abs=1e-5)


def test_no_other_family_shares_batches() -> None:
    assert set(ARCHITECTURES) >= PADDED


@pytest.mark.parametrize("name", ["bert", "roberta", "gpt2", "bart"])
def test_a_text_is_cut_on_the_side_that_the_tokenizer_says(tmp_path: Path, name: str) -> None:
    folder = write_tiny(tmp_path / "tiny", name)
    edit_json(folder / "tokenizer_config.json", truncation_side="left")
    model = TransformerClassifier(folder, "tiny")
    long = f"superb {'awful film ' * 300} dull"
    start = model.classify_start([long])[0]
    words = [token.text for token in start.tokens if not token.special]
    assert (words[0] != "superb", words[-1]) == (True, "dull")
    for answer, cut in ((start, True), (model.classify([long])[0], False)):
        scorer = open_scorer(model, choose_engine(model, None, 1, [], 1, cut=cut))
        assert score_texts(scorer, [long]).probability == pytest.approx(answer.probability, abs=1e-5)


@pytest.mark.parametrize("name", ["bert", "roberta", "albert"])
def test_padding_on_the_left_moves_no_answer(tmp_path: Path, name: str) -> None:
    folder = write_tiny(tmp_path / "tiny", name)
    edit_json(folder / "tokenizer_config.json", padding_side="left")
    model = TransformerClassifier(folder, "tiny")
    expected = theirs(folder, model.max_tokens)
    expected[4] = theirs_whole(folder, model.max_tokens, TEXTS[4])
    assert [answer.probability for answer in model.classify(TEXTS)] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("name", ["bert", "roberta", "gpt2", "t5"])
def test_a_token_without_a_vector_is_an_error_of_its_text_alone(tmp_path: Path, name: str) -> None:
    folder = write_tiny(tmp_path / "tiny", name)
    tokenizer = quiet_transformers().AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens(["gorgeous"])
    tokenizer.save_pretrained(folder)
    model = TransformerClassifier(folder, "tiny")
    with pytest.raises(SentiscopeError) as caught:
        model.classify(["a gorgeous film"])
    assert caught.value.key == "token_without_embedding"
    assert caught.value.parameters == {"name": "tiny", "count": len(tokenizer) - 1}
    scorer = open_scorer(model, choose_engine(model, None, 1, [], 1))
    texts = ["a dull film", "a gorgeous film", "a good film"]
    scores = score_texts(scorer, texts, may_fail=True).probability
    assert np.isnan(scores).tolist() == [False, True, False]
    alone = [model.classify([texts[0]])[0].probability, model.classify([texts[2]])[0].probability]
    assert scores[[0, 2]] == pytest.approx(alone, abs=1e-5)


@pytest.mark.parametrize("name", ["bert", "gpt2"])
def test_weights_that_are_no_numbers_are_one_sentence(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_tiny(tmp_path / "tiny", name)
    spoil(folder, math.nan)
    with pytest.raises(SentiscopeError, match="scoring_not_a_number"):
        TransformerClassifier(folder, "tiny").classify(["a dull film"])
    (tmp_path / "texts.csv").write_text("text\na dull film\na good film\n", encoding="utf-8")
    order = [str(tmp_path / "texts.csv"), "-o", str(tmp_path / "out.csv"), "--model", str(folder)]
    assert main(order) == 1
    assert label("errors.scoring_not_a_number", "en", name=str(folder)) in capsys.readouterr().err


def spoil(folder: Path, number: float) -> None:
    """Put a number into all weights of the head."""
    tensors = load_file(folder / "model.safetensors")
    head = next(name for name in tensors if name.startswith(("classifier.weight", "score.weight")))
    tensors[head].fill_(number)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def test_one_bad_row_does_not_end_a_file(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "tiny", "bart")
    texts = ["a dull film", "a good </s> film </s>", "a good film"]  # end tokens inside a text
    (tmp_path / "texts.csv").write_text("\n".join(["text", *texts, ""]), encoding="utf-8")
    answers = [answer.probability for answer in TransformerClassifier(folder, "tiny").classify(texts)]
    order = [str(tmp_path / "texts.csv"), "-o", str(tmp_path / "out.csv"), "--model", str(folder)]
    assert main(order) == 0
    with open(tmp_path / "out.csv", encoding="utf-8", newline="") as file:
        scored = [float(row["probability"]) for row in csv.DictReader(file)]
    assert scored == pytest.approx(answers, abs=1e-5)


def test_a_model_of_others_has_no_known_language(tmp_path: Path) -> None:
    model = TransformerClassifier(write_tiny(tmp_path / "tiny", "bert"), "tiny")
    for text in ("这部电影 good film .", "очень good film .", "a good film"):
        assert not {"note_not_english", "note_not_chinese"} & set(model.classify([text])[0].notes)


def test_a_guessed_order_is_told_and_can_be_swapped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"id2label": {0: "LABEL_0", 1: "LABEL_1"}, "label2id": {"LABEL_0": 0, "LABEL_1": 1}}
    folder = write_tiny(tmp_path / "tiny", "bert", **names)
    guessed = TransformerClassifier(folder, "tiny").classify(["a dull film"])[0]
    swapped = TransformerClassifier(folder, "tiny", "LABEL_0").classify(["a dull film"])[0]
    assert guessed.notes == ("note_classes_guessed",)
    assert swapped.notes == ()
    assert swapped.probability == pytest.approx(1 - guessed.probability, abs=1e-6)
    (tmp_path / "texts.csv").write_text("text\na dull film\n", encoding="utf-8")
    order = [str(tmp_path / "texts.csv"), "-o", str(tmp_path / "out.csv"), "--model", str(folder)]
    said = label(
        "scoring.classes_guessed",
        "en",
        name=str(folder),
        first="LABEL_0",
        second="LABEL_1",
        positive="LABEL_1",
    )
    for more, told, expected in (([], True, guessed), (["--positive", "label_0"], False, swapped)):
        assert main([*order, *more]) == 0
        assert (said in capsys.readouterr().out) == told
        with open(tmp_path / "out.csv", encoding="utf-8", newline="") as file:
            written = float(next(csv.DictReader(file))["probability"])
        assert written == pytest.approx(expected.probability, abs=1e-5)


def test_our_own_kinds_of_model_take_no_order() -> None:
    for name in ("bag-of-words", "sst2-gru"):
        with pytest.raises(SentiscopeError, match="positive_is_known"):
            load_classifier(name, positive="negative")


def test_a_file_of_which_nothing_is_answered_says_the_true_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("bert", "gpt2"):
        folder = write_tiny(tmp_path / name, name)
        tokenizer = quiet_transformers().AutoTokenizer.from_pretrained(folder)
        known = len(tokenizer)
        tokenizer.add_tokens(["gorgeous"])
        tokenizer.save_pretrained(folder)
        (tmp_path / "texts.csv").write_text("text\na gorgeous film\na gorgeous story\n", encoding="utf-8")
        order = [str(tmp_path / "texts.csv"), "-o", str(tmp_path / "out.csv"), "--model", str(folder)]
        assert main(order) == 1
        said = label("errors.token_without_embedding", "en", name=str(folder), count=known)
        assert said in capsys.readouterr().err


def test_what_a_backend_cannot_compute_is_its_rows_alone(tmp_path: Path) -> None:
    class Odd:
        name = "odd"

        def logits(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
            if ids.shape[1] > 5:
                raise IndexError("index out of range")
            return np.zeros((len(ids), 2), np.float32)

        def probability(self, logits: np.ndarray) -> np.ndarray:
            return np.full(len(logits), 0.25, np.float32)

    scorer = ByTokens(TransformerClassifier(write_tiny(tmp_path / "tiny", "bert"), "tiny"), Odd())
    scores = score_texts(scorer, ["a film", "a very very good film", "a story"], may_fail=True).probability
    assert np.isnan(scores).tolist() == [False, True, False]
    assert scorer.error is not None
    assert scorer.error.parameters["reason"] == "index out of range"
