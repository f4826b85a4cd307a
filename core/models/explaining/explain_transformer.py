"""Sentences of a Transformer: gradient × attention side by side, or by embeddings one after another."""

from collections.abc import Sequence

import torch
from torch import Tensor

from core.models.explaining.explained import Explained, ExplainerMethod
from core.models.explaining.first_token import FIRST_TOKEN_ONLY, spare_the_others
from core.models.explaining.transformer import (
    BehindEmbeddings,
    difference_of,
    read_tokens,
    spans_of,
    tokenized,
    with_maps,
)
from core.models.explaining.words import Word, words_of
from core.models.text_checks import readable
from core.models.transformer import TransformerClassifier, no_answer
from core.nn.attribution.attention import relevance_for_first
from core.nn.attribution.gradients import one_step
from core.nn.attribution.results import summed_by
from core.nn.batches import pad_rows


class ByAttention:
    """See Explainer. One pass forward and one back, for all sentences of a batch."""

    method: ExplainerMethod = "gradient_times_attention"

    def __init__(self, model: TransformerClassifier) -> None:
        self.name, self._model = model.name, model
        self._network = with_maps(model.network)
        if model.network.config.model_type in FIRST_TOKEN_ONLY:
            spare_the_others(self._network)

    def explain(self, texts: Sequence[str], positive: Sequence[bool]) -> list[Explained]:
        """See Explainer."""
        readables = [readable(text) for text in texts]
        read = tokenized(self._model, readables)
        signs = torch.tensor([1.0 if yes else -1.0 for yes in positive])  # (B,)
        values = signs[:, None] * self._relevance(read["input_ids"], signs)  # (B, T)
        words = (_words(text, spans_of(read, number)) for number, text in enumerate(readables))
        return [_by_word(own, row) for own, row in zip(words, values, strict=True)]

    def _relevance(self, rows: list[list[int]], signs: Tensor) -> Tensor:
        """Of each token for its sentence's verdict (B, T)."""
        ids, mask = pad_rows(rows, self._model.padding)  # (B, T)
        try:
            with torch.enable_grad():
                output = self._network(input_ids=ids, attention_mask=mask, output_attentions=True)
                verdicts = signs * difference_of(self._model, output.logits)  # (B,)
                slopes = torch.autograd.grad(verdicts.sum(), output.attentions)
            with torch.no_grad():
                return relevance_for_first(output.attentions, slopes)
        except (RuntimeError, IndexError, ValueError, TypeError) as error:
            raise no_answer(self.name, error) from error


class ByEmbeddings:
    """See Explainer. Sentence by sentence, as such a network reads them: one pass forward and one back."""

    method: ExplainerMethod = "integrated_gradients_one_step"

    def __init__(self, model: TransformerClassifier) -> None:
        self.name, self._model = model.name, model

    def explain(self, texts: Sequence[str], positive: Sequence[bool]) -> list[Explained]:
        """See Explainer."""
        return [self._one(readable(text)) for text in texts]

    def _one(self, text: str) -> Explained:
        rows, spans = read_tokens(self._model, text)
        words = _words(text, spans)
        special = torch.ones_like(rows["input_ids"], dtype=torch.bool)  # (T,)
        special[[piece for word in words for piece in word.pieces]] = False
        try:
            behind = BehindEmbeddings(self._model, rows, special)
            baseline = next(iter(behind.baselines.values()))  # (T, D)
            values = one_step(behind.value, behind.embeddings[None], baseline[None])[0]  # (T,)
        except (RuntimeError, IndexError, ValueError, TypeError) as error:
            raise no_answer(self.name, error) from error
        return _by_word(words, values)


def _words(text: str, spans: list[tuple[int, int] | None]) -> tuple[Word, ...]:
    return words_of(text, spans, [False] * len(spans))


def _by_word(words: tuple[Word, ...], values: Tensor) -> Explained:
    return Explained(words, summed_by([word.pieces for word in words], values))
