"""Predict's picture: which models answer, on one sentence, on an edit of it, and on several."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.models.cached_models import TimedPrediction, timed_prediction
from core.app.models.hub_model import OTHER, chosen_positive, is_guessed, other_model
from core.app.models.model_line import model_line
from core.app.models.trained_here import trained
from core.app.numbers import numeral
from core.app.panels import DEFAULT_HEIGHT, csv_download, notes, table, token_table
from core.app.state import Translator, sentence
from core.app.waiting import waiting_for
from core.app.widgets.components import prediction_card, token_chips, verdict_in_words
from core.app.widgets.controls import controls
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.base.shortened import shortened
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL, OFFERED
from core.models.prediction import NO_ANSWER
from core.models.selection import compared_for
from core.models.text_checks import OTHER_SCRIPT, readable
from core.topics.predict.views.arc import show_arc
from core.topics.predict.views.classes import classes_card, classes_line, is_of_classes
from core.topics.predict.views.shared import CARD_HEIGHT

MOST_LINES = 200  # more is work for the Batch page
MOST_LINES_IN_PUBLIC = 50
LONGEST_CELL = 2_000  # characters that a cell shows of a line; the file to save has all
# What a line's cell says where a model has no verdict for it.
LEFT_BLANK = {"text_empty": "verdict.nothing", **dict.fromkeys(NO_ANSWER, "verdict.no_answer")}


def one_view(t: Translator) -> None:
    """The shared sentence."""
    with controls("predict_one"):
        models = _chosen_models([sentence()], t)
    with friendly():
        readable(sentence())  # else each model would say the same
        _single(models, t)
        show_arc(models, t)
    _note_chinese([sentence()], models, t)
    for name in (MAIN_MODEL, CHINESE_MODEL):
        if name in models:
            st.caption(explained(model_line(t, name)))


def what_if_view(t: Translator) -> None:
    """An edit of the sentence. The models stand above it, though it decides which are suggested."""
    choices, (left, right) = controls("predict_whatif"), st.columns([1, 2], gap="medium")
    with left:
        edited = _edited_sentence(t)
    with choices:
        models = _chosen_models([edited or sentence()], t)
    with left:
        _note_chinese([edited or sentence()], models, t)
    with right, friendly():
        readable(sentence())
        readable(edited)
        _what_if(edited, models, t)


def several_view(t: Translator) -> None:
    """As many sentences as one types."""
    choices, (left, right) = controls("predict_several"), st.columns([1, 2], gap="medium")
    with left:
        lines = _typed_lines(t)
    with choices:
        models = _chosen_models(lines or [sentence()], t)
    with left:
        _note_chinese(lines or [sentence()], models, t)
    if lines and models:
        with right:
            _several(lines, models, t)


def _chosen_models(texts: Sequence[str], t: Translator) -> dict[str, str]:
    """The models to put side by side, as {name: label}; untouched, those that can read these texts."""
    own = {model.id: model for model in trained()}
    options = [*OFFERED, *own] if is_public() else [*OFFERED, *own, OTHER]
    picked = url_state.option_pills(
        t("predict.models"),
        options,
        key="predict_models",
        default=compared_for(texts),
        names=lambda name: foreign(own[name].label(t)) if name in own else t(f"models.{name}"),
    )
    labels = {name: t(f"models.{name}") for name in picked if name != OTHER and name not in own}
    labels |= {str(own[name].folder): own[name].label(t) for name in picked if name in own}
    if OTHER in picked:
        labels |= other_model(t)
    if not picked:
        st.info(t("predict.no_model"), icon=":material/touch_app:")
    return labels


def _note_chinese(texts: Sequence[str], models: dict[str, str], t: Translator) -> None:
    """Who answers Chinese, where a text is Chinese and the network that reads it is among the models."""
    if CHINESE_MODEL in models and CHINESE_MODEL in compared_for(texts):
        st.caption(t("verdict.chinese_answers"))


def _cards(models: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each model's name and label, within a place of its own; as many stand in a row as fit, by the style."""
    with st.container(key="ss-cards"):
        places = [st.container() for _ in models]
    for (name, label), place in zip(models.items(), places, strict=True):
        with place:
            yield name, label


def _answer(name: str, text: str) -> TimedPrediction:
    """A model's prediction, its classes in the order that the user may have chosen."""
    return timed_prediction(name, text, chosen_positive(name))


