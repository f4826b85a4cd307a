"""Decoders with their masks and without: small ones and SmolLM2, on the visitor's text."""

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.examples import offer_example
from core.app.glossary import explained
from core.app.models.cached_models import language_model
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.app.url_picks import option_in_url
from core.base.errors import SentiscopeError
from core.data.example_sentences import SHOWS_KNOWN_WORDS
from core.data.language import is_chinese
from core.topics.masks.views import shared

SEED, MOST = 42, 16
READY = "masks_large"


def peek_view(t: Translator) -> None:
    """What each knows with the whole text in sight, what it knows without, and what it writes."""
    if is_chinese(sentence()):
        st.info(t("masks.peek_english"), icon=":material/translate:")
        offer_example(SHOWS_KNOWN_WORDS, t)
    else:
        row = _row(shared.decoder("causal"))
        _guesses(row, t)
        st.markdown(t("masks.peek"))
        _writes(row, t)
    _large(t)


def _guesses(row: list[int], t: Translator) -> None:
    """The probability of each true word, from the whole text or from its beginning only."""
    from core.data.vocabulary import UNKNOWN
    from core.topics.masks.figures import guesses
    from core.topics.masks.training import probabilities_from_beginning, probabilities_from_whole

    causal, peeking = shared.decoder("causal"), shared.decoder("none")
    lines = {
        "causal": probabilities_from_beginning(causal, row),
        "whole": probabilities_from_whole(peeking, row),
        "beginning": probabilities_from_beginning(peeking, row),
    }
    tokens = [causal.words.words[number] for number in row[1:]]
    if unknown := row.count(UNKNOWN):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(t("masks.unknown", count=unknown), width="content")
            offer_example(SHOWS_KNOWN_WORDS, t)
    figure("masks.guesses", guesses, {name: line.numpy() for name, line in lines.items()}, tokens, t=t)
    for (name, line), column in zip(lines.items(), st.columns(len(lines)), strict=True):
        loss = -line.clamp(min=1e-30).log().mean().item()
        value = t("masks.nats", loss=numeral(loss, ".2f"))
        column.metric(t(f"masks.guesses_{name}"), value, help=t("masks.nats_help"), border=True)


def _writes(row: list[int], t: Translator) -> None:
    """Three continuations of the first words by each decoder."""
    from core.training.small.vocabulary import END, START

    words = shared.decoder("causal").words.words
    starts = [START, *row[1:-1]][:4]
    prefix = " ".join(words[number] for number in starts[1:])
    st.markdown(f"#### {t('masks.writes')}")
    for mask, column in zip(("causal", "none"), st.columns(2, gap="large"), strict=True):
        column.markdown(f"**{t(f'masks.writes_{mask}')}**")
        for text in _written(mask, tuple(starts), END):
            shown = text or t("masks.writes_nothing")
            column.code(f"{prefix} … {shown}", language="text", wrap_lines=True)
    st.caption(t("masks.writes_note"))


def _row(decoder) -> list[int]:
    """The shared sentence as the decoders read it. Raises SentiscopeError("text_empty")."""
    from core.models.text_checks import readable
    from core.topics.masks.training import MOST_WORDS
    from core.training.small.vocabulary import END, START, sentence_words

    return [START, *decoder.words.numbers(sentence_words(readable(sentence())))[:MOST_WORDS], END]


def _written(mask: str, start: tuple[int, ...], end: int) -> list[str]:
    """Three continuations of the first words."""
    from core.topics.masks.training import write

    decoder = shared.decoder(mask)
    rows = [write(decoder, start, MOST, SEED + number)[len(start) :] for number in range(3)]
    return [decoder.words.decode(number for number in row if number != end) for row in rows]


def _large(t: Translator) -> None:
    """SmolLM2 with its mask and without, for which it was never trained."""
    st.markdown(f"#### {t('masks.large')}")
    st.markdown(explained(t("masks.large_about")))
    if not option_in_url(READY, ("1",), ""):
        st.button(
            t("masks.large_run"), icon=":material/play_arrow:", on_click=url_state.remember, args=(READY, "1")
        )
        return
    with friendly():
        with st.spinner(t("masks.large_wait")):
            results = large_results(sentence())
        for (masked, loss, text), column in zip(results, st.columns(2, gap="large"), strict=True):
            name = "kept" if masked else "removed"
            column.metric(t(f"masks.large_{name}"), t("masks.nats", loss=numeral(loss, ".2f")), border=True)
            column.code(f"{sentence()[:60]} … {text}", language="text", wrap_lines=True)
        st.caption(explained(t("masks.large_note")))


@st.cache_resource(max_entries=32, show_spinner=False)
def large_results(text: str) -> list[tuple[bool, float, str]]:
    """With the mask and without: nats a token on the text, and what is written after it."""
    from core.models.text_checks import readable
    from core.topics.masks.unmasked_decoder import large_guesses, large_writes

    model = language_model(shared.LARGE)
    cleaned = readable(text)
    if len(model.tokenizer(cleaned)["input_ids"]) < 2:
        raise SentiscopeError("text_too_short")
    results = []
    for masked in (True, False):
        loss = large_guesses(model.network, model.tokenizer, cleaned, masked).loss
        results.append((masked, loss, large_writes(model.network, model.tokenizer, cleaned, masked)))
    return results
