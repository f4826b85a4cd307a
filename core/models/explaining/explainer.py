"""Many sentences explained together, for a column of a file: by the method that is best for its cost.

Of the methods that cost about three passes, gradient × attention was measured to be the most faithful; where
there is no attention, it is integrated gradients in one step (`python -m core.experiments faithfulness`). A
linear model's weights are exact. Each sentence gets what it gets alone, whatever it shares a batch with.
"""

from typing import Any

from core.base.errors import SentiscopeError
from core.models.bag_of_words import BagOfWordsClassifier
from core.models.explaining.explained import Explainer
from core.models.explaining.read_sentence import read_sentence

PROBE = "A good film, a bad film."  # read before anything else, to see what a model offers


def explainer_of(model: Any) -> Explainer:
    """The explainer of a loaded classifier.

    Errors: `why_no_method` where it offers nothing that an explanation is made of, `why_no_offsets` where its
    tokenizer can't tell words apart, and those of NO_ANSWER.
    """
    if isinstance(model, BagOfWordsClassifier):
        from core.models.explaining.explain_bag_of_words import ByCoefficients

        return ByCoefficients(model)
    from core.models.recurrent.classifier import RecurrentClassifier
    from core.models.transformer import TransformerClassifier

    if isinstance(model, RecurrentClassifier):
        from core.models.explaining.explain_recurrent import ByWordVectors

        return ByWordVectors(model)
    if not isinstance(model, TransformerClassifier):
        raise SentiscopeError("why_no_method", name=model.name)
    from core.models.explaining.explain_transformer import ByAttention, ByEmbeddings

    reading = read_sentence(model, PROBE)
    if reading.attention is not None:
        return ByAttention(model)
    if reading.differentiable is not None:
        return ByEmbeddings(model)
    raise SentiscopeError("why_no_method", name=model.name)
