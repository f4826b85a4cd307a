"""Sentences of a recurrent network side by side: integrated gradients in one step, against unknown words."""

from collections.abc import Sequence

from torch import Tensor

from core.data.vocabulary import PAD, UNKNOWN
from core.models.explaining.explained import Explained, ExplainerMethod
from core.models.explaining.recurrent import read_words
from core.models.recurrent.classifier import RecurrentClassifier
from core.nn.attribution.gradients import one_step
from core.nn.attribution.results import summed_by
from core.nn.batches import pad_rows


class ByWordVectors:
    """See Explainer."""

    method: ExplainerMethod = "integrated_gradients_one_step"

    def __init__(self, model: RecurrentClassifier) -> None:
        self.name, self._model = model.name, model
        self._table = model.network.embedding.weight.detach()  # (V, E)

    def explain(self, texts: Sequence[str], positive: Sequence[bool]) -> list[Explained]:
        """See Explainer."""
        rows, words, _ = zip(*(read_words(self._model, text) for text in texts), strict=True)
        ids, mask = pad_rows(rows, PAD)  # (B, T)
        lengths = mask.sum(dim=1)  # (B,)

        def value(vectors: Tensor) -> Tensor:
            logits = self._model.network.logits_of_vectors(vectors, lengths)  # (B, 2)
            return logits[:, 1] - logits[:, 0]

        embeddings = self._table[ids]  # (B, T, E)
        values = one_step(value, embeddings, self._table[UNKNOWN].expand_as(embeddings))  # (B, T)
        pairs = zip(words, values, strict=True)
        return [Explained(own, summed_by([w.pieces for w in own], row)) for own, row in pairs]
