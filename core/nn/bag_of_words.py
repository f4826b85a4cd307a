"""A text as the bag of its words and word pairs, weighted by TF-IDF: order is lost but for the pairs."""

import math
from collections import Counter
from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.minimal import tfidf_rows
from core.nn.terms import PATTERN, term_weights, terms
from core.nn.twin import Twin, documented, in_double


def inverse_document_frequency(count: int, documents: int) -> float:
    """ln((1 + N) / (1 + n)) + 1 for a term in n of N documents: rare terms weigh more.

    Source: Spärck Jones 1972, smoothed as in scikit-learn (one imaginary document holds every term).
    """
    return math.log((1 + documents) / (1 + count)) + 1


def tfidf(texts: list[str], vocabulary: dict[str, int], idf: Float[Tensor, "V"]) -> Float[Tensor, "B V"]:
    """One row of TF-IDF weights for each text."""
    rows = torch.zeros(len(texts), len(vocabulary), dtype=idf.dtype)  # (B, V)
    for number, text in enumerate(texts):
        for column, weight in term_weights(text, vocabulary, idf).items():
            rows[number, column] = weight
    return rows


def _sklearn_tfidf(texts: list[str], vocabulary: dict[str, int], idf: Tensor) -> Tensor:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), token_pattern=PATTERN, vocabulary=vocabulary)
    vectorizer.idf_ = idf.numpy()
    return torch.from_numpy(vectorizer.transform(texts).toarray())


def _examples() -> Iterator[tuple[list[str], dict[str, int], Tensor]]:
    texts = ["Not bad, not bad at all!", "It isn't good.", "", "unknown", "iPhone 手机很好，很好用！"]
    known = sorted({term for text in texts if text != "unknown" for term in terms(text)})
    vocabulary = {term: number for number, term in enumerate(known)}
    counts = Counter(term for text in texts for term in set(terms(text)))
    idf = torch.tensor([inverse_document_frequency(counts[term], len(texts)) for term in known])
    yield texts, vocabulary, idf


TWINS = (
    Twin(
        name="tfidf",
        ours=tfidf,
        library=_sklearn_tfidf,
        call="TfidfVectorizer(ngram_range=(1, 2)).transform(texts)",
        **documented("sklearn.feature_extraction.text.TfidfVectorizer"),
        examples=_examples,
        **in_double(),
        minimal=tfidf_rows,
    ),
)
