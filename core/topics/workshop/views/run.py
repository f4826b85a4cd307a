"""A training of the workshop while it runs, once it is done, and the ones before it."""

import shlex
import time
from typing import Any

import streamlit as st

from core import jobs
from core.app import url_state
from core.app.errors import show
from core.app.jobs import browser
from core.app.jobs.job_panel import duration, watch
from core.app.models.trained_here import KIND, MODEL, OPENED, Trained, TrainingSettings, read_settings
from core.app.navigation import BY_NAME
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, translator
from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
from core.data.locations import chnsenticorp_here, sst2_here
from core.topics.workshop.views.source import SMALL_KINDS

JOB_KEY = "workshop_job"
SHOWN = 8
DATA_FOLDER = "SST2_FOLDER"  # what a card's command says for the folder of the data


def show_run(job_id: str, t: Translator) -> None:
    """How far a training is; once it is done, what it came to and where its model can be used."""
    try:
        settings = read_settings(jobs.status(job_id).folder)
    except SentiscopeError as error:
        show(error)
        _another(t)
        return
    if settings is not None:
        st.markdown(f"#### {title(settings, t)}")
    job = watch(job_id, MODEL, live=live)
    if job is None:
        st.caption(t("workshop_train.come_back"))
    else:
        _finished(job, settings, t)
    _another(t)


def title(settings: TrainingSettings, t: Translator) -> str:
    """A run in one line."""
    size = f"{settings.size:,}" if settings.size else t("workshop_train.size_all")
    model, data = t(f"workshop_train.model_{settings.model}"), t(f"workshop_data.source_{settings.data}")
    return t("workshop_train.title", data=data, model=model, seed=settings.seed, size=size)


def live(job: jobs.Job) -> None:
    """The latest numbers, and the evaluations so far."""
    t = translator()
    settings = read_settings(job.folder)
    numbers = _numbers(job, settings)
    for column, (name, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        column.metric(t(f"workshop_train.now_{name}"), value)
    _curves(job, t)


def _numbers(job: jobs.Job, settings: TrainingSettings | None) -> dict[str, str]:
    """What is known by now; a dash for the rest."""
    metrics, rate = job.metrics, job.rate
    known = {
        "loss": numeral(metrics["loss"], ".3f") if "loss" in metrics else None,
        "accuracy": numeral(metrics["accuracy"], ".1%") if "accuracy" in metrics else None,
        "f1": numeral(metrics["f1"], ".3f") if "f1" in metrics else None,
        "rate": numeral(metrics["learning_rate"], ".1e") if "learning_rate" in metrics else None,
        "speed": numeral(rate * settings.batch_size, ",.0f") if rate and settings else None,
        "left": duration(job.seconds_left) if job.seconds_left is not None else None,
    }
    return {name: number or "–" for name, number in known.items()}


def _curves(job: jobs.Job, t: Translator) -> None:
    """Losses, and accuracy and F1, at each evaluation so far."""
    from core.topics.workshop.figures.train import LOSSES, SCORES, training_lines
    from core.training.curve import curve_of

    curve = curve_of(job.folder / MODEL)
    if not curve:
        return
    for column, (kind, names) in zip(st.columns(2), (("loss", LOSSES), ("right", SCORES)), strict=True):
        lines = {name: t(f"workshop_train.line_{name}") for name in ("x", *names)}
        with column:
            figure(
                f"workshop_train.{kind}",
                training_lines,
                curve,
                names,
                t=t,
                key=f"workshop_curve_{kind}",
                alt=t(f"workshop_train.{kind}_title"),
                more=lines,
            )


def _finished(job: jobs.Job, settings: TrainingSettings | None, t: Translator) -> None:
    """What the model's card says of it, and the pages where it can be used."""
    from core.models.card import read_card

    card = read_card(job.folder / MODEL)
    dev = card["dev"]
    low, high = dev["accuracy_interval_95"]
    st.success(
        t(
            "workshop_train.done",
            accuracy=numeral(dev["accuracy"], ".1%"),
            low=numeral(low, ".1%"),
            high=numeral(high, ".1%"),
            f1=numeral(dev["f1"], ".3f"),
            count=dev["sentences"],
        ),
        icon=":material/check_circle:",
    )
    if settings is not None:
        _open_in(Trained(job.id, job.folder / MODEL, settings, job.finished or 0.0), t)
    _curves(job, t)
    st.caption(t("workshop_train.folder"))
    st.code(str(job.folder / MODEL), language=None, wrap_lines=True)
    st.caption(t("workshop_train.again"))
    st.code(_command_on(card["command"], settings), language="shell", wrap_lines=True)


def _command_on(command: str, settings: TrainingSettings | None) -> str:
    """A card's command, which names no folder of this machine, on the data that the run was on."""
    folders = {**SMALL_KINDS, "sst2": sst2_here(), "chnsenticorp": chnsenticorp_here()}
    folder = folders.get(settings.data) if settings else None
    if folder is None:
        return command
    here = folder.resolve()
    named = here.relative_to(REPOSITORY) if here.is_relative_to(REPOSITORY) else here
    return command.replace(DATA_FOLDER, shlex.quote(str(named)))


def _open_in(own: Trained, t: Translator) -> None:
    """Links to the pages that can use the model, with it already chosen."""
    settings: dict[str, dict[str, Any]] = {"predict": {"predict_models": own.id}}
    if own.is_bert:
        settings |= {page: {OPENED: own.id} for page in ("attention", "inside")}
    with st.container(horizontal=True):
        for page, parameters in settings.items():
            entry = BY_NAME[page]
            if st.button(t(f"workshop_train.to_{page}"), icon=entry.icon, key=f"workshop_to_{page}"):
                st.switch_page(entry.path, query_params=parameters)


def _another(t: Translator) -> None:
    """The button that leads back to the form."""
    st.button(
        t("workshop_train.another"),
        icon=":material/add:",
        key="workshop_another",
        on_click=url_state.remember,
        args=(JOB_KEY, None),
    )


def past_runs(t: Translator) -> None:
    """This browser's trainings, newest first, whatever has become of them."""
    trainings = jobs.history(KIND, browser.owner())
    if not trainings:
        return
    st.markdown(f"#### {t('workshop_train.past')}")
    for job in trainings[:SHOWN]:
        _row(job, t)


def _row(job: jobs.Job, t: Translator) -> None:
    """A training with its state, and the buttons that open and remove it."""
    settings = read_settings(job.folder)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"run_{job.id}"):
        with st.container(width="stretch"):
            st.markdown(title(settings, t) if settings else t("jobs.gone"))
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(job.created))
            state, done, total = t(f"batch.past_state_{job.state}"), f"{job.done:,}", f"{job.total:,}"
            st.caption(t("workshop_train.past_line", total=total, state=state, when=when, done=done))
        st.button(
            t("batch.past_open"),
            icon=":material/open_in_new:",
            key=f"open_{job.id}",
            on_click=url_state.remember,
            args=(JOB_KEY, job.id),
        )
        if job.is_finished:
            st.button(
                t("batch.past_remove"),
                icon=":material/delete:",
                help=t("workshop_train.remove_help"),
                key=f"remove_{job.id}",
                on_click=_remove,
                args=(job.id,),
            )


def _remove(job_id: str) -> None:
    try:
        jobs.remove(job_id)
    except SentiscopeError as error:  # somebody else was faster
        show(error)
