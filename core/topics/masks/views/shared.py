"""What the parts of Masks share: the batch around the visitor's sentence, the head, the edited mask."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.models import traced_model
from core.app.state import Translator, sentence
from core.app.url_picks import number, pick
from core.app.widgets.components import without_special
from core.models.catalog import MAIN_MODEL

if TYPE_CHECKING:
    from core.topics.masks.training import Decoder
    from core.trace.batch_trace import TracedBatch

MOST_TOKENS = 24  # of a sentence; a larger grid could not be clicked
COMPANIONS = (17, 59)  # of the film sentences: a very short one and a long one
FLIPS = "masks_flips"
SEPARATOR = "_"
MOST_FLIPS = 200
DECODERS = {"causal": "decoder-causal", "none": "decoder-peeking"}
LARGE = "smollm2"


@dataclass(frozen=True)
class Seen:
    """One head of one sentence, and the mask that the visitor has made."""

    traced: "TracedBatch"
    row: int
    layer: int  # from 0, as the head
    head: int
    mask: Any  # (T, S)
    flips: list[str]

    @property
    def pieces(self) -> tuple[str, ...]:
        return self.traced.batch.pieces[self.row]

    def of(self, step: str) -> Any:
        """The head's queries, keys, values or scores."""
        return self.traced.head(step, self.layer, self.head, self.row)


def companions() -> list[str]:
    """The two sentences of ours, one of them shorter and one longer than most."""
    from core.data.film_sentences import film_sentences

    return [film_sentences()[number] for number in COMPANIONS]


def sentences() -> list[str]:
    """The texts of the batch."""
    return [sentence(), *companions()]


@st.cache_resource(max_entries=2, scope="session", show_spinner=False)
def traced(first: str) -> "TracedBatch":
    """The visitor's sentence and two of ours in one batch (6 MB at most)."""
    from core.trace.batch_trace import trace_batch

    return trace_batch(traced_model.opened(MAIN_MODEL), [first, *companions()], MOST_TOKENS)


@st.cache_resource(max_entries=64, scope="session", show_spinner=False)
def prediction(first: str, row: int, mask: bytes, T: int) -> float:
    """Probability of positive under a mask, given as bytes of truth values."""
    import torch

    from core.trace.batch_trace import probability_under

    table = torch.frombuffer(bytearray(mask), dtype=torch.bool).view(T, T)
    return probability_under(traced(first), row, table)


@st.cache_resource(max_entries=2, show_spinner=False)
def decoder(mask: str) -> "Decoder":
    """A shipped small decoder. Raises SentiscopeError where its files are missing or damaged."""
    from core.models.locate import locate
    from core.topics.masks.training import load

    return load(locate(DECODERS[mask]).folder)


def note_on_cut(t: Translator) -> None:
    """Say so where the sentence is longer than the grid."""
    inputs = traced_model.opened(MAIN_MODEL).batch(sentence())
    left_out = len(inputs.tokens) + inputs.cut - MOST_TOKENS
    if left_out > 0:
        st.info(t("masks.cut", read=MOST_TOKENS, cut=left_out), icon=":material/content_cut:")


def choose_head(t: Translator, wide: Callable[[Any], None] | None = None) -> tuple[int, int]:
    """Layer and head, both from 0 and shared with Inside BERT; `wide` draws what stands beside them."""
    shape = traced_model.opened(MAIN_MODEL).shape
    place = traced_model.place(shape.layers, shape.heads)
    columns = st.columns([4, 1, 1] if wide else [1, 1, 4])
    if wide:
        wide(columns[0])
    left, right = columns[1:] if wide else columns[:2]
    layers, heads = range(1, shape.layers + 1), range(1, shape.heads + 1)
    pick(t("inside.layer"), layers, key="inside_layer", chosen=place.layer, place=left)
    pick(t("inside.head"), heads, key="inside_head", chosen=place.head, place=right)
    return place.layer - 1, place.head - 1


def choose_row_and_head(t: Translator) -> tuple[int, int, int]:
    """The sentence of the batch, layer and head, all from 0."""
    rows = [" ".join(without_special(row)) for row in traced(sentence()).batch.pieces]
    row = number("masks_row", len(rows) - 1, 0)

    def rows_list(place: Any) -> None:
        numbers = range(len(rows))
        pick(t("masks.row"), numbers, key="masks_row", chosen=row, names=rows.__getitem__, place=place)

    return row, *choose_head(t, rows_list)


def choose_kind(t: Translator) -> str:
    from core.topics.masks.concept import KINDS

    return url_state.choose(
        t("masks.kind"),
        KINDS,
        key="masks_kind",
        default="causal",
        names=lambda kind: t(f"masks.kind_{kind}"),
        label_visibility="collapsed",
    )


def seen(kind: str, row: int, layer: int, head: int) -> Seen:
    """The chosen head, with the mask of a kind and the visitor's edits."""
    from core.topics.masks.concept import mask_of

    current = traced(sentence())
    mask = mask_of(kind, current.real[row]).clone()  # (T, S)
    flips = read_flips(len(mask))
    for flip in flips:
        t, s = map(int, flip.split("."))
        mask[t, s] = ~mask[t, s]
    return Seen(current, row, layer, head, mask, flips)


def read_flips(T: int) -> list[str]:
    """The edited cells from the URL, as far as they lie in the grid; each once."""
    flips = dict.fromkeys((url_state.remembered(FLIPS) or "").split(SEPARATOR))
    return [flip for flip in flips if _is_cell(flip, T)][:MOST_FLIPS]


def _is_cell(text: str, T: int) -> bool:
    parts = text.split(".")
    return len(parts) == 2 and all(part.isdecimal() and len(part) < 4 and int(part) < T for part in parts)


def flip(flips: list[str]) -> None:
    """Keep the edited cells in the URL."""
    url_state.remember(FLIPS, SEPARATOR.join(map(str, flips)) or None)


def clear() -> None:
    url_state.remember(FLIPS, None)
