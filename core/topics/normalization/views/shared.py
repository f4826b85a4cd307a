"""What the parts of Normalization share: the batch around the visitor's sentence, and the chosen number."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.models.reader import reader
from core.app.models.shared import loaded_once
from core.app.models.traced_model import opened
from core.app.panels import cut_note
from core.app.state import Translator, sentence
from core.app.url_picks import option_in_url, pick, replace_in_url, whole_numbers
from core.app.widgets.controls import controls

if TYPE_CHECKING:
    from core.topics.normalization.inputs import Normed, NormInputs

HEIGHT = 560  # pixels that a view leaves free while it waits for the model
MOST_TOKENS = 32  # of a sentence in a batch; 63 others are padded to it
MOST_SENTENCES = 64
FIRST_NORM = "3.attention"
CELL = "normalization_cell"
START = (0, 2, 100)  # sentence, token, dimension


@loaded_once(max_entries=2)
def others_in(language: str, name: str) -> "NormInputs":
    """The 63 sentences of our own in a language, read by a model: one pass for all visitors (41 or 79 MB)."""
    from core.data.film_sentences import film_sentences
    from core.topics.normalization.inputs import norm_inputs

    return norm_inputs(opened(name), film_sentences(language), MOST_TOKENS)


def others(name: str, first: str) -> "NormInputs":
    """What may share a batch with a sentence: ours in its language."""
    from core.data.language import language_of

    return others_in(language_of(first), name)


@st.cache_resource(max_entries=4, scope="session", show_spinner=False)
def own(name: str, first: str) -> "NormInputs":
    """The visitor's sentence, padded as the others are (1.2 MB at most)."""
    from core.topics.normalization.inputs import norm_inputs

    return norm_inputs(opened(name), [first], MOST_TOKENS)


def batch(size: int, norm: str = "", cut: bool = True) -> "NormInputs":
    """The visitor's sentence and the first of the others, for all LayerNorms or for one of them.

    Padded as far as is needed; without `cut`, to the widest that it may be.
    """
    name, first = reader(), sentence()
    mine = own(name, first)
    return (mine.only(norm) if norm else mine).batch(others(name, first), size, cut)


def normed(kind: str, norm: str, size: int) -> "Normed":
    """What a LayerNorm reads of the batch, before and after one kind of normalisation."""
    from core.topics.normalization.inputs import norm_weights
    from core.topics.normalization.inputs import normed as normalise

    return normalise(batch(size, norm), norm, kind, norm_weights(opened(reader()), norm))


def chosen_norm_and_size(t: Translator, container: Any = None) -> tuple[str, int]:
    """The LayerNorm whose numbers are shown, and the batch-size slider; in a row, or in `container`."""
    with st.skeleton(HEIGHT):
        others(reader(), sentence())
    inputs = opened(reader()).batch(sentence())
    cut_note("normalization.cut", MOST_TOKENS, len(inputs.tokens) + inputs.cut - MOST_TOKENS, t)
    with container or controls("normalization"):
        return choose_norm(t), choose_size(t)


def kind_names(t: Translator) -> dict[str, str]:
    """What the two norms are called that most views compare."""
    return {kind: t(f"normalization.kind_{kind}") for kind in ("batch", "layer")}


def number_of_own(shown: "NormInputs", norm: str) -> tuple[int, int]:
    """Token and dimension of the number that is chosen in the visitor's own sentence."""
    _, token, dimension = chosen_cell((1, *shown.inputs[norm].shape[1:]))
    return min(token, int(shown.real[0].sum()) - 1), dimension


def tell_number(shown: "NormInputs", norm: str, t: Translator) -> tuple[int, int]:
    """Say which number it is."""
    token, dimension = number_of_own(shown, norm)
    st.markdown(t("normalization.which", token=foreign(shown.pieces[0][token]), t=token, d=dimension))
    return token, dimension


def choose_size(t: Translator) -> int:
    """The batch-size slider."""
    return int(
        url_state.slider(
            t("normalization.size"),
            low=1.0,
            high=float(MOST_SENTENCES),
            step=1.0,
            key="normalization_size",
            default=4.0,
            format="%d",
        )
    )


def choose_kind(t: Translator) -> str:
    """Which numbers share a mean."""
    from core.topics.normalization.concept import KINDS

    names = {kind: t(f"normalization.kind_{kind}") for kind in KINDS}
    chosen, key = option_in_url("normalization_kind", KINDS, "layer"), "normalization_kind"
    return str(pick(t("normalization.kind"), KINDS, key=key, chosen=chosen, names=names.__getitem__))


def choose_norm(t: Translator) -> str:
    """Which LayerNorm of the model the numbers are taken from."""
    from core.topics.normalization.inputs import norm_names

    options = norm_names(opened(reader()).shape.layers)
    first = FIRST_NORM if FIRST_NORM in options else options[0]
    chosen = option_in_url("normalization_place", options, first)
    label = t("normalization.place")
    pick(label, options, key="normalization_place", chosen=chosen, names=lambda p: norm_label(p, t))
    return chosen


def norm_label(norm: str, t: Translator, form: str = "place") -> str:
    """What a LayerNorm is called: in full (`place`) or on an axis (`short`)."""
    layer, _, part = norm.partition(".")
    if not part:
        return t(f"normalization.{form}_embeddings")
    return t(f"normalization.{form}_{part}", layer=layer)


def chosen_cell(shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Sentence, token and dimension from the URL, within the block."""
    written = whole_numbers(url_state.remembered(CELL) or "", ".")
    numbers = written if written and len(written) == len(START) else START
    b, t, d = (min(number, size - 1) for number, size in zip(numbers, shape, strict=True))
    replace_in_url(CELL, _written((b, t, d)))
    return b, t, d


def choose_number(cell: list[int]) -> None:
    """Choose another number of the block."""
    url_state.remember(CELL, _written(cell))


def _written(cell: Sequence[int]) -> str:
    return ".".join(map(str, cell))
