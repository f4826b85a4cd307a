"""What a Chinese recurrent network begins with: the bilingual network's pieces, in fewer numbers each."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from jaxtyping import Float

from core.data.vocabulary import SPECIAL
from core.models.catalog import CHINESE_MODEL, WEIGHTS
from core.models.files.packed import TABLE
from core.models.locate import locate
from core.models.reading.pieces import BLANK
from core.models.recurrent.pieces import PieceVocabulary, piece_tokenizer
from core.models.word_vectors import WordVectors

LEAST_WORD, LEAST_CHARACTER = 3, 2  # times that they stand in the texts
WIDTH = 100  # numbers of a vector
SPREAD = 0.5  # standard deviation of the vectors' numbers, about GloVe's


def learn_pieces(sentences: Iterable[str]) -> PieceVocabulary:
    """The pieces that stand often enough in the texts, and so do single characters, in alphabetical order."""
    whole = PieceVocabulary((*SPECIAL, *{_plain(piece) for piece in piece_tokenizer().get_vocab()} - {""}))
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for sentence in sentences:
        words.update(whole.split(sentence))
        characters.update(sentence.lower())
    kept = {word for word, count in words.items() if count >= LEAST_WORD}
    kept |= {sign for sign, count in characters.items() if count >= LEAST_CHARACTER and not sign.isspace()}
    return PieceVocabulary((*SPECIAL, *sorted(kept)))


def piece_vectors() -> WordVectors:
    """The bilingual network's table of words on its main directions: V × `WIDTH`."""
    from safetensors.numpy import load_file

    vocabulary = piece_tokenizer().get_vocab()
    table = load_file(locate(CHINESE_MODEL).folder / WEIGHTS)[TABLE].astype(np.float32)  # (V, D)
    rows: dict[str, int] = {}
    for piece, number in sorted(vocabulary.items(), key=lambda item: item[1]):
        rows.setdefault(
            _plain(piece), number
        )  # `▁film` and `film` are one word; the commoner one comes first
    return WordVectors(list(rows), _on_main_directions(table)[list(rows.values())])


def _on_main_directions(table: Float[np.ndarray, "V D"]) -> Float[np.ndarray, "V E"]:
    """The vectors on the directions in which they differ most (principal components, Pearson 1901)."""
    centred = table - table.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)  # in rising order of what they hold
    found = centred @ directions[:, ::-1][:, :WIDTH]
    scaled: Float[np.ndarray, "V E"] = (found * (SPREAD / found.std())).astype(np.float32)
    return scaled


def _plain(piece: str) -> str:
    """A piece as `PieceVocabulary` writes it."""
    return piece.removeprefix(BLANK).lower()
