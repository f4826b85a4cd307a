"""Workshop, step seeds: what a seed draws, the same one twice, ten of them, and where 42 falls."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.panels import chart
from core.app.state import Translator, colours
from core.app.widgets.experiment_panel import words
from core.experiments import record
from core.topics.workshop.views.job import measured_here

if TYPE_CHECKING:
    from core.topics.workshop.seed_draws import Draws

COMMAND, JOB, EXPERIMENT = "core.topics.workshop.training.seed_runs", "workshop_seeds_job", "seeds"
VARIED = ("all", "head", "order", "dropout")
USUAL, LARGEST = 42, 100
DIGITS = 16  # of a digest that are shown


def seeds_step(t: Translator) -> None:
    """Draws at the top, then the same seed twice, the shipped spread, and ten seeds run here."""
    _drawn(t)
    _spread(t)
    _here(t)


def _drawn(t: Translator) -> None:
    """What the chosen seed draws, drawn twice, beside its neighbour."""
    from core.topics.workshop.figures.seeds import drawn_numbers
    from core.topics.workshop.seed_draws import draws

    seed = int(
        url_state.slider(
            t("workshop_seeds.seed"), low=0, high=LARGEST, step=1, key="workshop_seeds_seed", default=USUAL
        )
    )
    first, again, other = draws(seed), draws(seed), draws(seed + 1)
    texts = {part: t(f"workshop_seeds.{part}") for part in ("head", "dropout", "hover_head", "hover_dropout")}
    texts["title"] = t("workshop_seeds.title", seed=seed)
    figure = drawn_numbers(first.head.numpy(), first.kept.numpy(), texts, colours())
    chart(figure, key="workshop_seed_draws", alt=t("workshop_seeds.alt"))
    st.markdown(t("workshop_seeds.order", order=" · ".join(str(row + 1) for row in first.order.tolist())))
    _twice(seed, first, again, other, t)
    st.caption(t("workshop_seeds.meaning"))


def _twice(seed: int, first: "Draws", again: "Draws", other: "Draws", t: Translator) -> None:
    """Digests of everything drawn: by the seed, by the seed again, and by the next one."""
    columns = st.columns(3)
    same, next_seed = t("workshop_seeds.again", seed=seed), t("workshop_seeds.next", seed=seed + 1)
    told = ((t("workshop_seeds.first", seed=seed), first), (same, again), (next_seed, other))
    for column, (name, draw) in zip(columns, told, strict=True):
        column.caption(name)
        icon = ":material/check:" if draw.digest() == first.digest() else ":material/close:"
        column.markdown(f"{icon} `{draw.digest()[:DIGITS]}`")


def _spread(t: Translator) -> None:
    """The shipped measurement, and what it says of 42."""
    from core.experiments.registry import find
    from core.topics.workshop.figures.measured import seed_spread

    st.markdown(f"#### {t('workshop_seeds.ten')}")
    with friendly():
        shipped = record.read(record.shipped(EXPERIMENT), EXPERIMENT)
        figure = seed_spread(shipped.numbers, words(EXPERIMENT, t), colours())
        chart(figure, key="workshop_seed_spread", alt=t(f"experiments.{EXPERIMENT}.alt"))
        _, told = record.outcome_of(find(EXPERIMENT), shipped)
        st.markdown(t("workshop_seeds.falls", **{name: told[name] for name in _FALLS}))


_FALLS = ("seed", "count", "gru_rank", "minilm_rank", "head", "order", "dropout")


def _here(t: Translator) -> None:
    """Ten seeds of a GRU as a job: all three parts, or one of them alone."""
    st.markdown(f"#### {t('workshop_seeds.here')}")
    varied = url_state.option_buttons(
        t("workshop_seeds.vary"),
        VARIED,
        key="workshop_seeds_vary",
        default="all",
        names=lambda name: t(f"experiments.{EXPERIMENT}.{name}"),
    )
    with st.container(border=True), friendly():
        options = [f"--vary={varied}", "--seeds=10", f"--seed={USUAL}"]
        told = measured_here(COMMAND, options, JOB, t, t("workshop_seeds.run"))
        if told:
            _result(told, t)


def _result(told: dict[str, Any], t: Translator) -> None:
    """Every seed's accuracy, and whether the first one gave the same weights twice."""
    import pandas as pd

    from core.topics.workshop.figures.measured import seed_points

    accuracies = [outcome["accuracy"] for outcome in told["outcomes"]]
    name, title = t(f"experiments.{EXPERIMENT}.{told['vary']}"), t(f"experiments.{EXPERIMENT}.title")
    figure = seed_points({name: accuracies}, told["seeds"], title, words(EXPERIMENT, t), colours())
    chart(figure, key="workshop_seeds_here", alt=t(f"experiments.{EXPERIMENT}.alt"))
    same = told["outcomes"][0]["digest"] == told["again"]["digest"]
    digests = {"first": told["outcomes"][0]["digest"][:DIGITS], "second": told["again"]["digest"][:DIGITS]}
    st.markdown(
        t("workshop_seeds.same" if same else "workshop_seeds.not_same", seed=told["seeds"][0], **digests)
    )
    table = {
        t("workshop_seeds.column_seed"): told["seeds"],
        t("workshop_seeds.column_accuracy"): accuracies,
        t("workshop_seeds.column_digest"): [outcome["digest"][:DIGITS] for outcome in told["outcomes"]],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True)
    st.caption(t("workshop_seeds.sizes", phrases=f"{told['phrases']:,}", sentences=f"{told['sentences']:,}"))
