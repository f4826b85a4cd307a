"""A view of Why: how far the methods order the words alike, and what chance alone would give."""

import math

import streamlit as st

from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.app.url_picks import option_in_url, pick
from core.app.waiting import waiting
from core.app.widgets.controls import controls
from core.models.explaining.methods import Method
from core.topics.why.views.shared import Explained, is_quick, offered_methods

HEIGHT = 420  # pixels that the view leaves free while it waits
LEAST_WORDS = 3  # of fewer every order is as good as any
DEV_PAIR = ("integrated_gradients_mask", "occlusion")
PAIR: tuple[Method, ...] = ("integrated_gradients", "occlusion", "lime")  # the first two that run


def agree_view(about: Explained, t: Translator) -> None:
    """The correlation of every two methods; then one pair of them against shuffled values."""
    import torch

    from core.nn.attribution.agreement import agreement
    from core.topics.why.figures_grading import agreement_map

    if len(about.words) < LEAST_WORDS:
        st.info(t("why.too_few_words", least=LEAST_WORDS), icon=":material/edit:")
        return
    methods = [one for one in offered_methods(about.reading) if is_quick(about.reading, one)]
    first, second = _pair(methods, t)
    with waiting(t("why.waiting_all"), HEIGHT):
        values = {one: about.by(one).values for one in methods}
    # A sentence of one clause, say: clause by clause all its words are worth the same, which is no order.
    ordering = [one for one in methods if values[one].min() < values[one].max()]
    left, right = st.columns([3, 2], gap="medium")
    if ordering:
        correlations = agreement(torch.stack([values[one] for one in ordering])).numpy()  # (M, M)
        names = [t(f"why.method_{one}") for one in ordering]
        with left:
            figure("why.agree", agreement_map, correlations, names, t=t)
    with right:
        _chance(about, first, second, t)
    st.markdown(explained(t("why.agree_about")))
    _over_dev(t)


def _over_dev(t: Translator) -> None:
    """What was measured over many sentences, beside the same on a network that has learned nothing."""
    import numpy as np

    from core.topics.why.figures_grading import agreement_map
    from core.topics.why.measuring.agreement_record import dev_agreement

    dev = dev_agreement()
    names = [t(f"experiments.faithfulness.{one}") for one in dev.random_methods]
    places = [dev.methods.index(one) for one in dev.random_methods]
    trained = np.array(dev.correlations)[np.ix_(places, places)]  # (M, M)
    untrained = np.array(dev.random_network)  # (M, M)
    left, right = st.columns(2, gap="medium")
    with left:
        figure("why.agree_dev", agreement_map, trained, names, t=t, sentences=dev.sentences)
    with right:
        figure("why.agree_random", agreement_map, untrained, names, t=t, sentences=dev.random_sentences)
    first, second = (dev.random_methods.index(one) for one in DEV_PAIR)
    low, high = dev.shuffled
    told = {"low": low, "high": high, "trained": trained[first, second], "random": untrained[first, second]}
    st.markdown(explained(t("why.agree_dev_about", first=names[first], second=names[second], **told)))


def _pair(methods: list[Method], t: Translator) -> tuple[Method, Method]:
    """Two methods to compare with chance."""
    row = controls("why_agree")
    usual = [one for one in (*PAIR, *methods) if one in methods]
    chosen = [
        pick(
            t(f"why.agree_{place}"),
            methods,
            key=f"why_agree_{place}",
            chosen=option_in_url(f"why_agree_{place}", methods, default),
            names=lambda name: t(f"why.method_{name}"),
            container=row,
        )
        for place, default in zip(("first", "second"), usual[:2], strict=True)
    ]
    return chosen[0], chosen[1]


def _chance(about: Explained, first: Method, second: Method, t: Translator) -> None:
    """The correlation of two methods, and those of one with the other's values shuffled."""
    from core.nn.attribution.agreement import p_value, permutation_null, rank_correlation
    from core.topics.why.figures_grading import chance_bars

    a, b = about.by(first).values, about.by(second).values
    correlation = rank_correlation(a, b)
    names = {"first": t(f"why.method_{first}"), "second": t(f"why.method_{second}")}
    if math.isnan(correlation):
        st.info(t("why.all_equal"), icon=":material/info:")
        return
    null = permutation_null(a, b)
    figure(
        "why.chance",
        chance_bars,
        null.numpy(),
        correlation,
        t=t,
        first=names["first"],
        second=names["second"],
    )
    numbers = {"correlation": numeral(correlation, "+.2f"), "p": numeral(p_value(correlation, null), ".3f")}
    told = {name: foreign(text) for name, text in names.items()}
    st.markdown(explained(t("why.chance_about", count=f"{len(null):,}", **numbers, **told)))
