"""Sentences with some words replaced or deleted, and what a model says of them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from core.models.explaining.reading import Reading
from core.models.explaining.words import Word

if TYPE_CHECKING:
    from core.nn.attribution.flips import Changes

TEXTS_AT_ONCE = 32


def rewritten(sentence: str, words: Sequence[Word], changes: "Changes") -> str:
    """A sentence after changes of its words; a deleted word takes the blanks before it along."""
    text = sentence
    for change in sorted(changes, key=lambda one: one.position, reverse=True):
        word = words[change.position]
        before, behind = text[: word.start], text[word.end :]
        if change.word is not None:
            text = before + change.word + behind
        else:
            text = (before.rstrip() + behind) if before.strip() else behind.lstrip()
    return text


def judge_of(model: Any, reading: Reading) -> Callable[[Sequence["Changes"]], Any]:
    """What the model says of a sentence's changed versions, equal texts read once; see flips.Judge.

    A version is judged as `classify` judges its text, so that it can be opened as it is; of a long one only
    the start, which is all that is explained.
    """
    import torch

    classify = getattr(model, "classify_start", model.classify)

    def judged(several: Sequence["Changes"]) -> Any:
        texts = [rewritten(reading.sentence, reading.words, changes) for changes in several]
        different = sorted(dict.fromkeys(texts), key=len)  # so that little of a batch is padding
        known: dict[str, float] = {}
        for start in range(0, len(different), TEXTS_AT_ONCE):
            part = different[start : start + TEXTS_AT_ONCE]
            logits = [prediction.logits for prediction in classify(part)]
            known.update(zip(part, (positive - negative for negative, positive in logits), strict=True))
        return torch.tensor([known[text] for text in texts])  # (N,)

    return judged