def _single(models: dict[str, str], t: Translator) -> None:
    """Each model's prediction, with the tokens it read."""
    for name, label in _cards(models):
        with friendly():
            if is_of_classes(name):
                classes_card(name, sentence(), label, t, key="predict_classes")
                continue
            with waiting_for(name, CARD_HEIGHT, t, label):
                timed = _answer(name, sentence())
            prediction_card(timed, label, t, key=f"predict_verdict_{name}")
            notes(timed.prediction, t)
            token_chips(timed.prediction.tokens, t, key=f"predict_tokens_{name}")
            details = st.expander(t("tokens.table"), key=f"predict_table_{name}", on_change="rerun")
            if details.open:
                with details:
                    token_table(timed.prediction, t)


def _what_if(edited: str, models: dict[str, str], t: Translator) -> None:
    """The predictions for an edit of the sentence, and how far each probability moved."""
    for name, label in _cards(models):
        with friendly():
            if is_of_classes(name):
                classes_card(name, edited, label, t, key="predict_after_classes")
                continue
            with waiting_for(name, CARD_HEIGHT, t, label):
                before, after = _answer(name, sentence()), _answer(name, edited)
            earlier = before.prediction.probability
            prediction_card(after, label, t, key=f"predict_after_{name}", before=earlier)
            notes(after.prediction, t)
            _show_move(before, after, t)


def _show_move(before: TimedPrediction, after: TimedPrediction, t: Translator) -> None:
    """How far the probability of positive moved, in percentage points."""
    earlier, now = before.prediction.probability, after.prediction.probability
    move = t("predict.points", move=numeral((now - earlier) * 100, "+.1f"))
    st.markdown(
        f"{t('predict.before_after')}: **{numeral(earlier, '.1%')} → {numeral(now, '.1%')}** ({move})"
    )


def _edited_sentence(t: Translator) -> str:
    """The sentence as edited for "what if"."""
    return url_state.text_field(
        t("predict.edit"),
        key="predict_edit",
        default=sentence(),
        help=t("predict.edit_help"),
    )


def _typed_lines(t: Translator) -> list[str]:
    """One sentence a line, as many as are read here; says where there are none or more."""
    typed = url_state.text_field(
        t("predict.lines"), key="predict_lines", default=t("predict.lines_example"), area=True, height=200
    )
    lines = [line for line in typed.splitlines() if line.strip()]
    most = MOST_LINES_IN_PUBLIC if is_public() else MOST_LINES
    if not lines:
        st.info(t("errors.text_empty"), icon=":material/edit:")
    if len(lines) > most:
        st.info(t("predict.too_many_lines", read=most, count=len(lines)), icon=":material/content_cut:")
    return lines[:most]


def _several(lines: Sequence[str], models: dict[str, str], t: Translator) -> None:
    """A table of every model's verdict for every line; saved, with the probability of positive beside it."""
    saved: dict[str, Sequence[Any]] = {t("predict.sentence"): lines}
    cut = [shortened(line, LONGEST_CELL) for line in lines]
    shown = {t("predict.sentence"): cut}
    for name, label in models.items():
        with friendly():
            with waiting_for(name, CARD_HEIGHT, t, label):
                answers = [_line_answer(name, line, t) for line in lines]
            if all(said == t("verdict.no_answer") for said, *_ in answers):
                _answer(name, lines[0])  # raises the reason
            shown[label] = [said for said, _, _ in answers]
            saved[label] = [verdict for _, verdict, _ in answers]
            what = (
                "classes_x" if is_of_classes(name) else "probability_column"
            )  # of the class said, or of positive
            saved[f"{label} · {t(f'predict.{what}')}"] = [probability for *_, probability in answers]
    table(
        shown, most=DEFAULT_HEIGHT, column_config={t("predict.sentence"): st.column_config.Column(width=170)}
    )
    if any(is_guessed(name) for name in models if not is_of_classes(name)):
        st.caption(t("verdict.note_classes_guessed"))
    csv_download(pd.DataFrame(saved), "sentiscope.csv", t)


def _line_answer(name: str, line: str, t: Translator) -> tuple[str, str, float | None]:
    """A line's verdict with its percentage, the verdict alone and the probability; or why there is none."""
    try:
        if is_of_classes(name):
            return classes_line(name, line, t)
        prediction = _answer(name, line).prediction
    except SentiscopeError as error:
        if error.key not in LEFT_BLANK:
            raise
        return t(LEFT_BLANK[error.key]), t(LEFT_BLANK[error.key]), None
    if not set(OTHER_SCRIPT.values()).isdisjoint(prediction.notes):
        return t("verdict.other_script"), t("verdict.other_script"), None
    return verdict_in_words(prediction, t), t(f"verdict.{prediction.decided}"), prediction.probability
