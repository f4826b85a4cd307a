"""Decoders with their masks and without, small ones and a large one, in the language of a text."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.examples import offer_example
from core.app.glossary import explained
from core.app.models.cached_models import card, language_model
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.app.url_picks import option_in_url
from core.base.errors import SentiscopeError
from core.data.example_sentences import KNOWN_TO_ALL
from core.data.language import language_of
from core.models.selection import writer_for
from core.topics.masks.views import shared

if TYPE_CHECKING:
    from core.topics.masks.decoder import Decoder

SEED, MOST = 42, 16
FIRST = {"en": 4, "zh": 6}  # words and characters of the sentence that are written on from
READY = "masks_large"


def peek_view(t: Translator) -> None:
    """What each knows with the whole text in sight, what it knows without, and what it writes."""
    from core.models.text_checks import readable

    language = language_of(sentence())
    causal, peeking = (shared.decoder(mask, language) for mask in shared.DECODERS[language])
    row = causal.row(readable(sentence()))
    _guesses(causal, peeking, row, t)
    st.markdown(t(f"masks.peek_{language}"))
    _writes(language, row, t)
    _large(t)


def _guesses(causal: "Decoder", peeking: "Decoder", row: list[int], t: Translator) -> None:
    """The probability of each true word, from the whole text or from its beginning only."""
    from core.data.vocabulary import UNKNOWN
    from core.topics.masks.decoder import probabilities_from_beginning, probabilities_from_whole
    from core.topics.masks.figures import guesses

    lines = {
        "causal": probabilities_from_beginning(causal, row),
        "whole": probabilities_from_whole(peeking, row),
        "beginning": probabilities_from_beginning(peeking, row),
    }
    tokens = [causal.words.words[number] for number in row[1:]]
    if unknown := row.count(UNKNOWN):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(t(f"masks.unknown_{causal.language}", count=unknown), width="content")
            offer_example(KNOWN_TO_ALL[causal.language], t)
    figure("masks.guesses", guesses, {name: line.numpy() for name, line in lines.items()}, tokens, t=t)
    for (name, line), column in zip(lines.items(), st.columns(len(lines)), strict=True):
        loss = -line.clamp(min=1e-30).log().mean().item()
        value = t("masks.nats", loss=numeral(loss, ".2f"))
        column.metric(t(f"masks.guesses_{name}"), value, help=t("masks.nats_help"), border=True)


def _writes(language: str, row: list[int], t: Translator) -> None:
    """Three continuations of the first words by each decoder."""
    starts = (row[0], *row[1:-1][: FIRST[language]])
    st.markdown(f"#### {t('masks.writes')}")
    for mask, column in zip(shared.DECODERS[language], st.columns(2, gap="large"), strict=True):
        column.markdown(f"**{t(f'masks.writes_{mask}')}**")
        decoder = shared.decoder(mask, language)
        for text in _written(decoder, starts):
            shown = text or t("masks.writes_nothing")
            column.code(f"{decoder.text(starts[1:])} … {shown}", language="text", wrap_lines=True)
    st.caption(t(f"masks.writes_note_{language}"))


def _written(decoder: "Decoder", start: tuple[int, ...]) -> list[str]:
    """Three continuations of the first words."""
    from core.topics.masks.decoder import write

    rows = [write(decoder, start, MOST, SEED + number)[len(start) :] for number in range(3)]
    return [decoder.text(row) for row in rows]


def _large(t: Translator) -> None:
    """A language model with its mask and without, for which it was never trained."""
    name, language = writer_for(sentence()), language_of(sentence())
    st.markdown(f"#### {t('masks.large')}")
    parameters = card(name)["parameters"] if language == "zh" else 0  # SmolLM2 has no card of ours
    st.markdown(explained(t(f"masks.large_about_{language}", parameters=f"{parameters:,}")))
    if not option_in_url(READY, ("1",), ""):
        st.button(
            t(f"masks.large_run_{language}"),
            icon=":material/play_arrow:",
            on_click=url_state.remember,
            args=(READY, "1"),
        )
        return
    with friendly():
        with st.spinner(t(f"masks.large_wait_{language}")):
            results = large_results(name, sentence())
        for (masked, loss, text), column in zip(results, st.columns(2, gap="large"), strict=True):
            name = "kept" if masked else "removed"
            column.metric(t(f"masks.large_{name}"), t("masks.nats", loss=numeral(loss, ".2f")), border=True)
            shown = text or t("masks.writes_nothing")
            column.code(f"{sentence()[:60]} … {shown}", language="text", wrap_lines=True)
        (_, kept, _), (_, removed, _) = results
        st.caption(explained(t("masks.large_rises" if removed > kept else "masks.large_falls")))


@st.cache_resource(max_entries=32, show_spinner=False)
def large_results(name: str, text: str) -> list[tuple[bool, float, str]]:
    """With the mask and without: nats a token on the text, and what is written after it."""
    from core.models.text_checks import readable
    from core.topics.masks.unmasked_decoder import large_guesses, large_writes

    model = language_model(name)
    cleaned = readable(text)
    if len(model.tokenizer(cleaned)["input_ids"]) < 2:
        raise SentiscopeError("text_too_short")
    results = []
    for masked in (True, False):
        loss = large_guesses(model.network, model.tokenizer, cleaned, masked).loss
        draft = large_writes(model.network, model.tokenizer, cleaned, masked, model.ends)
        results.append((masked, loss, draft))
    return results
