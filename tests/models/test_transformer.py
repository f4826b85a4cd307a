"""The Transformer classifier on a tiny random BERT: order, windows, odd texts, odd labels."""

import json
import random
import unicodedata
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.models.classifiers import load_classifier
from core.models.prediction import Prediction
from core.models.transformer import TransformerClassifier
from core.models.transformers_library import quiet_transformers
from tests.fakes import write_tiny_classifier

SENTENCES = [
    "a warm and funny film",
    "i hated every minute of it .",
    "the best comedy i have seen this year , and a joy from start to finish",
    "dull",
    "it isn't perfect , but it is wonderful !",
]


@pytest.fixture(scope="module")
def tiny(tiny_classifier_folder: Path) -> TransformerClassifier:
    return TransformerClassifier(tiny_classifier_folder, "tiny")


def predicted(model: TransformerClassifier, sentence: str) -> Prediction:
    return model.classify([sentence])[0]


def assert_pipeline_agrees(model: TransformerClassifier, sentences: list[str]) -> None:
    pipeline = quiet_transformers().pipeline(
        "text-classification", model=model.network, tokenizer=model.tokenizer, top_k=None, batch_size=32
    )
    positive = model.network.config.id2label[model.positive]
    answers = pipeline(sentences, truncation=True)
    theirs = [next(a["score"] for a in answer if a["label"] == positive) for answer in answers]
    predictions = [v for i in range(0, len(sentences), 50) for v in model.classify(sentences[i : i + 50])]
    assert [v.sentence for v in predictions] == sentences
    assert [v.probability for v in predictions] == pytest.approx(theirs, abs=1e-5)
    assert max(theirs) - min(theirs) > 0.05  # a model that says the same of everything proves nothing


def made_up_sentences(count: int) -> list[str]:
    """Different sentences of different lengths from templates, seeded."""
    generator = random.Random(42)
    subjects = ["the film", "this story", "her acting", "the last scene", "every joke", "the whole cast"]
    words = ["wonderful", "awful", "dull", "charming", "clumsy", "moving", "tedious", "superb", "fine"]
    templates = ["{s} is {a} .", "{s} isn't {a} , but {b} .", "i found {s} {a} and {b}", "{a} , {b} , {a} !"]
    sentences: set[str] = set()
    while len(sentences) < count:
        parts = [
            generator.choice(templates).format(
                s=generator.choice(subjects), a=generator.choice(words), b=generator.choice(words)
            )
            for _ in range(generator.randint(1, 4))
        ]
        sentences.add(" ".join(parts))
    return sorted(sentences, key=lambda _: generator.random())


def test_shipped_model_equals_the_pipeline_on_200_sentences() -> None:
    model = load_classifier("sst2-minilm")
    assert {parameter.dtype for parameter in model.network.parameters()} == {torch.float32}
    assert_pipeline_agrees(model, made_up_sentences(200))


def test_tiny_model_equals_the_pipeline(tiny: TransformerClassifier) -> None:
    assert_pipeline_agrees(tiny, made_up_sentences(50))


def test_single_equals_batch_and_order_is_kept(tiny: TransformerClassifier) -> None:
    together = tiny.classify(SENTENCES)
    assert [prediction.sentence for prediction in together] == SENTENCES
    for prediction, sentence in zip(together, SENTENCES, strict=True):
        assert prediction.probability == pytest.approx(predicted(tiny, sentence).probability, abs=1e-5)
        assert prediction.logits == pytest.approx(predicted(tiny, sentence).logits, abs=1e-5)


def test_no_sentences_no_verdicts(tiny: TransformerClassifier) -> None:
    assert tiny.classify([]) == []


def test_probability_is_the_softmax_of_the_logits(tiny: TransformerClassifier) -> None:
    for prediction in tiny.classify(SENTENCES):
        negative, positive = prediction.logits
        assert prediction.probability == pytest.approx(
            1 / (1 + 2.718281828459045 ** (negative - positive)), abs=1e-6
        )
        assert (prediction.label == "positive") == (positive >= negative)


