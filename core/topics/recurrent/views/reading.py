"""A view of Recurrent networks: the three cells read the same sentence."""

import streamlit as st

from core.app.examples import offer_example
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.app.waiting import waiting_for_torch
from core.data.example_sentences import SHOWS_TURNS, SHOWS_TURNS_CHINESE
from core.data.language import is_chinese
from core.topics.recurrent.views import shared

FLAT = 0.1  # of probability, which no word moves by


def reading_view(t: Translator) -> None:
    """LSTM, GRU and RNN read the same sentence; which word moved each one's probability most."""
    from core.topics.recurrent.figures import reading_lines
    from core.topics.recurrent.trace import turning_point

    if not shared.can_read(t):
        return
    with waiting_for_torch(shared.HEIGHT, t, shared.network_name(shared.KINDS[0], sentence())):
        shown = shared.traces()
    first = next(iter(shown.values()))
    shared.notes(first, t)
    names = {kind: t(f"recurrent.kind_{kind}") for kind in shown}
    curves = {kind: read.probability.numpy() for kind, read in shown.items()}
    figure("recurrent.reading", reading_lines, curves, first.words, t=t, more=names)
    for (kind, read), column in zip(shown.items(), st.columns(len(shown)), strict=True):
        position, move = turning_point(read)
        column.metric(
            t("recurrent.reading_end", kind=t(f"recurrent.kind_{kind}")),
            numeral(read.probability[-1].item(), ".1%"),
            t("recurrent.turned", word=read.words[position], move=numeral(move * 100, "+.0f")),
            delta_color="off",
            delta_arrow="off",
            border=True,
        )
    if all(abs(turning_point(read)[1]) < FLAT for read in shown.values()):
        offer_example(SHOWS_TURNS_CHINESE if is_chinese(sentence()) else SHOWS_TURNS, t)
    st.caption(t("recurrent.reading_note"))
