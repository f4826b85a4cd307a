"""See: how it learns and how it writes: teacher forcing, a wrong piece and what comes after, the schedule."""

from typing import Any

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import figure, table
from core.app.state import Translator
from core.app.url_picks import pick_number, pick_text
from core.app.widgets.controls import controls
from core.topics.transformer.views import shared

MOST_WARMUP, STEPS, WIDTH = 4000, 8000, 128
LIKELY = 8  # pieces to put in the place of the model's own


def writing_view(t: Translator) -> None:
    """A wrong piece at one place: what the model says with the true pieces before, and with its own."""
    row = shared.ask(t, width=330)
    translation = shared.current(t)
    place, wrong = _choose_wrong(translation, row, t)
    forced = probabilities(translation.words, translation.ids)
    free = continued(translation.words, (*translation.ids[:place], wrong))
    translator = shared.model("transformer")
    names = translator.pieces.words
    after = probabilities(translation.words, free)
    rows = range(max(len(translation.ids), len(free)))
    table(
        {
            t("transformer.place"): list(rows),
            t("transformer.forced"): [_named(translation.ids, names, number) for number in rows],
            t("transformer.forced_p"): [_number(forced, number) for number in rows],
            t("transformer.free"): [_named(free, names, number) for number in rows],
            t("transformer.free_p"): [_number(after, number) for number in rows],
        },
        most=420,
    )
    st.markdown(
        t(
            "transformer.wrong_result",
            right=foreign(translation.text),
            place=f"{place:,}",
            piece=foreign(names[wrong]),
            written=foreign(translator.write(free)),
        )
    )
    st.caption(explained(t("transformer.wrong_note")))
    _smoothed(translation, place, t)
    _schedule(t)


def _choose_wrong(translation: shared.Translation, row: Any, t: Translator) -> tuple[int, int]:
    """The place, and one of the likeliest other pieces there."""
    names = shared.model("transformer").pieces.words
    place = pick_text(
        t("transformer.wrong_place"), translation.pieces, key="transformer_place", default=0, container=row
    )
    traced = shared.trace(translation.words, translation.ids)
    best = traced.probabilities[place].argsort(descending=True).tolist()
    others = [n for n in best if n != translation.ids[place] and n > 2][:LIKELY]
    number = pick_number(
        t("transformer.wrong_piece"),
        range(1, LIKELY + 1),
        key="transformer_wrong",
        names=lambda rank: names[others[rank - 1]],
        container=row,
    )
    return place, others[number - 1]


@st.cache_data(max_entries=64, show_spinner=False)
def probabilities(words: tuple[str, ...], ids: tuple[int, ...]) -> list[float]:
    """Of each of these pieces after those before it."""
    import torch

    found = shared.trace(words, ids).probabilities  # (T, V)
    own: list[float] = found.gather(1, torch.tensor(ids)[:, None])[:, 0].tolist()
    return own


@st.cache_data(max_entries=64, show_spinner=False)
def continued(words: tuple[str, ...], begun: tuple[int, ...]) -> tuple[int, ...]:
    """What is begun, and what greedy search writes after it."""
    from core.topics.transformer.translator import translate
    from core.training.small.vocabulary import END

    if END in begun:
        return begun
    return tuple(translate(shared.model("transformer"), words, shared.MOST_PIECES, begun))


def _named(ids: tuple[int, ...], names: tuple[str, ...], number: int) -> str:
    return names[ids[number]] if number < len(ids) else ""


def _number(values: list[float], number: int) -> str:
    """As a text: of a number that is missing Streamlit would write None."""
    return numeral(values[number], ".4f") if number < len(values) else ""


def _smoothed(translation: shared.Translation, place: int, t: Translator) -> None:
    """The target that the place is taught with, beside the probabilities that were learned from such."""
    import torch

    from core.topics.transformer.concept import smoothed_target
    from core.topics.transformer.figures import smoothed_bars

    st.markdown(f"#### {t('transformer.smoothed')}")
    row = controls("transformer_smoothed")
    epsilon = shared.pick_epsilon(t, row)
    names = shared.model("transformer").pieces.words
    true = translation.ids[place]
    given = shared.trace(translation.words, translation.ids).probabilities[place]  # (V,)
    wanted = smoothed_target(torch.tensor([true]), len(names), epsilon)[0]  # (V,)
    others = [n for n in given.argsort(descending=True).tolist() if n != true][: LIKELY - 1]
    shown = [true, *others]
    figure(
        "transformer.smoothed",
        smoothed_bars,
        [names[n] for n in shown],
        wanted[shown].tolist(),
        given[shown].tolist(),
        t=t,
    )
    told = t(
        "transformer.smoothed_note",
        piece=foreign(names[true]),
        true=numeral(wanted[true].item(), ".4f"),
        other=numeral(wanted[others[0]].item(), ".5f"),
        count=len(names) - 1,
        learned=numeral(given[true].item(), ".4f"),
    )
    st.caption(explained(told))


def _schedule(t: Translator) -> None:
    """Noam's rate for a warm-up to choose."""
    from core.topics.transformer.concept import noam_rate
    from core.topics.transformer.figures import schedule_curve

    st.markdown(f"#### {t('transformer.schedule')}")
    warmup: Any = url_state.slider(
        t("transformer.warmup"),
        low=1,
        high=MOST_WARMUP,
        step=1,
        key="transformer_warmup",
        default=1000,
        container=controls("transformer_schedule"),
    )
    steps = [1, *range(50, STEPS + 1, 50)]
    rates = [noam_rate(step, WIDTH, int(warmup)) for step in steps]
    figure("transformer.schedule", schedule_curve, steps, rates, int(warmup), t=t)