def test_tokens_of_one_sentence(tiny: TransformerClassifier) -> None:
    tokens = predicted(tiny, "the zebra").tokens
    assert [token.text for token in tokens] == ["[CLS]", "the", "z", "##e", "##b", "##r", "##a", "[SEP]"]
    assert [token.id for token in tokens] == tiny.tokenizer("the zebra")["input_ids"]
    assert [token.special for token in tokens] == [True] + [False] * 6 + [True]
    assert {token.mask for token in tokens} == {1}


def test_padding_in_a_batch_is_masked(tiny: TransformerClassifier) -> None:
    short, long = tiny.classify(["dull", "a warm film"])
    assert [token.mask for token in short.tokens] == [1, 1, 1, 0, 0]
    assert [token.text for token in short.tokens][3:] == ["[PAD]", "[PAD]"]
    assert [token.mask for token in long.tokens] == [1] * 5


def start_of(model: TransformerClassifier, text: str) -> Prediction:
    return model.classify_start([text])[0]


def test_the_start_of_a_long_text_is_its_window(tiny: TransformerClassifier) -> None:
    prediction = start_of(tiny, "film " * 10_000)
    assert len(prediction.tokens) == 512
    assert (prediction.tokens[0].text, prediction.tokens[-1].text) == ("[CLS]", "[SEP]")
    assert prediction.cut == 10_000 + 2 - 512
    assert prediction.probability == pytest.approx(predicted(tiny, "film " * 510).probability, abs=1e-6)


def test_a_long_text_is_read_whole(tiny: TransformerClassifier) -> None:
    """510 pieces fit, and 63 of them are read again: 447 new ones a window."""
    words = ["film"] * 446 + ["superb"] * 64 + ["dull"] * 447 + ["awful"]
    prediction = predicted(tiny, " ".join(words))
    windows = [words[:510], words[447:957], words[894:]]
    alone = [predicted(tiny, " ".join(window)) for window in windows]
    assert [one.windows for one in alone] == [1, 1, 1]
    expected = np.average([one.logits for one in alone], axis=0, weights=[512, 512, 66])
    assert prediction.logits == pytest.approx(expected, abs=1e-5)
    assert prediction.probability == pytest.approx(1 / (1 + np.exp(expected[0] - expected[1])), abs=1e-6)
    assert (prediction.windows, prediction.cut, len(prediction.tokens)) == (3, 0, 512)


def test_a_text_that_just_fits_is_one_window(tiny: TransformerClassifier) -> None:
    text = "film " * 510
    assert predicted(tiny, text) == start_of(tiny, text)
    assert [one.windows for one in tiny.classify([text, "film " * 511])] == [1, 2]


@pytest.mark.parametrize(("words", "cut"), [(510, 0), (511, 1)])
def test_cut_begins_after_the_last_token_that_fits(tiny: TransformerClassifier, words: int, cut: int) -> None:
    assert start_of(tiny, "film " * words).cut == cut


def test_cut_is_counted_for_each_sentence_of_a_batch(tiny: TransformerClassifier) -> None:
    predictions = tiny.classify_start(["dull", "film " * 600, "a warm film"])
    assert [prediction.cut for prediction in predictions] == [0, 90, 0]


