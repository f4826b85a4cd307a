"""Workshop, part code: what the library does beside what we wrote, on the shared sentence."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.app.models.cached_models import card, classifier
from core.app.state import Translator, sentence
from core.app.widgets.twin_panel import choose_twin, twin_panel
from core.models.catalog import MAIN_MODEL
from core.topics.workshop.views.sentence import backward_of

TRAINED_TOWARDS = 1  # the label taught in AdamW's and clipping's twins
STEPS, RATE, DECAY = 100, 5e-5, 0.01
SHARE_OF_NORM = 0.5  # so that clipping has something to do
LONGEST = 128


def code(t: Translator) -> None:
    """Metrics, schedule, AdamW, clipping, WordPiece and the safetensors header, each by its twin."""
    from core.nn import metrics, schedule
    from core.topics.workshop.concepts import adamw, clipping, safetensors_header, wordpiece

    modules = (wordpiece, adamw, clipping, schedule, metrics, safetensors_header)
    twins = [twin for module in modules for twin in module.TWINS]
    twin = choose_twin(twins, t("workshop_code.twin"), key="workshop_code_twin", default="wordpiece", t=t)
    with st.skeleton(480):
        arguments = ARGUMENTS[twin.name]()
    twin_panel(twin, arguments, t)
    st.caption(t(f"workshop_code.on_{twin.name}"))


def _verdicts() -> tuple[Any, ...]:
    """Predictions and labels of the whole dev set, as the model card counted them."""
    import torch

    counts = card(MAIN_MODEL)["dev"]["confusion"]
    kinds = (
        ("true_positive", 1, 1),
        ("false_positive", 1, 0),
        ("false_negative", 0, 1),
        ("true_negative", 0, 0),
    )
    said = torch.cat([torch.full((counts[name],), prediction) for name, prediction, _ in kinds])
    true = torch.cat([torch.full((counts[name],), label) for name, _, label in kinds])
    return said, true


def _schedule() -> tuple[int, int]:
    """Steps and warm-up of the shipped model's training."""
    recipe, rows = card(MAIN_MODEL)["recipe"], card(MAIN_MODEL)["data"]["train_rows"]
    total = -(-rows // recipe["batch_size"]) * recipe["epochs"]
    return total, round(recipe["warmup"] * total)


def _adamw() -> tuple[Any, ...]:
    """The head's weights for positive, and the sentence's gradient of them a hundred times over."""
    gradient = backward_of(sentence(), TRAINED_TOWARDS).head[1]  # (D,)
    weights = classifier(MAIN_MODEL).network.classifier.weight[1].detach()  # (D,)
    return weights, gradient.repeat(STEPS, 1), RATE, DECAY


def _clipping() -> tuple[Any, ...]:
    """The gradients of the head's two rows, to be cut to half their length."""
    gradients = backward_of(sentence(), TRAINED_TOWARDS).head  # (C, D)
    return gradients, SHARE_OF_NORM * gradients.norm().item()


def _wordpiece() -> tuple[Any, ...]:
    from core.models.text_checks import readable

    return [readable(sentence())], classifier(MAIN_MODEL).tokenizer, LONGEST


def _file(name: str) -> tuple[Any, ...]:
    from core.models.bag_of_words import ARRAYS
    from core.models.catalog import WEIGHTS
    from core.models.locate import locate

    return (locate(name).folder / (WEIGHTS if name == MAIN_MODEL else ARRAYS),)


ARGUMENTS: dict[str, Callable[[], tuple[Any, ...]]] = {
    "accuracy": _verdicts,
    "f1": _verdicts,
    "schedule": _schedule,
    "adamw": _adamw,
    "clipping": _clipping,
    "wordpiece": _wordpiece,
    "safetensors_header": lambda: _file(MAIN_MODEL),
    "safetensors_values": lambda: _file("bag-of-words"),  # the small one: every number is compared
}
