"""The baseline: logistic regression on TF-IDF weights. Arrays and JSON, no pickle."""

import copy
import json
import math
from pathlib import Path

from core.models.card import languages_of, read_card, temperature_of
from core.models.catalog import BAG_WEIGHTS
from core.models.checksum import check_sha256
from core.models.damage import damage_as
from core.models.prediction import Prediction, Token
from core.models.text_checks import notes_on, readable
from core.nn.terms import term_weights, words

ARRAYS = BAG_WEIGHTS
VOCABULARY = "vocabulary.json"
MOST_LETTERS = 100  # of a word that is shown; no vocabulary holds longer ones


class BagOfWordsClassifier:
    """Logistic regression: one learned coefficient for each known word and word pair, on TF-IDF weights."""

    def __init__(self, folder: Path, name: str) -> None:
        from safetensors.numpy import load_file

        self.name = name
        self.card = read_card(folder)
        if "sha256" in self.card:
            check_sha256(folder / ARRAYS, self.card["sha256"])
        with damage_as("weights_unreadable", folder):
            arrays = load_file(folder / ARRAYS)
            listed = json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))
            self.idf, self.coefficients = arrays["idf"], arrays["coefficients"]
            self.intercept = arrays["intercept"].item()
            self.vocabulary = {term: number for number, term in enumerate(listed)}

    def classify(self, sentences: list[str]) -> list[Prediction]:
        """Predictions in order; see Classifier."""
        return [self._predict(sentence) for sentence in sentences]

    def _predict(self, sentence: str) -> Prediction:
        text = readable(sentence)
        weights = term_weights(text, self.vocabulary, self.idf)
        score = self.intercept + sum(w * self.coefficients[column].item() for column, w in weights.items())
        read = words(text)
        tokens = tuple(
            Token(word[:MOST_LETTERS], self.vocabulary.get(word, -1), int(word in self.vocabulary))
            for word in read
        )
        unknown = sum(token.mask == 0 for token in tokens)
        # softmax([-s/2, s/2]) is the logistic function of s: two logits, as the Transformer has.
        probability = 1 / (1 + math.exp(-score)) if score > -700 else 0.0
        logits = (-score / 2, score / 2)
        notes = notes_on(sentence, unknown, len(read), languages_of(self.card))
        return Prediction(sentence, logits, probability, tokens, 0, notes, temperature_of(self.card))


def without_pairs(model: BagOfWordsClassifier) -> BagOfWordsClassifier:
    """The same coefficients, for single words only: a model that cannot see any order."""
    single = copy.copy(model)
    single.vocabulary = {term: column for term, column in model.vocabulary.items() if " " not in term}
    return single
