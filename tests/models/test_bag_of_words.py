"""The baseline against scikit-learn, and its damaged files."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.data.sst2 import load_sst2
from core.models.bag_of_words import ARRAYS, VOCABULARY, BagOfWordsClassifier
from core.nn.terms import PATTERN
from core.training.baseline import FEWEST_DOCUMENTS, INVERSE_REGULARISATION, train_baseline


@pytest.fixture
def folder(tmp_path: Path, small_sst2: Path) -> Path:
    train_baseline(load_sst2(small_sst2), tmp_path / "baseline", seed=42)
    return tmp_path / "baseline"


@pytest.fixture
def model(folder: Path) -> BagOfWordsClassifier:
    return BagOfWordsClassifier(folder, "baseline")


def test_equals_scikit_learn(model: BagOfWordsClassifier, small_sst2: Path) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    data = load_sst2(small_sst2)
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), token_pattern=PATTERN, min_df=FEWEST_DOCUMENTS)
    regression = LogisticRegression(C=INVERSE_REGULARISATION["en"], max_iter=1000, random_state=42)
    theirs = make_pipeline(vectorizer, regression).fit(data.train.sentences, data.train.labels)
    assert model.vocabulary == dict(vectorizer.vocabulary_)
    predictions = model.classify(data.dev.sentences)
    expected = theirs.predict_proba(data.dev.sentences)[:, 1].tolist()
    assert [prediction.probability for prediction in predictions] == pytest.approx(expected, abs=1e-5)


def test_probability_is_the_softmax_of_the_logits(model: BagOfWordsClassifier) -> None:
    prediction = model.classify(["a warm and funny film"])[0]
    negative, positive = prediction.logits
    assert prediction.probability == pytest.approx(1 / (1 + math.exp(negative - positive)), abs=1e-9)
    assert prediction.label == "positive"


def test_order_is_kept_and_each_sentence_stands_alone(model: BagOfWordsClassifier) -> None:
    sentences = ["a dull film", "a joy", "it isn't funny"]
    assert model.classify(sentences) == [model.classify([sentence])[0] for sentence in sentences]


def test_tokens_are_words_with_their_columns(model: BagOfWordsClassifier) -> None:
    tokens = model.classify(["It isn't zyx !"])[0].tokens
    assert [token.text for token in tokens] == ["it", "is", "n't", "zyx", "!"]
    assert (tokens[0].id, tokens[0].mask) == (model.vocabulary["it"], 1)
    assert (tokens[3].id, tokens[3].mask) == (-1, 0)


def test_unknown_words_leave_only_the_intercept(model: BagOfWordsClassifier) -> None:
    prediction = model.classify(["zyx xyz"])[0]
    assert prediction.probability == pytest.approx(1 / (1 + math.exp(-model.intercept)))
    assert prediction.notes == ("note_unknown",)


def test_blank_text_is_refused(model: BagOfWordsClassifier) -> None:
    with pytest.raises(SentiscopeError, match="text_empty"):
        model.classify([" \x00"])


def test_long_text_is_read_whole(model: BagOfWordsClassifier) -> None:
    prediction = model.classify(["film " * 10_000])[0]
    assert (len(prediction.tokens), prediction.cut) == (10_000, 0)


def truncate(folder: Path) -> None:
    content = (folder / ARRAYS).read_bytes()
    (folder / ARRAYS).write_bytes(content[: len(content) // 2])


def truncate_without_a_card(folder: Path) -> None:
    (folder / "model_card.json").unlink()
    truncate(folder)


def remove_vocabulary(folder: Path) -> None:
    (folder / VOCABULARY).unlink()


def remove_arrays(folder: Path) -> None:
    (folder / ARRAYS).unlink()


@pytest.mark.parametrize(
    ("damage", "key"),
    [
        (truncate, "weights_tampered"),
        (truncate_without_a_card, "weights_unreadable"),
        (remove_vocabulary, "weights_unreadable"),
        (remove_arrays, "weights_missing"),
    ],
)
def test_each_damage_has_its_error(folder: Path, damage: Callable[[Path], None], key: str) -> None:
    damage(folder)
    with pytest.raises(SentiscopeError) as caught:
        BagOfWordsClassifier(folder, "baseline")
    assert caught.value.key == key


def test_files_hold_arrays_and_json_only(folder: Path, model: BagOfWordsClassifier) -> None:
    assert {file.suffix for file in folder.iterdir()} == {".safetensors", ".json"}
    assert len(json.loads((folder / VOCABULARY).read_text())) == len(model.idf) == len(model.coefficients)
