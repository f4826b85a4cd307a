"""See: how it learns: what label smoothing wants of one place, and the learning rate's schedule."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.topics.transformer.views import shared

if TYPE_CHECKING:
    from torch import Tensor

MOST_WARMUP, STEPS, WIDTH = 4000, 8000, 128
SHOWN = 8  # pieces: the true one and the likeliest others


def smoothed(translation: shared.Translation, place: int, given: "Tensor", t: Translator) -> None:
    """The target that the place is taught with, beside the probabilities `given` (V,) that came of it."""
    import torch

    from core.topics.transformer.concept import smoothed_target
    from core.topics.transformer.figures import smoothed_bars

    st.markdown(f"#### {t('transformer.smoothed')}")
    row = controls("transformer_smoothed")
    epsilon = shared.pick_epsilon(t, row)
    names = shared.model("transformer").pieces.words
    true = translation.ids[place]
    wanted = smoothed_target(torch.tensor([true]), len(names), epsilon)[0]  # (V,)
    others = [n for n in given.argsort(descending=True).tolist() if n != true][: SHOWN - 1]
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


def schedule(t: Translator) -> None:
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
