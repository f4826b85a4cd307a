"""Workshop, step loop: twenty lines beside `Trainer.train()`, run side by side, a line left out at will."""

import inspect
from typing import Any

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.panels import chart
from core.app.state import Translator, colours
from core.app.widgets.experiment_panel import words
from core.base.errors import SentiscopeError
from core.experiments import record
from core.topics.workshop.views.job import measured_here

COMMAND, JOB = "core.topics.workshop.training.trainer_comparison", "workshop_loop_job"
LINES = ("zero_grad", "schedule", "train_mode", "clip")
EXPERIMENT = "loop_trainer"
# A line of ours, and what does the same inside Trainer (transformers/trainer.py, or what it calls).
PLACES = (
    ("torch.manual_seed(seed)", "set_seed(args.seed)"),
    ("torch.empty(…).random_()", "DataLoader.__iter__ → _BaseDataLoaderIter"),
    ("in_order(…)", "_get_train_sampler → RandomSampler"),
    ("AdamW(decay_groups(…), fused=True)", "create_optimizer"),
    ("model.train(…)", "training_step"),
    ("collate([…])", "get_train_dataloader → DataCollatorWithPadding"),
    ('group["lr"] = …', "create_scheduler → lr_scheduler.step()"),
    ("model(**batch).loss", "compute_loss"),
    ("loss.backward()", "accelerator.backward(loss)"),
    ("clip_grad_norm_(…)", "_clip_grad_norm"),
    ("optimizer.step()", "_run_epoch → optimizer.step()"),
    ("model.zero_grad()", "_run_epoch → model.zero_grad()"),
    ("losses.append(loss.item())", "_maybe_log_save_evaluate"),
)
PLACE_NAMES = (
    "seed",
    "draw",
    "order",
    "optimizer",
    "mode",
    "collate",
    "rate",
    "forward",
    "backward",
    "clip",
    "step",
    "zero",
    "log",
)


def loop_step(t: Translator) -> None:
    """The two side by side as they run here, then the loop line by line, then what each line is for."""
    without = url_state.option_pills(
        t("workshop_loop.leave_out"),
        LINES,
        key="workshop_loop_without",
        default=(),
        names=lambda line: t(f"workshop_loop.line_{line}"),
    )
    options = ["--steps=20", "--seed=42", *[f"--without={line}" for line in without]]
    with st.container(border=True), friendly():
        told = measured_here(COMMAND, options, JOB, t, t("workshop_loop.run"))
        told = told or _shipped(t)
        if told:
            side_by_side(told, t)
    _code(t)
    _left_out(t)


def _shipped(t: Translator) -> dict[str, Any] | None:
    """The shipped comparison, until one is made here."""
    try:
        numbers = record.read(record.shipped(EXPERIMENT), EXPERIMENT).numbers
    except SentiscopeError:
        return None
    st.caption(t("workshop_loop.shipped"))
    told: dict[str, Any] = numbers["compared"]
    return told


def side_by_side(told: dict[str, Any], t: Translator) -> None:
    """Losses as a picture and a table, and the largest differences."""
    import pandas as pd

    from core.topics.workshop.figures.loop import two_losses

    names = ", ".join(t(f"workshop_loop.line_{line}") for line in told["without"])
    texts = {part: t(f"workshop_loop.{part}") for part in ("title", "ours", "trainer", "x", "y", "hover")}
    texts["changed"] = t("workshop_loop.changed", lines=names)
    chart(two_losses(told, texts, colours()), key="workshop_losses", alt=t("workshop_loop.alt"))
    loss, weight = st.columns(2)
    loss.metric(t("workshop_loop.largest_loss"), f"{told['largest_difference']:.1e}")
    weight.metric(t("workshop_loop.largest_weight"), f"{told['largest_weight_difference']:.1e}")
    exact = told["largest_difference"] == told["largest_weight_difference"] == 0
    st.caption(t("workshop_loop.exact" if exact else "workshop_loop.close"))
    if told["changed"]:
        apart = max(abs(a - b) for a, b in zip(told["ours"], told["changed"], strict=True))
        st.markdown(t("workshop_loop.apart", lines=names, steps=told["steps"], apart=f"{apart:.3f}"))
    table = {
        t("workshop_loop.column_step"): range(1, told["steps"] + 1),
        t("workshop_loop.ours"): told["ours"],
        t("workshop_loop.trainer"): told["trainer"],
    }
    if told["changed"]:
        table[texts["changed"]] = told["changed"]
    st.dataframe(pd.DataFrame(table), hide_index=True, height=220)


def _code(t: Translator) -> None:
    """The loop as it stands in the repository, and for each line what it is inside Trainer."""
    import pandas as pd

    from core.topics.workshop.training.plain_loop import plain_loop

    st.markdown(f"#### {t('workshop_loop.code')}")
    st.code(inspect.getsource(plain_loop), language="python", wrap_lines=True)
    rows = [
        (ours, theirs, t(f"workshop_loop.place_{name}"))
        for (ours, theirs), name in zip(PLACES, PLACE_NAMES, strict=True)
    ]
    columns = [t(f"workshop_loop.column_{name}") for name in ("ours", "trainer", "what")]
    st.table(pd.DataFrame(rows, columns=columns))
    st.caption(t("workshop_loop.rest"))


def _left_out(t: Translator) -> None:
    """What the lines did over more steps, at two learning rates, from the shipped record."""
    import pandas as pd

    from core.topics.workshop.figures.measured import left_out_lines

    st.markdown(f"#### {t('workshop_loop.for_what')}")
    with friendly():
        numbers = record.read(record.shipped(EXPERIMENT), EXPERIMENT).numbers
        figure = left_out_lines(numbers, words(EXPERIMENT, t), colours())
        chart(figure, key="workshop_left_out", alt=t(f"experiments.{EXPERIMENT}.alt"))
        rows = [
            (
                t(f"experiments.{EXPERIMENT}.{run['line']}"),
                f"{run['rate']:g}",
                _last(run, t),
                f"{run['accuracy']:.1%} ({run['interval'][0]:.1%} – {run['interval'][1]:.1%})",
            )
            for run in numbers["runs"]
        ]
        columns = [t(f"workshop_loop.column_{name}") for name in ("line", "rate", "last", "accuracy")]
        st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True)
    for line in LINES:
        st.markdown(f"- {t(f'workshop_loop.about_{line}')}")


def _last(run: dict[str, Any], t: Translator) -> str:
    """The mean loss of a run's last quarter, or that it broke."""
    import math

    from core.topics.workshop.experiments.loop_trainer import last_loss

    loss = last_loss(run)
    return f"{loss:.3f}" if math.isfinite(loss) else t("workshop_loop.broken")
