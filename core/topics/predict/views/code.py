"""Softmax, cross-entropy, accuracy, F1 and TF-IDF beside the library's, on the lines typed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.models.cached_models import classifier, timed_prediction
from core.app.state import Translator, sentence
from core.data.language import is_chinese
from core.models.catalog import CHINESE_BAG
from core.models.selection import model_for
from core.topics.predict.views.shared import CARD_HEIGHT

if TYPE_CHECKING:
    from core.nn.twin import Twin


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """One batch: the sentence and the example's lines, with labels of the visitor's."""
    import torch

    typed = (sentence(), *t("predict.lines_example").splitlines())
    lines = [line for line in dict.fromkeys(typed) if line.strip()]
    with st.skeleton(CARD_HEIGHT):
        predictions = [timed_prediction(model_for([line]), line).prediction for line in lines]
    logits = torch.tensor([prediction.logits for prediction in predictions])  # (B, 2)
    if twin.name == "softmax":
        yield (logits,)
    elif twin.name == "tfidf":
        baseline = classifier(CHINESE_BAG if is_chinese(sentence()) else "bag-of-words")
        yield lines, baseline.vocabulary, torch.from_numpy(baseline.idf)
    else:
        labels = torch.tensor(_labels(lines, [one.label == "positive" for one in predictions], t))  # (B,)
        yield logits if twin.name == "cross_entropy" else logits.argmax(dim=-1), labels


def _labels(lines: list[str], positive: list[bool], t: Translator) -> list[int]:
    """1 for each line that the visitor calls positive; at first as the models do."""
    numbers = [str(number) for number in range(len(lines))]
    with st.container(width="stretch", gap="xsmall"):
        st.caption(t("predict.yours"))
        yours = url_state.option_pills(
            t("predict.yours"),
            numbers,
            key="predict_yours",
            default=[number for number, one in zip(numbers, positive, strict=True) if one],
            names=lambda number: foreign(lines[int(number)][:40]),
            label_visibility="collapsed",
        )
    return [int(number in yours) for number in numbers]
