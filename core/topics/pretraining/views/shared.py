"""What the parts of Pretraining share: the model, the sentence with its holes, settings in the URL."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.examples import offer_example
from core.app.foreign import foreign_code
from core.app.glossary import explained
from core.app.models.cached_models import guessing_network
from core.app.models.hub_model import is_here
from core.app.models.reader import reader
from core.app.models.shared import loaded_once
from core.app.panels import cut_note
from core.app.state import Translator, sentence
from core.app.url_picks import number_in_url, replace_in_url, whole_number
from core.app.waiting import waiting_for_torch
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.data.example_sentences import DEFAULT
from core.data.labelled import Language
from core.data.language import is_chinese
from core.models.catalog import CHINESE_MODEL

if TYPE_CHECKING:
    from pathlib import Path

    from core.models.bert.weights import Inputs, OpenedModel
    from core.topics.pretraining.predictions import Guesses, Side

MAIN, CHINESE = "pretrained-minilm", "pretrained-e5"  # ours, for English and for Chinese
CLASSICS = {MAIN: "google-bert/bert-base-uncased", CHINESE: "google-bert/bert-base-chinese"}
CLASSIC = CLASSICS[MAIN]  # in the URL the name of either: which one follows the sentence
MODELS = (MAIN, CLASSIC)
CHOICE = "pretraining_model"
MOST_HOLES = 6
HEIGHT = 420  # pixels that a part leaves free while it waits for the model
HOLES, PUT_IN = "pretraining_holes", "pretraining_put"
PUT = re.compile(r"(\d{1,3})\.(\d{1,6})")


@loaded_once(max_entries=2)
def opened(name: str) -> "OpenedModel":
    """A pre-trained BERT's weights, heads included, its shape and tokenizer; never asks the network."""
    from core.models.bert.weights import open_pretraining

    folder_of(name)
    loaded = guessing_network(name)
    return open_pretraining(loaded.network, loaded.tokenizer, name, loaded)


def folder_of(name: str) -> "Path":
    """Where a model lies. Raises SentiscopeError `pretraining_no_network` where ours is missing."""
    from core.models.locate import locate

    try:
        return locate(name).folder
    except SentiscopeError as error:
        if name == MAIN:
            raise SentiscopeError("pretraining_no_network", name=MAIN) from error
        raise


def ours() -> str:
    """Our network that guesses in the language of the reader; the English one where the other is missing."""
    return CHINESE if reader() == CHINESE_MODEL and _is_there(CHINESE) else MAIN


def language() -> Language:
    """The language that the page's network learned to guess in."""
    return language_of(ours())


def language_of(name: str) -> Language:
    """The language that a model learned to guess in."""
    return "zh" if name in (CHINESE, CLASSICS[CHINESE]) else "en"


def _is_there(name: str) -> bool:
    try:
        folder_of(name)
    except SentiscopeError:
        return False
    return True


def first_view() -> str:
    """The view that is shown first: one without a network where ours is missing, or learned no Chinese."""
    return "guess" if _is_there(ours()) and guessed_text(sentence()) == sentence() else "corrupt"


@st.cache_resource(max_entries=24, scope="session", show_spinner=False)
def guessed(
    name: str, text: str, holes: tuple[int, ...], put: tuple[tuple[int, int], ...], side: "Side" = "both"
) -> "Guesses":
    """What the model makes of the holes; of one hole, where only one `side` is seen."""
    from core.topics.pretraining.predictions import guess, in_sight, with_holes

    model, inputs = opened(name), read(name, text)
    ids = with_holes(inputs, holes, dict(put), model.tokenizer.mask_token_id)
    seen = None if side == "both" else in_sight(ids.shape[1], holes[0], side)
    return guess(model, ids, inputs.segments, holes, seen)


def read(name: str, text: str) -> "Inputs":
    """The sentence as the model reads it. Raises SentiscopeError("text_empty")."""
    return opened(name).batch(text)


def can_guess(*texts: str, t: Translator) -> bool:
    """Whether the heads learned the texts' language; where not, says so. E5 reads English, too."""
    has_chinese = any(map(is_chinese, texts))
    if language() == "zh":
        if not has_chinese:
            st.caption(t("pretraining.learned_chinese"))
        return True
    if not has_chinese:
        return True
    st.info(t("pretraining.not_guessed", corrupt=t("pretraining.view_corrupt")), icon=":material/translate:")
    offer_example(DEFAULT, t)
    return False


def guessed_text(text: str) -> str:
    """The text, or an English example where the heads learned none of its language."""
    return DEFAULT if is_chinese(text) and language() == "en" else text


def choose_model(t: Translator) -> None:
    """Ours or the classic BERT, in the language of the sentence; a public server has only ours."""
    if not is_public():
        names = {MAIN: called(ours(), t), CLASSIC: called(CLASSICS[ours()], t)}
        url_state.option_buttons(
            t("pretraining.model"),
            MODELS,
            key=CHOICE,
            default=MAIN,
            names=names.__getitem__,
            label_visibility="collapsed",
        )


