"""See, first view: type, and watch the translation come about."""

from typing import Any

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.models.cached_models import card
from core.app.state import Translator
from core.app.url_picks import number_in_url, option_in_url
from core.app.widgets.letters import letters_below
from core.topics.transformer.views import shared
from core.topics.transformer.views.towers import towers

STEP, PIECE, HEAD = "transformer_step", "transformer_piece", "transformer_head"
FIRST_STEP = "decoder_3_cross"


def translate_view(t: Translator) -> None:
    """The translation, and both towers at work on it."""
    row = shared.ask(t, width=450)
    translation = shared.current(t)
    row.markdown(t("transformer.translation", text=foreign(translation.text or "∅")), width="content")
    if not translation.ended:
        st.warning(t("transformer.no_end", most=shared.MOST_PIECES), icon=":material/all_inclusive:")
    with st.container(key="ss-tall"):
        _towers(translation, t)
    st.caption(explained(t("transformer.translate_note", **_facts())))


def _facts() -> dict[str, str]:
    """How often held-out sentences come out right, from the model's card."""
    told = card(shared.MODELS["transformer"])
    return {
        "exact": f"{told['held_out']['exact']:.1%}",
        "longer": f"{told['longer']['exact']:.1%}",
        "sentences": f"{told['held_out']['sentences']:,}",
    }


@st.fragment
def _towers(translation: shared.Translation, t: Translator) -> None:
    """Steps and pieces are chosen here without the rest of the page."""
    from core.topics.transformer.concept import Shape
    from core.topics.transformer.trace import places

    shape = Shape()
    names = [place.name for place in places(shape)]
    place = {
        "step": option_in_url(STEP, names, FIRST_STEP),
        "piece": number_in_url(PIECE, len(translation.pieces)) - 1,
        "head": number_in_url(HEAD, shape.heads, least=0),
    }
    traced = shared.trace(translation.words, translation.ids)
    with letters_below(t) as told:
        towers(translation, traced, place, _go, shared.model("transformer").pieces.words, told)


def _go(place: dict[str, Any]) -> None:
    url_state.remember(STEP, str(place["step"]))
    url_state.remember(PIECE, str(int(place["piece"]) + 1))
    url_state.remember(HEAD, str(int(place["head"])))
