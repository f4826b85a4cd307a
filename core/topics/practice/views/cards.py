"""Which library? Cards made of the pages' own twins; the score lasts as long as the visit."""

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.app.course import station_title
from core.app.errors import friendly
from core.app.state import Translator

if TYPE_CHECKING:
    from core.topics.practice.deck import Card

WIDTH = 760  # pixels
MOST_SEEDS = 1_000_000
_STATE = "practice.cards"


@dataclass
class Score:
    """A visit's deck: which card is shown, how many were answered, and how many of them right at once."""

    seed: int
    number: int = 0
    answered: int = 0
    right: int = 0

    def answer(self, is_right: bool, number: int) -> None:
        """Count the first answer to each card."""
        if self.answered == number:
            self.answered += 1
            self.right += is_right


@st.fragment
def cards(t: Translator) -> None:
    """One card, the reply, and the next."""
    from core.topics.practice.deck import card

    score = st.session_state.setdefault(_STATE, Score(random.randrange(MOST_SEEDS)))
    with st.container(width=WIDTH), friendly():
        st.caption(t("practice.cards_about"))
        shown = card(score.seed, score.number)
        _question(shown, t)
        chosen = st.radio(
            t("practice.answers"),
            shown.options,
            index=None,
            key=f"practice_card_{score.number}",
            format_func=lambda option: f"`{option}`",
            label_visibility="collapsed",
        )
        if chosen is not None:
            score.answer(chosen == shown.right, score.number)
            _reply(shown, chosen, t)
        _next(score, chosen == shown.right, t)


def _question(shown: "Card", t: Translator) -> None:
    twin = shown.about.twin
    if shown.kind == "call":
        asked = f"**{t('practice.which_call')}**"
        st.markdown(f"{asked}  \n:gray[{t(f'twins.{twin.name}')}]  \n{t(f'twins.{twin.name}_about')}")
        return
    from core.topics.practice.deck import call_of

    st.markdown(f"**{t('practice.which_library')}**")
    st.code(call_of(shown.about), language="python", wrap_lines=True)


def _reply(shown: "Card", chosen: str, t: Translator) -> None:
    """Wrong: another try. Right: the import, the documentation and the page where it stands beside ours."""
    if chosen != shown.right:
        st.markdown(f":orange[:material/lightbulb:] {t('practice.card_wrong')}")
        return
    about = shown.about
    twin, address = about.twin, f"{about.topic}?{about.topic}_part=code&{about.key}={about.twin.name}"
    st.markdown(f":green[:material/check_circle:] {t('practice.card_right')}")
    st.code(f"{twin.import_path}\n{twin.call}", language="python", wrap_lines=True)
    st.markdown(
        f"[{t('twins.documentation')}]({twin.documentation}) · [{station_title(about.topic, t)}]({address})"
    )


def _next(score: Score, is_right: bool, t: Translator) -> None:
    def go_on() -> None:
        score.number += 1

    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if is_right:
            st.button(
                t("practice.card_next"),
                type="primary",
                icon=":material/arrow_forward:",
                key="practice_card_next",
                on_click=go_on,
            )
        if score.answered:
            st.markdown(t("practice.score", right=score.right, count=score.answered), width="content")
