"""What the library does beside what we wrote, on the shared sentence, the model card or a shipped file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.models.cached_models import card, classifier
from core.app.models.reader import reader
from core.app.state import Translator, sentence
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.topics.workshop.views.sentence import backward_of
from core.topics.workshop.views.tokenizers.cuts import tokenizer

if TYPE_CHECKING:
    from core.nn.twin import Twin

LABEL = 1  # the one taught in AdamW's and clipping's twins
STEPS, RATE, DECAY = 100, 5e-5, 0.01
PROPORTION_OF_NORM = 0.5  # so that clipping has something to do
MOST_TOKENS = 128


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """What the twin is run on, and a line that says so."""
    with st.skeleton(480):
        arguments = ARGUMENTS[twin.name]()
    yield arguments
    st.caption(t(f"workshop_code.on_{twin.name}"))


def _dev_set() -> tuple[Any, ...]:
    """Predictions and labels of the whole dev set, as the model card counted them."""
    from core.nn.metrics import Confusion
    from core.topics.workshop.twins import predictions_and_labels

    return predictions_and_labels(Confusion(**card(MAIN_MODEL)["dev"]["confusion"]))


def _schedule() -> tuple[int, int]:
    """Steps and warm-up of the shipped model's training."""
    from core.nn.schedule import steps_per_epoch

    recipe, rows = card(MAIN_MODEL)["recipe"], card(MAIN_MODEL)["data"]["train_rows"]
    total = steps_per_epoch(rows, recipe["batch_size"]) * recipe["epochs"]
    return total, round(recipe["warmup"] * total)


def _adamw() -> tuple[Any, ...]:
    """The head's weights for positive, and the sentence's gradient of them a hundred times over."""
    gradient = backward_of(reader(), sentence(), LABEL).head[1]  # (D,)
    weights = classifier(reader()).network.classifier.weight[1].detach()  # (D,)
    return weights, gradient.repeat(STEPS, 1), RATE, DECAY


def _clipping() -> tuple[Any, ...]:
    """The gradients of the head's two rows, to be cut to half their length."""
    gradients = backward_of(reader(), sentence(), LABEL).head  # (C, D)
    return gradients, PROPORTION_OF_NORM * gradients.norm().item()


def _wordpiece() -> tuple[Any, ...]:
    """The sentence and MiniLM's tokenizer: the other model's is no WordPiece."""
    from core.models.text_checks import readable

    return [readable(sentence())], classifier(MAIN_MODEL).tokenizer, MOST_TOKENS


def _unigram() -> tuple[Any, ...]:
    """The sentence and E5's tokenizer."""
    from core.models.text_checks import readable

    return [readable(sentence())], tokenizer(CHINESE_MODEL), MOST_TOKENS


def _word_pieces() -> tuple[Any, ...]:
    """The sentence's words and MiniLM's vocabulary."""
    from core.models.text_checks import readable
    from core.topics.workshop.concepts.wordpiece import basic_tokens

    return basic_tokens(readable(sentence())), classifier(MAIN_MODEL).tokenizer.get_vocab()


def _cross_entropy() -> tuple[Any, ...]:
    """The sentence's logits, and the label that is taught."""
    import torch

    return backward_of(reader(), sentence(), LABEL).logits[None], torch.tensor([LABEL])


def _main_weights() -> tuple[Path]:
    """The file of the shipped classifier's weights."""
    from core.models.catalog import WEIGHTS
    from core.models.locate import locate

    return (locate(MAIN_MODEL).folder / WEIGHTS,)


def _bag_of_words_arrays() -> tuple[Path]:
    """The bag of words' file: a small one, for every number in it is compared."""
    from core.models.bag_of_words import ARRAYS
    from core.models.locate import locate

    return (locate("bag-of-words").folder / ARRAYS,)


ARGUMENTS: dict[str, Callable[[], tuple[Any, ...]]] = {
    "accuracy": _dev_set,
    "f1": _dev_set,
    "schedule": _schedule,
    "adamw": _adamw,
    "clipping": _clipping,
    "wordpiece": _wordpiece,
    "word_pieces": _word_pieces,
    "unigram": _unigram,
    "cross_entropy": _cross_entropy,
    "safetensors_header": _main_weights,
    "safetensors_values": _bag_of_words_arrays,
}
