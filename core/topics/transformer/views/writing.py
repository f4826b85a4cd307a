"""See: how networks write: after the true pieces, after their own, after a wrong one."""

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import table
from core.app.state import Translator
from core.app.url_picks import pick_number, pick_text, worded_buttons
from core.app.widgets.controls import controls
from core.topics.transformer.views import shared
from core.topics.transformer.views.learning import schedule, smoothed

if TYPE_CHECKING:
    from torch import Tensor

LIKELY = 8  # pieces to put in the place of the model's own


def writing_view(t: Translator) -> None:
    """Three networks on one sentence; then a wrong piece at one place, and what one of them makes of it."""
    shared.ask(t)
    translation = shared.current(t)
    _three(translation, t)
    row = controls("transformer_taught")
    with row:
        kind = worded_buttons(
            "transformer.network", tuple(shared.MODELS), t, default="transformer", key="transformer_taught"
        )
    place, wrong = _choose_wrong(translation, row, t)
    _one(kind, translation, place, wrong, t)
    smoothed(translation, place, given(kind, translation.words, translation.ids)[place], t)
    schedule(t)


def _three(translation: shared.Translation, t: Translator) -> None:
    """What each network writes by itself, and how often it guesses rightly after true pieces."""
    import pandas as pd

    words, true = translation.words, translation.ids
    columns = {
        t("transformer.free_running"): [_marked(kind, words, true) for kind in shared.MODELS],
        t("transformer.teacher_forcing"): [
            t("transformer.guessed", right=_guessed(kind, words, true), count=len(true))
            for kind in shared.MODELS
        ],
    }
    st.table(pd.DataFrame(columns, index=[t(f"transformer.network_{kind}") for kind in shared.MODELS]))
    st.caption(explained(t("transformer.three_note")))


def _marked(kind: str, words: tuple[str, ...], true: tuple[int, ...]) -> str:
    """What a network writes, in red from the first piece that is not the true one."""
    translator, ids = shared.model(kind), shared.translated(kind, words).ids
    same = next((n for n, (own, other) in enumerate(zip_longest(ids, true)) if own != other), len(ids))
    if same == len(ids):
        return foreign(translator.write(ids))
    rest = translator.write(ids[same:]) or "[END]"  # it ends too early
    return f"{foreign(translator.write(ids[:same]))}:red[**{foreign(rest)}**]"


def _guessed(kind: str, words: tuple[str, ...], true: tuple[int, ...]) -> int:
    """At how many places the true piece is the likeliest after the true ones."""
    likeliest = given(kind, words, true).argmax(-1).tolist()
    return sum(guess == piece for guess, piece in zip(likeliest, true, strict=True))


def _one(kind: str, translation: shared.Translation, place: int, wrong: int, t: Translator) -> None:
    """One network, place by place: after the true pieces, and after a wrong one and its own."""
    words, true = translation.words, translation.ids
    free = continued(kind, words, (*true[:place], wrong))
    forced_p, free_p = (_own(kind, words, ids) for ids in (true, free))
    translator = shared.model(kind)
    names = translator.pieces.words
    rows = range(max(len(true), len(free)))
    table(
        {
            t("transformer.place"): list(rows),
            t("transformer.forced"): [_named(true, names, number) for number in rows],
            t("transformer.forced_p"): [_number(forced_p, number) for number in rows],
            t("transformer.free"): [_named(free, names, number) for number in rows],
            t("transformer.free_p"): [_number(free_p, number) for number in rows],
        },
        most=420,
    )
    told = {
        "right": translator.write(shared.translated(kind, words).ids) or "∅",
        "piece": names[wrong],
        "written": translator.write(free) or "∅",
    }
    st.markdown(
        t(
            "transformer.wrong_result",
            place=f"{place:,}",
            **{name: foreign(text) for name, text in told.items()},
        )
    )
    st.caption(explained(t("transformer.wrong_note")))


def _choose_wrong(translation: shared.Translation, row: Any, t: Translator) -> tuple[int, int]:
    """The place, and one of the other pieces that the Transformer finds likeliest there."""
    names = shared.model("transformer").pieces.words
    place = pick_text(
        t("transformer.wrong_place"), translation.pieces, key="transformer_place", default=0, container=row
    )
    found = given("transformer", translation.words, translation.ids)[place]  # (V,)
    best = found.argsort(descending=True).tolist()
    others = [n for n in best if n != translation.ids[place]][:LIKELY]
    number = pick_number(
        t("transformer.wrong_piece"),
        range(1, LIKELY + 1),
        key="transformer_wrong",
        names=lambda rank: names[others[rank - 1]],
        container=row,
    )
    return place, others[number - 1]


def given(kind: str, words: tuple[str, ...], ids: tuple[int, ...]) -> "Tensor":
    """The probabilities (T, V) at each place of what is written."""
    from core.topics.transformer.translator import next_probabilities

    return next_probabilities(shared.model(kind), words, ids)


def _own(kind: str, words: tuple[str, ...], ids: tuple[int, ...]) -> list[float]:
    """The probability of each of these pieces after those before it."""
    import torch

    found: list[float] = given(kind, words, ids).gather(1, torch.tensor(ids)[:, None])[:, 0].tolist()
    return found


@st.cache_data(max_entries=64, show_spinner=False)
def continued(kind: str, words: tuple[str, ...], begun: tuple[int, ...]) -> tuple[int, ...]:
    """What is begun, and what greedy search writes after it."""
    from core.topics.transformer.translator import translate
    from core.training.small.vocabulary import END

    if END in begun:
        return begun
    return tuple(translate(shared.model(kind), words, shared.MOST_PIECES, begun))


def _named(ids: tuple[int, ...], names: tuple[str, ...], number: int) -> str:
    return names[ids[number]] if number < len(ids) else ""


def _number(values: list[float], number: int) -> str:
    """As a text: of a number that is missing Streamlit would write None."""
    return numeral(values[number], ".4f") if number < len(values) else ""
