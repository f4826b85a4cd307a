"""What Decoding's guesses come to."""

from core.app.models.cached_models import language_model
from core.models.selection import writer_for
from core.topics.decoding.views import shared, writer

STEPS = 3  # tokens of a continuation
NUCLEUS = 0.9
BOUNDS = {"ten": 10, "hundred": 100, "thousand": 1000}


def continuations(text: str) -> str:
    """The power of ten next to the number of continuations of three tokens."""
    import math

    V = language_model(writer_for(text)).vocabulary
    return f"e{round(STEPS * math.log10(V))}"


def nucleus_size(text: str) -> str:
    """How many tokens hold 90 % of what the model expects next: up to ten, a hundred, a thousand, or more."""
    import torch

    from core.topics.decoding.concepts.filters import NEVER, Filters, stages

    model = language_model(writer_for(text))
    start, *_ = model.start_of(text, writer.MOST_PROMPT)
    logits = shared.scores_at(model, model.name, start, ())
    left = stages(logits, torch.empty(0, dtype=torch.long), Filters(top_p=NUCLEUS))[-1].logits > NEVER
    return next((name for name, most in BOUNDS.items() if int(left.sum()) <= most), "more")
