"""Softmax, cross-entropy, accuracy, F1 and TF-IDF beside the library's, on the lines typed."""

import streamlit as st

from core.app import url_state
from core.app.models.cached_models import timed_prediction
from core.app.state import Translator, sentence
from core.data.language import is_chinese
from core.models.catalog import CHINESE_MODEL
from core.models.selection import model_for
from core.topics.predict.views.shared import CARD_HEIGHT


def code(t: Translator) -> None:
    """All twins on one batch: the sentence and the example's lines, with labels of the visitor's."""
    import torch

    from core.app.models.cached_models import classifier
    from core.app.widgets.twin_panel import twin_panel
    from core.nn import bag_of_words, classification, metrics

    typed = (sentence(), *t("predict.lines_example").splitlines())
    lines = [line for line in dict.fromkeys(typed) if line.strip()]
    with st.skeleton(CARD_HEIGHT):
        predictions = [timed_prediction(model_for([line]), line).prediction for line in lines]
    positive = [
        str(number) for number, prediction in enumerate(predictions) if prediction.label == "positive"
    ]
    yours = url_state.option_pills(
        t("predict.yours"),
        [str(number) for number in range(len(lines))],
        key="predict_yours",
        default=positive,
        names=lambda number: lines[int(number)][:60],
    )
    logits = torch.tensor([prediction.logits for prediction in predictions])  # (B, 2)
    classes = logits.argmax(dim=-1)  # (B,)
    labels = torch.tensor([int(str(number) in yours) for number in range(len(lines))])  # (B,)
    softmax, loss = classification.TWINS[:2]
    twin_panel(softmax, (logits,), t)
    twin_panel(loss, (logits, labels), t)
    for twin in metrics.TWINS:
        twin_panel(twin, (classes, labels), t)
    baseline = classifier(CHINESE_MODEL if is_chinese(sentence()) else "bag-of-words")
    twin_panel(bag_of_words.TWINS[0], (lines, baseline.vocabulary, torch.from_numpy(baseline.idf)), t)
