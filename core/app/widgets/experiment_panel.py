"""The panel of a measured claim: the shipped measurement at once, and one made here on request."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from core import jobs
from core.app import url_state
from core.app.errors import friendly
from core.app.glossary import explained
from core.app.jobs.job_panel import duration, job_in_url, watch_measurement
from core.app.jobs.submitting import submit
from core.app.panels import chart
from core.app.state import Translator, colours, language
from core.app.widgets.claims import ICONS, anchor
from core.app.widgets.letters import letters_below
from core.base.settings import is_public, texts_file
from core.data.locations import sst2_here
from core.experiments import record, registry
from core.experiments.experiment import Experiment
from core.experiments.sentence import sentence

SIZE_HERE = "small"
SEED_HERE = "42"

# Numbers of a record, the experiment's words and a palette in, a Plotly figure out.
Draw = Callable[[dict[str, Any], Callable[..., str], Any], Any]


def experiment_panel(name: str, draw: Draw, t: Translator) -> None:
    """An experiment's claim, figure, verdict and origin; `draw` is from the topic's figures."""
    with st.container(border=True, key=f"ss-claim-{name}"), friendly():
        experiment = registry.find(name)
        shown, below = st.container(), st.container()
        with below:
            own = None if is_public() else _measured_here(experiment, t)
        with shown, letters_below(t) as told:
            st.subheader(told(f"experiments.{name}.claim"), anchor=anchor(name))
            _results(experiment, own, draw, told)
        if is_public():
            st.caption(t("experiments.at_home"))


def words(name: str, t: Translator) -> Callable[..., str]:
    """An experiment's own texts by the last part of their key."""
    return lambda part, **parameters: t(f"experiments.{name}.{part}", **parameters)


def experiment_figure(name: str, draw: Draw, numbers: dict[str, Any], t: Translator, key: str) -> None:
    """Numbers of an experiment, drawn with its own texts."""
    from core.app.figures.finished import finished

    palette = colours()

    def drawn(heard: Translator) -> Any:
        return draw(numbers, words(name, heard), palette)

    picture = finished(drawn, (name, draw, numbers), t, language(), palette)
    chart(picture, key=key, alt=t(f"experiments.{name}.alt"))


def _results(experiment: Experiment, own: Path | None, draw: Draw, t: Translator) -> None:
    """The shipped measurement, and beside it the one made here."""
    shipped = record.shipped(experiment.name)
    if own is None:
        with friendly():
            _result(experiment, shipped, "shipped", draw, t)
        return
    files = {"shipped": shipped, "here": own}
    for (origin, file), column in zip(files.items(), st.columns(2, gap="large"), strict=True):
        with column, friendly():
            st.markdown(f"**{t(f'experiments.{origin}')}**")
            _result(experiment, file, origin, draw, t)


def _result(experiment: Experiment, file: Path, origin: str, draw: Draw, t: Translator) -> None:
    """One measurement: figure, verdict in a sentence, and how it was made."""
    name, measured = experiment.name, record.read(file, experiment.name)
    verdict, parameters = record.outcome_of(experiment, measured)
    experiment_figure(name, draw, measured.numbers, t, key=f"experiment_{name}_{origin}")
    st.markdown(f":material/{ICONS[verdict]}: {sentence(name, verdict, parameters, t)}")
    st.caption(t(f"experiments.basis_{experiment.basis}"))
    st.caption(explained(t(f"experiments.{name}.how")))
    if measured.size == SIZE_HERE:
        st.caption(t("experiments.small_note"))
    st.caption(origin_text(measured, t))
    st.code(measured.command, language="shell", wrap_lines=True)


def origin_text(measured: record.Record, t: Translator) -> str:
    """Seed, size, time, machine and versions in one line."""
    return t(
        "experiments.made",
        seed=measured.seed,
        size=t(f"experiments.size_{measured.size}"),
        time=duration(measured.seconds),
        machine=measured.machine["kind"],
        cores=measured.machine["cores"],
        versions=", ".join(f"{library} {version}" for library, version in measured.versions.items()),
    )


def _measured_here(experiment: Experiment, t: Translator) -> Path | None:
    """The button, or the job it started; the finished job's record."""
    key = f"{experiment.name}_job"
    job_id = job_in_url(key)
    if job_id is None:
        _offer(experiment, key, t)
        return None
    made = _file_name(experiment)
    job = watch_measurement(job_id, key, f"experiment_{experiment.name}_another", made, t)
    return job.folder / made if job else None


def _offer(experiment: Experiment, key: str, t: Translator) -> None:
    """The button that queues the command, or what it would need."""
    folder, texts = sst2_here(), texts_file()
    if experiment.needs_sst2 and folder is None:
        st.caption(t("experiments.needs_sst2"))
        return
    if experiment.needs_texts and not (texts and texts.is_file()):
        st.caption(t("experiments.needs_texts"))
        return
    pressed = st.button(
        t("experiments.again"),
        icon=":material/science:",
        help=t("experiments.again_help"),
        key=f"experiment_{experiment.name}_run",
    )
    if pressed:
        url_state.remember(key, _start(experiment, folder, texts))
        st.rerun()


def _start(experiment: Experiment, data: Path | None, texts: Path | None) -> str:
    """Queue the same command at its small size, its output in the job's folder; the job's id."""
    arguments = [experiment.name, f"--size={SIZE_HERE}", f"--seed={SEED_HERE}"]
    arguments += [f"--data={data.resolve()}"] if data and experiment.needs_sst2 else []
    arguments += [f"--texts={texts.resolve()}"] if texts and experiment.needs_texts else []
    with jobs.filled_folder() as folder:
        arguments += [f"--output={folder / _file_name(experiment)}"]
        return submit("core.experiments", arguments, kind="experiment", folder=folder)


def _file_name(experiment: Experiment) -> str:
    """What a job calls the record it makes."""
    return f"{experiment.name}.json"
