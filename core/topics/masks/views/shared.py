"""What the parts of Masks share: the batch around the visitor's sentence, the head, the edited mask."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.models.reader import reader
from core.app.models.shared import loaded_once
from core.app.models.traced_model import opened, pick_head, pick_layer
from core.app.panels import cut_note
from core.app.state import Translator, sentence
from core.app.url_picks import option_in_url, pick, pick_number, replace_in_url, whole_numbers
from core.app.waiting import waiting_for_torch
from core.app.widgets.controls import controls
from core.models.reading.pieces import text_read

if TYPE_CHECKING:
    from core.topics.masks.decoder import Decoder
    from core.trace.batch_trace import TracedBatch

HEIGHT = 520  # pixels that a part leaves free while it waits for the model
MOST_TOKENS = 24  # of a sentence; a larger grid could not be clicked
COMPANIONS = (17, 59)  # of the film sentences: a very short one and a long one
FLIPS = "masks_flips"
SEPARATOR = "_"
MOST_FLIPS = 200
DECODERS: dict[str, dict[str, str]] = {  # by language and mask
    "en": {"causal": "decoder-causal", "none": "decoder-peeking"},
    "zh": {"causal": "decoder-causal-zh", "none": "decoder-peeking-zh"},
}


@dataclass(frozen=True)
class MaskedHead:
    """One head of one sentence, and the mask that the visitor has made."""

    batch: "TracedBatch"
    row: int
    layer: int  # from 0, as the head
    head: int
    mask: Any  # (T, S)
    flips: list[str]

    @property
    def pieces(self) -> tuple[str, ...]:
        return self.batch.batch.pieces[self.row]

    def of(self, step: str) -> Any:
        """The head's queries, keys, values or scores."""
        return self.batch.head(step, self.layer, self.head, self.row)


def texts_with(first: str) -> list[str]:
    """The texts of the batch: a sentence and two of ours in its language, one very short and one long."""
    from core.data.film_sentences import film_sentences
    from core.data.language import language_of

    ours = film_sentences(language_of(first))
    return [first, *(ours[number] for number in COMPANIONS)]


@st.cache_resource(max_entries=2, scope="session", show_spinner=False)
def traced_batch(name: str, first: str) -> "TracedBatch":
    """The visitor's sentence and two of ours in one batch, read by a model (12 MB at most)."""
    from core.trace.batch_trace import trace_batch

    return trace_batch(opened(name), texts_with(first), MOST_TOKENS)


def current() -> "TracedBatch":
    """The batch around the shared sentence, by the model that reads it."""
    return traced_batch(reader(), sentence())


@st.cache_resource(max_entries=64, scope="session", show_spinner=False)
def prediction(name: str, first: str, row: int, mask: bytes, T: int) -> float:
    """Probability of positive under a mask, given as bytes of truth values."""
    import torch

    from core.trace.batch_trace import probability_under

    table = torch.frombuffer(bytearray(mask), dtype=torch.bool).view(T, T)
    return probability_under(traced_batch(name, first), row, table)


@loaded_once(max_entries=4)
def decoder(mask: str, language: str) -> "Decoder":
    """A shipped small decoder. Raises SentiscopeError where its files are missing or damaged."""
    from core.models.locate import locate
    from core.topics.masks.decoder import load

    return load(locate(DECODERS[language][mask]).folder)


def current_batch(t: Translator, notes: bool = True) -> "TracedBatch":
    """The batch around the shared sentence; `notes` says so where that is longer than the grid."""
    with waiting_for_torch(HEIGHT, t, reader()):
        batch = current()
    if notes:
        inputs = batch.opened.batch(sentence())
        cut_note("masks.cut", MOST_TOKENS, len(inputs.tokens) + inputs.cut - MOST_TOKENS, t)
    return batch


def choose_head(t: Translator, container: Any = None) -> tuple[int, int]:
    """Layer and head, both from 0 and shared with Inside BERT; in a row of their own, or in `container`."""
    shape, row = current().opened.shape, container or controls("masks_head")
    layer = pick_layer(shape.layers, t, "inside", row)
    return layer - 1, pick_head(shape.heads, t, "inside", row) - 1


def choose_row_and_head(t: Translator, container: Any) -> tuple[int, int, int]:
    """The sentence of the batch, layer and head, all from 0."""
    return choose_row(t, container), *choose_head(t, container)


def choose_row(t: Translator, container: Any, key: str = "masks_row", default: int = 0) -> int:
    """The sentence of the batch, from 0."""
    rows = [text_read(row) for row in current().batch.tokens]
    look: dict[str, Any] = {"names": rows.__getitem__, "container": container}
    return pick_number(t("masks.row"), range(len(rows)), key=key, default=default, **look)


def choose_kind(t: Translator, container: Any = st) -> str:
    """Which mask, from a list; kept in the URL."""
    from core.topics.masks.concept import KINDS

    names = {kind: t(f"masks.kind_{kind}") for kind in KINDS}
    look: dict[str, Any] = {"names": names.__getitem__, "container": container}
    chosen = option_in_url("masks_kind", KINDS, "causal")
    return str(pick(t("masks.kind"), KINDS, key="masks_kind", chosen=chosen, **look))


def masked_head(kind: str, row: int, layer: int, head: int) -> MaskedHead:
    """The chosen head, with the mask of a kind and the visitor's edits."""
    from core.topics.masks.concept import mask_of

    batch = current()
    mask = mask_of(kind, batch.real[row]).clone()  # (T, S)
    flips = read_flips(len(mask))
    for flip in flips:
        t, s = map(int, flip.split("."))
        mask[t, s] = ~mask[t, s]
    return MaskedHead(batch, row, layer, head, mask, flips)


def read_flips(T: int) -> list[str]:
    """The edited cells from the URL, as far as they lie in the grid; each once."""
    written = dict.fromkeys((url_state.remembered(FLIPS) or "").split(SEPARATOR))
    flips = [flip for flip in written if _is_cell(flip, T)][:MOST_FLIPS]
    replace_in_url(FLIPS, SEPARATOR.join(flips))
    return flips


def _is_cell(text: str, T: int) -> bool:
    numbers = whole_numbers(text, ".")
    return numbers is not None and len(numbers) == 2 and max(numbers) < T


def flip(flips: list[str]) -> None:
    """Keep the edited cells in the URL."""
    url_state.remember(FLIPS, SEPARATOR.join(map(str, flips)) or None)


def clear() -> None:
    url_state.remember(FLIPS, None)