def called(name: str, t: Translator) -> str:
    """What a model is called: ours in words, the classic ones as on the hub."""
    return t(f"pretraining.model_{name}") if name in CLASSICS else name.rpartition("/")[2]


def learned_from(name: str, t: Translator) -> str:
    """The texts that a model was pre-trained on."""
    if name in CLASSICS:
        return t(f"pretraining.learned_from_{name}")
    return t(f"pretraining.learned_from_classic_{language_of(name)}")


def model_name(t: Translator) -> str:
    """The chosen model where it is on this machine; else ours, after saying how to get the other."""
    chosen = st.session_state.get(CHOICE) or st.query_params.get(CHOICE)
    classic = CLASSICS[ours()]
    return classic if chosen == CLASSIC and not is_public() and is_here(classic, t) else ours()


def words_of(inputs: "Inputs") -> list[int]:
    """The positions that can be hidden: special tokens cannot."""
    return [position for position, token in enumerate(inputs.tokens) if not token.special]


def note_unknown(inputs: "Inputs", name: str, t: Translator) -> None:
    """Say why an unknown token cannot be hidden, where the sentence has one."""
    unknown = opened(name).tokenizer.unk_token
    count = sum(token.text == unknown for token in inputs.tokens)
    if count:
        st.caption(explained(t("pretraining.unknown", token=foreign_code(unknown), count=count)))


def hole_of(inputs: "Inputs", words: list[int]) -> int:
    """The one word that is chosen where only one is hidden; else the first that is, else the last."""
    start = next(iter(holes_of(inputs)), words[-1])
    position = number_in_url("pretraining_place", words[-1], 0)
    return position if position in words else start


def holes_of(inputs: "Inputs") -> tuple[int, ...]:
    """The chosen holes that the sentence has; where none was chosen, its longest word."""
    words = words_of(inputs)
    written = url_state.remembered(HOLES)
    chosen = {whole_number(part) for part in (written or "").split(url_state.SEPARATOR)}
    holes = tuple(position for position in words if position in chosen)[:MOST_HOLES]
    if holes or written == url_state.NOTHING:
        replace_in_url(HOLES, _holes_text(holes))
        return holes
    replace_in_url(HOLES, "")
    return tuple(sorted(words, key=lambda position: -len(inputs.tokens[position].text))[:1])


def put_of(inputs: "Inputs", vocabulary: int) -> tuple[tuple[int, int], ...]:
    """The positions where another token was put, and which."""
    pairs = [tuple(map(int, pair)) for pair in PUT.findall(url_state.remembered(PUT_IN) or "")]
    good = {
        position: token
        for position, token in pairs
        if position < len(inputs.tokens) and not inputs.tokens[position].special and token < vocabulary
    }
    replace_in_url(PUT_IN, _put_text(good))
    return tuple(sorted(good.items()))


def keep(holes: list[int], put: dict[int, int]) -> None:
    """Put both into the URL."""
    url_state.remember(HOLES, _holes_text(sorted(holes)))
    url_state.remember(PUT_IN, _put_text(put) or None)


def _holes_text(holes: Sequence[int]) -> str:
    return url_state.SEPARATOR.join(map(str, holes)) or url_state.NOTHING


def _put_text(put: dict[int, int]) -> str:
    return "_".join(f"{position}.{token}" for position, token in sorted(put.items()))


def clicked(inputs: "Inputs", vocabulary: int, act: dict[str, Any]) -> None:
    """A word was clicked: hide it, or show it as it was. A guess was clicked: put it in."""
    holes, put = list(holes_of(inputs)), dict(put_of(inputs, vocabulary))
    position = int(act["place"])
    if act["act"] == "put":
        put[position] = int(act["id"])
        if put[position] == inputs.tokens[position].id:
            del put[position]
        holes = [hole for hole in holes if hole != position]
    elif position in holes:
        holes.remove(position)
    elif position in put:
        del put[position]
    else:
        holes = [*holes, position][-MOST_HOLES:]
    keep(holes, put)


def chosen_model(t: Translator) -> str:
    """The name of the model that answers, opened, with a word while it loads."""
    name = model_name(t)
    with waiting_for_torch(HEIGHT, t, name):
        opened(name)
    return name


def current(t: Translator) -> tuple[str, "OpenedModel", "Inputs"]:
    """Model's name, model and the sentence whose words it guesses, with a word while they load."""
    name = model_name(t)
    with waiting_for_torch(HEIGHT, t, name):
        model = opened(name)
        inputs = read(name, guessed_text(sentence()))
    cut_note("inside.cut", len(inputs.tokens), inputs.cut, t)
    return name, model, inputs
