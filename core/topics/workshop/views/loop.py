"""Twenty lines beside `Trainer.train()`, run side by side, a line left out at will."""

import inspect
import math
from typing import Any

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.numbers import numeral, with_interval
from core.app.panels import DEFAULT_HEIGHT, figure, table
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.app.widgets.experiment_panel import experiment_figure
from core.base.errors import SentiscopeError
from core.experiments import record
from core.topics.workshop.views.job import measured_here

COMMAND, JOB = "core.topics.workshop.training.trainer_comparison", "workshop_loop_job"
LINES = ("zero_grad", "schedule", "train_mode", "clip")
EXPERIMENT = "loop_trainer"
LOSSES_HEIGHT = 220  # pixels of the table of losses
# A line of ours, and what does the same inside Trainer (transformers/trainer.py, or what it calls).
INSIDE_TRAINER = {
    "seed": ("torch.manual_seed(seed)", "set_seed(args.seed)"),
    "draw": ("torch.empty(…).random_()", "DataLoader.__iter__ → _BaseDataLoaderIter"),
    "order": ("in_order(…)", "_get_train_sampler → RandomSampler"),
    "optimizer": ("AdamW(decay_groups(…), fused=True)", "create_optimizer"),
    "mode": ("model.train(…)", "training_step"),
    "collate": ("collate([…])", "get_train_dataloader → DataCollatorWithPadding"),
    "rate": ('group["lr"] = …', "create_scheduler → lr_scheduler.step()"),
    "forward": ("model(**batch).loss", "compute_loss"),
    "backward": ("loss.backward()", "accelerator.backward(loss)"),
    "clip": ("clip_grad_norm_(…)", "_clip_grad_norm"),
    "step": ("optimizer.step()", "_run_epoch → optimizer.step()"),
    "zero": ("model.zero_grad()", "_run_epoch → model.zero_grad()"),
    "log": ("losses.append(loss.item())", "_maybe_log_save_evaluate"),
}


def loop_step(t: Translator) -> None:
    """The two side by side as they run here, then the loop line by line, then what each line is for."""
    with controls("workshop_loop"):
        without = url_state.option_pills(
            t("workshop_loop.leave_out"),
            LINES,
            key="workshop_loop_without",
            default=(),
            names=lambda line: t(f"workshop_loop.line_{line}"),
        )
    options = ["--steps=20", "--seed=42", *[f"--without={line}" for line in without]]
    picture = st.container()
    with st.container(border=True), friendly():
        measured = measured_here(COMMAND, options, JOB, t, t("workshop_loop.run"))
    with picture, friendly():
        if comparison := measured or _shipped():
            side_by_side(comparison, t)
        if not measured:
            st.caption(t("workshop_loop.shipped"))
    _code(t)
    _left_out(t)


def _shipped() -> dict[str, Any] | None:
    """The shipped comparison, until one is made here."""
    try:
        numbers = record.read(record.shipped(EXPERIMENT), EXPERIMENT).numbers
    except SentiscopeError:
        return None
    comparison: dict[str, Any] = numbers["compared"]
    return comparison


def side_by_side(comparison: dict[str, Any], t: Translator) -> None:
    """Losses as a picture and a table, and the largest differences."""
    from core.topics.workshop.figures.loop import two_losses

    lines = t("frame.comma").join(t(f"workshop_loop.line_{line}") for line in comparison["without"])
    runs = {"ours": t("workshop_loop.ours"), "trainer": t("workshop_loop.trainer")}
    runs["changed"] = t("workshop_loop.changed", lines=lines)
    figure("workshop_loop.losses", two_losses, comparison, t=t, key="workshop_losses", more=runs)
    _differences(comparison, lines, t)
    losses = {runs[run]: comparison[run] for run in runs if comparison[run]}
    table({t("workshop_loop.column_step"): range(1, comparison["steps"] + 1), **losses}, most=LOSSES_HEIGHT)


def _differences(comparison: dict[str, Any], lines: str, t: Translator) -> None:
    """The largest difference of a loss and of a weight, and what leaving out `lines` did to the loss."""
    from core.topics.workshop.training.plain_loop import largest_difference

    of_losses, of_weights = comparison["largest_difference"], comparison["largest_weight_difference"]
    left, right = st.columns(2)
    left.metric(t("workshop_loop.largest_loss"), numeral(of_losses, ".1e"))
    right.metric(t("workshop_loop.largest_weight"), numeral(of_weights, ".1e"))
    st.caption(t("workshop_loop.exact" if of_losses == of_weights == 0 else "workshop_loop.close"))
    if comparison["changed"]:
        apart = largest_difference(comparison["ours"], comparison["changed"])
        steps = comparison["steps"]
        st.markdown(t("workshop_loop.apart", lines=lines, steps=steps, apart=numeral(apart, ".3f")))


def _code(t: Translator) -> None:
    """The loop as it stands in the repository, and for each line what it is inside Trainer."""
    import pandas as pd

    from core.topics.workshop.training.plain_loop import plain_loop

    st.markdown(f"#### {t('workshop_loop.code')}")
    st.code(inspect.getsource(plain_loop), language="python")
    # As code: a table's cells are Markdown, which takes `__iter__` for bold letters.
    rows = [
        (f"`{ours}`", f"`{theirs}`", t(f"workshop_loop.place_{name}"))
        for name, (ours, theirs) in INSIDE_TRAINER.items()
    ]
    columns = [t(f"workshop_loop.column_{name}") for name in ("ours", "trainer", "what")]
    st.table(pd.DataFrame(rows, columns=columns))
    st.caption(t("workshop_loop.rest"))
    st.caption(t("workshop_loop.accumulation"))


def _left_out(t: Translator) -> None:
    """What the lines did over more steps, at two learning rates, from the shipped record."""
    from core.topics.workshop.figures.measured import left_out_lines

    st.markdown(f"#### {t('workshop_loop.for_what')}")
    with friendly():
        numbers = record.read(record.shipped(EXPERIMENT), EXPERIMENT).numbers
        experiment_figure(EXPERIMENT, left_out_lines, numbers, t, key="workshop_left_out")
        rows = [_row(run, t) for run in numbers["runs"]]
        names = ("line", "rate", "last", "accuracy")
        columns = {t(f"workshop_loop.column_{name}"): [row[name] for row in rows] for name in names}
        table(columns, most=DEFAULT_HEIGHT)
    for line in LINES:
        st.markdown(f"- {t(f'workshop_loop.about_{line}')}")


def _row(run: dict[str, Any], t: Translator) -> dict[str, str]:
    """A run in words: the line left out, rate, mean loss at the end (or that it broke), accuracy."""
    from core.topics.workshop.experiments.loop_trainer import last_loss

    loss, (low, high) = last_loss(run), run["interval"]
    return {
        "line": t(f"experiments.{EXPERIMENT}.{run['line']}"),
        "rate": numeral(run["rate"], "g"),
        "last": numeral(loss, ".3f") if math.isfinite(loss) else t("workshop_loop.broken"),
        "accuracy": with_interval(run["accuracy"], low, high),
    }
