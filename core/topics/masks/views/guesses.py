"""What Masks' guesses come to."""

from core.app.models.reader import reader
from core.topics.masks.views import shared

ROW = 2  # of the third token


def causal_verdict(text: str) -> float:
    """How positive the reader finds the sentence under a causal mask in every layer, in per cent."""
    from core.topics.masks.concept import mask_of

    mask = mask_of("causal", shared.traced_batch(reader(), text).real[0])  # (T, S)
    return shared.prediction(reader(), text, 0, mask.numpy().tobytes(), len(mask)) * 100


def zeroed_row(text: str) -> float:
    """What a causal row adds up to whose later weights were set to 0 after the softmax (layer 1, head 1)."""
    from core.topics.masks.concept import mask_of
    from core.topics.masks.ways import ways

    batch = shared.traced_batch(reader(), text)
    T = int(batch.real[0].sum())
    row = min(ROW, T - 1)
    seen = mask_of("causal", batch.real[0, :T])[row]  # (S,)
    return ways(batch.head("scores", 0, 0, 0)[row, :T], seen)["zero"].total


def empty_row(text: str) -> str:
    """What the formula with −∞ gives a row that may look at nothing."""
    from core.topics.masks.ways import empty_row as answers

    batch = shared.traced_batch(reader(), text)
    queries, keys, values = (batch.head(step, 0, 0, 0) for step in ("queries", "keys", "values"))
    result = answers(queries, keys, values, row=1)["formula"]
    return "nan" if bool(result.isnan().all()) else "zeros" if not bool(result.any()) else "mean"