def test_smaller_window_of_a_model_is_respected(tmp_path: Path) -> None:
    model = TransformerClassifier(write_tiny_classifier(tmp_path / "small", positions=64), "small")
    prediction = start_of(model, "film " * 100)
    assert (len(prediction.tokens), prediction.cut) == (64, 38)
    assert predicted(model, "film " * 100).windows == 2  # of 62 pieces, of which 7 are read again


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\x00\x01", "\u200b"])
def test_blank_text_is_refused_even_inside_a_batch(tiny: TransformerClassifier, blank: str) -> None:
    with pytest.raises(SentiscopeError, match="text_empty"):
        tiny.classify(["a warm film", blank])


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("a warm film", ()),
        ("🙂🎬", ("note_unknown",)),
        ("a warm\x00 film\x1b", ()),
        ("فيلم رائع جدا", ("note_unknown",)),
        ("这部电影很好", ("note_unknown",)),
        ("<script>alert('film')</script>", ()),
        ("<b>a warm film</b>", ()),
    ],
)
def test_odd_texts_get_a_verdict_and_a_note(tiny: TransformerClassifier, text: str, notes: tuple) -> None:
    prediction = predicted(tiny, text)
    assert prediction.sentence == text
    assert 0 <= prediction.probability <= 1
    assert prediction.notes == notes


@pytest.mark.parametrize(
    ("language", "note"), [("en", "note_not_english"), ("zh", None), (None, "note_not_english")]
)
def test_a_card_tells_which_script_is_foreign(
    tiny_copy: Path, language: str | None, note: str | None
) -> None:
    data = {"language": language} if language else {}
    (tiny_copy / "model_card.json").write_text(json.dumps({"data": data}), encoding="utf-8")
    notes = predicted(TransformerClassifier(tiny_copy, "tiny"), "这部电影很好").notes
    assert notes == ((note,) if note else ("note_unknown",))


def test_markup_is_only_text(tiny: TransformerClassifier) -> None:
    texts = [token.text for token in predicted(tiny, "<script>").tokens]
    assert texts == ["[CLS]", "<", "script", ">", "[SEP]"]


@settings(deadline=None, max_examples=60, derandomize=True)
@given(text=st.text(max_size=60))
def test_any_text_gives_a_probability_or_is_empty(tiny: TransformerClassifier, text: str) -> None:
    if not any(unicodedata.category(character)[0] not in "CZ" for character in text):
        with pytest.raises(SentiscopeError, match="text_empty"):
            predicted(tiny, text)
        return
    prediction = predicted(tiny, text)
    assert 0 <= prediction.probability <= 1
    assert prediction.sentence == text


@pytest.mark.parametrize(
    ("labels", "positive"),
    [
        ({0: "negative", 1: "positive"}, 1),
        ({0: "POSITIVE", 1: "NEGATIVE"}, 0),
        ({0: "LABEL_0", 1: "LABEL_1"}, 1),
        ({0: "LABEL_1", 1: "LABEL_0"}, 0),
        ({0: "pos", 1: "neg"}, 0),
        ({0: "bad", 1: "good"}, 1),
        ({0: "good", 1: "bad"}, 0),
        ({0: "好评", 1: "差评"}, 0),
    ],
)
def test_positive_class_follows_the_labels(tiny_copy: Path, labels: dict[int, str], positive: int) -> None:
    from tests.fakes import edit_json

    reference = predicted(TransformerClassifier(tiny_copy, "tiny"), SENTENCES[0])
    edit_json(tiny_copy / "config.json", id2label=labels, label2id={name: n for n, name in labels.items()})
    prediction = predicted(TransformerClassifier(tiny_copy, "tiny"), SENTENCES[0])
    expected = reference.probability if positive == 1 else 1 - reference.probability
    assert prediction.probability == pytest.approx(expected, abs=1e-6)
    assert prediction.logits == pytest.approx(reference.logits[:: 1 if positive == 1 else -1], abs=1e-6)


def test_three_classes_are_refused(tmp_path: Path) -> None:
    labels = {0: "negative", 1: "neutral", 2: "positive"}
    folder = write_tiny_classifier(tmp_path / "three", labels=labels)
    with pytest.raises(SentiscopeError) as caught:
        TransformerClassifier(folder, "three")
    assert caught.value.key == "model_not_two_classes"
    assert caught.value.parameters == {"name": "three", "count": 3}
