"""What the parts of the page share: the text to translate, the models, and what they make of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.models.shared import loaded_once
from core.app.panels import cut_note
from core.app.state import Translator
from core.app.waiting import waiting_for_torch
from core.app.widgets.controls import controls
from core.base.errors import SentiscopeError
from core.data.language import language_of
from core.topics.transformer.examples import DEFAULT, EXAMPLES

if TYPE_CHECKING:
    from core.topics.transformer.trace import Traced

TEXT = "transformer_text"
MODELS = {"transformer": "translator", "gru": "translator-gru", "bahdanau": "translator-bahdanau"}
MOST_WORDS = 60  # that are read; more is cut
MOST_PIECES = 80  # that are written
HEIGHT = 520  # pixels that a part leaves free while it waits for the model
SHOWN_UNKNOWN = 6  # words named as unknown


@loaded_once(max_entries=len(MODELS))
def model(kind: str) -> Any:
    """A shipped translator."""
    from core.models.locate import locate
    from core.topics.transformer.translator import load

    return load(locate(MODELS[kind]).folder)


@dataclass(frozen=True)
class Translation:
    """A text as it is read, and what the model wrote, piece by piece, [END] included where it came."""

    words: tuple[str, ...]
    ids: tuple[int, ...]
    pieces: tuple[str, ...]
    text: str
    ended: bool


def ask(t: Translator, width: int = 520, row: Any = None) -> Any:
    """The field for the text, and examples to take; in a row of its own, where none is given.

    Returns their row, with room for a view's own.
    """
    row = row or controls("transformer_text")
    url_state.text_field(
        t("transformer.text"),
        key=TEXT,
        default=DEFAULT,
        container=row,
        width=width,
        placeholder=t("transformer.placeholder"),
    )
    with row.popover(t("transformer.examples"), icon=":material/lightbulb:"):
        for name, example in EXAMPLES.items():
            st.button(
                f"{t(f'transformer.example_{name}')}: {example}".replace("$", "\\$"),
                key=f"transformer_example_{name}",
                type="tertiary",
                on_click=_take,
                args=(example,),
            )
    return row


def _take(text: str) -> None:
    st.session_state[TEXT] = text


def typed() -> str:
    """The text as it was typed."""
    return st.session_state.get(TEXT) or DEFAULT


def words_read(t: Translator | None = None) -> tuple[str, ...]:
    """The words of the text, cut where there are too many; with a translator also the notes on them.

    Raises SentiscopeError("translator_empty").
    """
    from core.topics.transformer.phrases.sentences import english_tokens

    words = english_tokens(typed())
    if not words:
        raise SentiscopeError("translator_empty")
    if t:
        cut_note("transformer.cut", MOST_WORDS, len(words) - MOST_WORDS, t)
        _note_unknown(words[:MOST_WORDS], t)
    return tuple(words[:MOST_WORDS])


def _note_unknown(words: list[str], t: Translator) -> None:
    """Name the words that the model has never seen."""
    unknown = [word for word in dict.fromkeys(words) if word not in model("transformer").pieces.ids]
    if not unknown:
        return
    if language_of(" ".join(words)) == "zh":
        st.info(t("transformer.reads_english"), icon=":material/translate:")
        return
    more = " …" if len(unknown) > SHOWN_UNKNOWN else ""
    named = ", ".join(foreign(word) for word in unknown[:SHOWN_UNKNOWN]) + more
    st.info(t("transformer.unknown", words=named, count=len(unknown)), icon=":material/help:")


@st.cache_data(max_entries=64, show_spinner=False)
def translated(kind: str, words: tuple[str, ...]) -> Translation:
    """What greedy search writes."""
    from core.topics.transformer.translator import translate
    from core.training.small.vocabulary import END

    translator = model(kind)
    ids = translate(translator, words, MOST_PIECES)
    pieces = tuple(translator.pieces.words[n] for n in ids)
    return Translation(words, tuple(ids), pieces, translator.write(ids), END in ids)


def trace(words: tuple[str, ...], written: tuple[int, ...]) -> "Traced":
    """Both towers on these words and what was written; `written` is without [START]."""
    from core.topics.transformer.trace import traced
    from core.training.small.vocabulary import START

    translator = model("transformer")
    return traced(translator.read(words), [START, *written[:-1]], translator.weights(), translator.shape)


def current(t: Translator, notes: bool = True) -> Translation:
    """The text's translation by the Transformer."""
    with waiting_for_torch(HEIGHT, t, MODELS["transformer"]):
        model("transformer")
    return translated("transformer", words_read(t if notes else None))


def pick_epsilon(t: Translator, row: Any) -> float:
    """How much of the target is shared out over all pieces."""
    return float(
        url_state.slider(
            t("transformer.epsilon"),
            low=0.0,
            high=0.5,
            step=0.01,
            key="transformer_epsilon",
            default=0.1,
            container=row,
        )
    )


def source_names(words: tuple[str, ...]) -> list[str]:
    """What the encoder reads, as labels."""
    return [*words, "[END]"]


def written_names(translation: Translation) -> list[str]:
    """What the decoder reads, as labels: [START] and all pieces but the last."""
    return ["[START]", *translation.pieces[:-1]]
