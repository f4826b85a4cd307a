"""What a small model reads of texts: a network's pooled vectors, or words in few dimensions."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.models.locate import locate

FEATURES = ("network", "words")
DIMENSIONS = 128  # of words
FEWEST_HOLDING = 2  # texts that a word must stand in


def network_vectors(
    texts: Sequence[str], name: str, step: Callable[[int], object] = lambda count: None
) -> NDArray[np.float32]:
    """What a shipped BERT's classifier reads of each text: tanh of its pooler, (N, D) in −1 … 1.

    Texts are cut at the window; `step` hears how many more are done. Errors: those of `locate`.
    """
    from core.training.own_file.vectors import cls_vectors, own_head

    folder = locate(name).folder
    pooler, _ = own_head(folder)
    return np.asarray(pooler(cls_vectors(folder, texts, step)).tanh().numpy())


def word_vectors(texts: Sequence[str], seed: int = 0) -> NDArray[np.float32]:
    """TF-IDF weights of words in at most DIMENSIONS dimensions, (N, D), each row of length √D or 0.

    So its numbers are as large as a network's, and a penalty on weights means the same to both. Which
    dimensions follows from the texts alone. Source: Deerwester et al. 1990, latent semantic analysis.
    """
    from sklearn.decomposition import TruncatedSVD

    weights = _word_weights(texts)  # (N, V)
    width = min(DIMENSIONS, min(weights.shape) - 1)
    if width < 1:
        return np.zeros((len(texts), 1), np.float32)
    vectors = TruncatedSVD(width, random_state=seed).fit_transform(weights)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors * np.sqrt(width) / np.where(lengths > 0, lengths, 1), np.float32)


def _word_weights(texts: Sequence[str]) -> Any:
    """TF-IDF weights, sparse (N, V); V is 0 where no word stands in two texts."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    from core.nn.terms import words

    vectorizer = TfidfVectorizer(analyzer=words, min_df=FEWEST_HOLDING, sublinear_tf=True)
    try:
        return vectorizer.fit_transform(texts)
    except ValueError:  # no word is left
        return csr_matrix((len(texts), 0))
