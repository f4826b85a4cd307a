"""What a seed draws, the same one twice, ten of them, and where 42 falls."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.panels import DEFAULT_HEIGHT, figure, table
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.app.widgets.experiment_panel import experiment_figure
from core.experiments import record
from core.topics.workshop.views.job import measured_here

if TYPE_CHECKING:
    from core.topics.workshop.seed_draws import Draws

COMMAND, JOB, EXPERIMENT = "core.topics.workshop.training.seed_runs", "workshop_seeds_job", "seeds"
VARIED = ("all", "head", "order", "dropout")
FIRST, LARGEST = 42, 100
DIGITS = 16  # of a digest that are shown
RANKS = ("seed", "count", "gru_rank", "minilm_rank", "head", "order", "dropout")


def seeds_step(t: Translator) -> None:
    """Draws at the top, then the same seed twice, the shipped spread, and ten seeds run here."""
    _drawn(t)
    _spread(t)
    _here(t)


def _drawn(t: Translator) -> None:
    """What the chosen seed draws, drawn twice, beside its neighbour."""
    from core.topics.workshop.figures.seeds import drawn_numbers
    from core.topics.workshop.seed_draws import draws

    label, key = t("workshop_seeds.seed"), "workshop_seeds_seed"
    row = controls("workshop_seeds")
    seed = int(url_state.slider(label, low=0, high=LARGEST, step=1, key=key, default=FIRST, container=row))
    drawn = draws(seed)
    head, kept = drawn.head.numpy(), drawn.kept.numpy()
    figure("workshop_seeds.drawn", drawn_numbers, head, kept, t=t, key="workshop_seed_draws", seed=seed)
    st.markdown(t("workshop_seeds.order", order=" · ".join(str(row + 1) for row in drawn.order.tolist())))
    _digests(
        {
            t("workshop_seeds.first", seed=seed): drawn,
            t("workshop_seeds.again", seed=seed): draws(seed),
            t("workshop_seeds.next", seed=seed + 1): draws(seed + 1),
        }
    )
    st.caption(t("workshop_seeds.meaning"))


def _digests(draws: "dict[str, Draws]") -> None:
    """The digest of everything drawn, under the name of each draw; a check where it is the first one's."""
    digests = {name: drawn.digest() for name, drawn in draws.items()}
    first = next(iter(digests.values()))
    for column, (name, digest) in zip(st.columns(len(digests)), digests.items(), strict=True):
        column.caption(name)
        icon = ":material/check:" if digest == first else ":material/close:"
        column.markdown(f"{icon} `{digest[:DIGITS]}`")


def _spread(t: Translator) -> None:
    """The shipped measurement, and what it says of 42."""
    from core.experiments.registry import find
    from core.topics.workshop.figures.measured import seed_spread

    st.markdown(f"#### {t('workshop_seeds.ten')}")
    with friendly():
        shipped = record.read(record.shipped(EXPERIMENT), EXPERIMENT)
        experiment_figure(EXPERIMENT, seed_spread, shipped.numbers, t, key="workshop_seed_spread")
        _, parameters = record.outcome_of(find(EXPERIMENT), shipped)
        st.markdown(t("workshop_seeds.falls", **{name: parameters[name] for name in RANKS}))


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
        options = [f"--vary={varied}", "--seeds=10", f"--seed={FIRST}"]
        runs = measured_here(COMMAND, options, JOB, t, t("workshop_seeds.run"))
        if runs:
            _result(runs, t)


def _result(runs: dict[str, Any], t: Translator) -> None:
    """Every seed's accuracy, and whether the first one gave the same weights twice."""
    from core.topics.workshop.figures.measured import varied_seeds

    experiment_figure(EXPERIMENT, varied_seeds, runs, t, key="workshop_seeds_here")
    first, again = runs["outcomes"][0]["digest"], runs["again"]["digest"]
    digests = {"first": first[:DIGITS], "second": again[:DIGITS]}
    text = "workshop_seeds.same" if first == again else "workshop_seeds.not_same"
    st.markdown(t(text, seed=runs["seeds"][0], **digests))
    columns = {
        t("workshop_seeds.column_seed"): runs["seeds"],
        t("workshop_seeds.column_accuracy"): [outcome["accuracy"] for outcome in runs["outcomes"]],
        t("workshop_seeds.column_digest"): [outcome["digest"][:DIGITS] for outcome in runs["outcomes"]],
    }
    table(columns, most=DEFAULT_HEIGHT)
    st.caption(t("workshop_seeds.sizes", phrases=f"{runs['phrases']:,}", sentences=f"{runs['sentences']:,}"))
