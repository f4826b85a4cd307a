"""Any classifier of ours reads a sentence to be explained."""

from typing import Any

from core.models.bag_of_words import BagOfWordsClassifier
from core.models.explaining.reading import Absent, Reading


def read_sentence(model: Any, sentence: str, absent: Absent | None = None) -> Reading:
    """A sentence as a loaded classifier reads it, see Reading.

    `absent` says what becomes of absent words: by default [MASK] where the model has such a token, else
    they are left out. Errors: `text_empty`, `why_no_mask_token`, `why_no_offsets`, and those of NO_ANSWER.
    """
    if isinstance(model, BagOfWordsClassifier):
        from core.models.explaining.bag_of_words import BagReading

        return BagReading(model, sentence, absent)
    from core.models.recurrent.classifier import RecurrentClassifier

    if isinstance(model, RecurrentClassifier):
        from core.models.explaining.recurrent import RecurrentReading

        return RecurrentReading(model, sentence, absent)
    from core.models.explaining.transformer import TransformerReading

    return TransformerReading(model, sentence, absent)
