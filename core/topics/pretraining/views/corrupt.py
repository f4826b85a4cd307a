"""Corruption live: what BERT's procedure hides, swaps and leaves in this sentence, and how often.

It needs no network, only the tokenizer of the model that reads the sentence.
"""

import re

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign_code
from core.app.glossary import explained
from core.app.models.reader import reader
from core.app.models.traced_model import opened
from core.app.panels import colour_keys, cut_note, figure
from core.app.state import Translator, sentence
from core.app.url_picks import number_in_url
from core.app.widgets.controls import controls
from core.topics.pretraining.views.cloze import Chip, State, cloze

UNUSED = re.compile(r"\[unused\d+\]")
DRAWS = 1000
HEIGHT = 420  # pixels that are left free while the tokenizer loads
MOST_SEED = 99_999_999
FIRST_SEED = 42
SPECIAL: tuple[State, str] = ("special", "")
STATES: dict[str, tuple[State, str]] = {  # how a chip shows what was done to its token
    "untouched": ("plain", ""),
    "masked": ("hole", ""),
    "random": ("plain", "random"),
    "kept": ("plain", "kept"),
}
KEYS = {"masked": "accent", "random": "negative", "kept": "positive"}  # kind → colour of its chips


@st.cache_resource(max_entries=16, scope="session", show_spinner=False)
def fractions(name: str, text: str, seed: int) -> dict[str, tuple[float, float, float]]:
    """How often each kind came up in a thousand draws of this sentence."""
    from core.topics.pretraining.predictions import kind_fractions

    model = opened(name)
    return kind_fractions(model.batch(text), model.tokenizer, seed, DRAWS)


def corrupt_view(t: Translator) -> None:
    """One draw on the sentence, and how often each kind comes up in a thousand."""
    from core.topics.pretraining.predictions import telling_seed

    with st.skeleton(HEIGHT):
        model = opened(name := reader())
        inputs = model.batch(sentence())
    cut_note("inside.cut", len(inputs.tokens), inputs.cut, t)
    first = telling_seed(inputs, model.tokenizer, FIRST_SEED)
    seed = number_in_url("pretraining_seed", MOST_SEED, 0, default=first)
    with controls("pretraining_corrupt"):
        st.button(
            t("pretraining.redraw"),
            icon=":material/casino:",
            on_click=url_state.remember,
            args=("pretraining_seed", str(seed + 1)),
        )
        colour_keys({colour: t(f"pretraining.legend_{kind}") for kind, colour in KEYS.items()})
    cloze(chips := drawn_chips(seed, t), [], t, key="pretraining_corrupted")
    st.caption(t("pretraining.legend", seed=seed))
    if unused := next((chip.text for chip in chips if UNUSED.fullmatch(chip.text)), None):
        st.caption(t("pretraining.unused", token=unused))
    _show_fractions(fractions(name, sentence(), seed), t)
    st.markdown(explained(t("pretraining.corrupt_about", mask=foreign_code(model.tokenizer.mask_token))))


def _show_fractions(measured: dict[str, tuple[float, float, float]], t: Translator) -> None:
    if not measured:
        st.info(t("pretraining.no_words"), icon=":material/touch_app:")
        return
    from core.topics.pretraining.figures import corruption_fractions
    from core.topics.pretraining.predictions import EXPECTED

    kinds = {kind: t(f"pretraining.kind_{kind}") for kind in EXPECTED}
    draws = f"{DRAWS:,}"
    figure("pretraining.shares", corruption_fractions, measured, EXPECTED, t=t, more=kinds, draws=draws)
    st.caption(explained(t("pretraining.shares_note")))


def drawn_chips(seed: int, t: Translator) -> list[Chip]:
    """The tokens as one draw leaves them; what was changed shows what stood there."""
    from core.topics.pretraining.predictions import KINDS, draw_corruption, kinds_of

    model = opened(reader())
    inputs, tokenizer = model.batch(sentence()), model.tokenizer
    corrupted, targets = draw_corruption(inputs, tokenizer, seed)
    kinds = kinds_of(inputs.ids, corrupted, targets, tokenizer.mask_token_id)[0].tolist()
    texts = tokenizer.convert_ids_to_tokens(corrupted[0].tolist())
    chips = []
    for position, (token, text) in enumerate(zip(inputs.tokens, texts, strict=True)):
        kind = KINDS[kinds[position]]
        state, tone = SPECIAL if token.special else STATES[kind]
        was = token.text if kind in ("masked", "random") else ""
        hint = t("pretraining.chip_hint", position=position, id=int(corrupted[0, position]))
        chips.append(Chip(text or "·", state, was, tone, f"{t(f'pretraining.kind_{kind}')} · {hint}"))
    return chips
