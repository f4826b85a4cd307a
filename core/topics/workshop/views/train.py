"""Choose a model and settings, train, and watch; the run is the shell's own command."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from core import jobs
from core.app import url_state
from core.app.glossary import explained
from core.app.jobs.job_panel import job_in_url
from core.app.jobs.submitting import submit
from core.app.models.hub_model import is_here
from core.app.models.place_field import place_field
from core.app.models.trained_here import KIND, MODEL, TrainingSettings, write_settings
from core.app.state import Translator
from core.app.url_picks import option_in_url, pick
from core.app.widgets.controls import controls
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.topics.workshop.views.run import JOB_KEY, past_runs, show_run
from core.topics.workshop.views.source import SMALL_KINDS, Source, choose_source, data_of, note_on

BAG, OTHER = "bag-of-words", "other"
CHOICES = (BAG, "gru", "lstm", "frozen", "minilm", OTHER)
READ_CHINESE = (BAG, OTHER)  # the others begin with English words
MODEL_CHOICE = "workshop_model"
NEEDS = {"gru": "glove", "lstm": "glove", "frozen": "minilm", "minilm": "minilm"}
SIZES = ("100", "300", "1000", "3000", "10000", "30000")
ALL = "all"
BATCHES = ("4", "8", "16", "32", "50", "64")
RATES = ("1e-5", "2e-5", "3e-5", "5e-5", "1e-4", "3e-4", "1e-3", "2e-3", "5e-3", "1e-2", "1")
MOST_EPOCHS = 60
FEW_STEPS = 100  # in an epoch: then once an epoch is often enough to judge
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Defaults:
    """Where the sliders stand at first: epochs, sentences in a batch, the highest rate."""

    epochs: int
    batch: str
    rate: str


# On the small set an epoch is a handful of steps, so there are more of them.
SMALL = {
    BAG: Defaults(1, "16", "2e-3"),
    "gru": Defaults(20, "16", "2e-3"),
    "lstm": Defaults(20, "16", "2e-3"),
    "frozen": Defaults(10, "16", "1e-3"),
    "minilm": Defaults(3, "16", "5e-5"),
    OTHER: Defaults(3, "16", "5e-5"),
}
LARGE = {
    BAG: Defaults(1, "50", "2e-3"),
    "gru": Defaults(5, "50", "2e-3"),
    "lstm": Defaults(5, "50", "2e-3"),
    "frozen": Defaults(3, "32", "1e-3"),
    "minilm": Defaults(3, "32", "5e-5"),
    OTHER: Defaults(3, "32", "5e-5"),
}


def train_step(t: Translator) -> None:
    """The form, or the run that it started."""
    if is_public():
        st.info(t("workshop_train.public"), icon=":material/home:")
        st.code("python -m core.training --model gru -o runs/gru", language="shell")
        return
    job_id = job_in_url(JOB_KEY)
    if job_id is not None:
        show_run(job_id, t)
        return
    _form(t)
    st.markdown(explained(t("workshop_train.about")), width=760)
    past_runs(t)


def _form(t: Translator) -> None:
    """Data, model and settings, the command that they make, and the button that runs it."""
    from core.nn.schedule import steps_per_epoch

    choices = controls("workshop_train")
    source = choose_source(t, choices)
    if source is None:
        return
    data = data_of(source)
    rows = len(data.train)
    choice = _model(READ_CHINESE if data.about.language == "zh" else CHOICES, choices, t)
    choices.caption(t(f"workshop_train.about_{choice}"))
    command = st.container(border=True)
    note_on(source, t)
    settings, options = _settings(choice, source, rows, t)
    name = _name(choice, t)
    if name is None:
        return
    if choice != BAG:
        steps = steps_per_epoch(settings.size or rows, settings.batch_size)
        command.caption(t("workshop_train.steps", steps=f"{steps * settings.epochs:,}", each=f"{steps:,}"))
        options["evaluations"] = 1 if steps < FEW_STEPS else 4
    arguments = [f"--model={name}", f"--data={source.folder.resolve()}"]
    if data.about.language == "zh":
        arguments.append(f"--dataset={data.about.option}")
    arguments += [f"--{option}={value}" for option, value in options.items()]
    command.code(" ".join(["python -m core.training", *arguments]), language="shell", wrap_lines=True)
    start_here = t("workshop_train.start")
    if command.button(start_here, type="primary", icon=":material/play_arrow:", key="workshop_go"):
        url_state.remember(JOB_KEY, start(arguments, settings))
        st.rerun()


def _model(choices: tuple[str, ...], container: Any, t: Translator) -> str:
    """What is trained, from a list; kept in the URL."""
    names = {choice: t(f"workshop_train.model_{choice}") for choice in choices}
    default = "gru" if "gru" in choices else BAG
    chosen, label = option_in_url(MODEL_CHOICE, choices, default), t("workshop_train.model")
    return str(
        pick(label, choices, key=MODEL_CHOICE, chosen=chosen, names=names.__getitem__, container=container)
    )


def _settings(
    choice: str, source: Source, rows: int, t: Translator
) -> tuple[TrainingSettings, dict[str, Any]]:
    """The sliders; the chosen settings, and the command's options that follow."""
    defaults = (SMALL if source.kind in SMALL_KINDS else LARGE)[choice]
    left, middle, right = st.columns(3)
    with left:
        size = _size(rows, t)
    with right:
        seed = _seed(t)
    epochs, batch = defaults.epochs, defaults.batch
    options: dict[str, Any] = {"train-size": size} if size else {}
    if choice != BAG:
        with middle:
            epochs = int(
                url_state.slider(
                    t("workshop_train.epochs"),
                    low=1,
                    high=MOST_EPOCHS,
                    step=1,
                    key=f"workshop_epochs_{choice}",
                    default=defaults.epochs,
                )
            )
        with left:
            batch = _model_slider("batch", BATCHES, defaults.batch, choice, t)
        with middle:
            rate = _model_slider("rate", RATES, defaults.rate, choice, t)
        options |= {"epochs": epochs, "batch-size": batch, "learning-rate": rate}
    if choice == "frozen":
        options["freeze"] = "encoder"
    options["seed"] = seed
    return TrainingSettings(choice, source.kind, size, epochs, int(batch), seed), options


def _model_slider(name: str, options: tuple[str, ...], default: str, choice: str, t: Translator) -> str:
    """A setting whose default depends on the model, and that is kept for each."""
    return url_state.option_slider(
        t(f"workshop_train.{name}"), options, key=f"workshop_{name}_{choice}", default=default
    )


def _size(rows: int, t: Translator) -> int:
    """How many training phrases; 0 for all."""
    smaller = [size for size in SIZES if int(size) < rows]

    def name(size: str) -> str:
        return t("workshop_train.all", rows=f"{rows:,}") if size == ALL else f"{int(size):,}"

    chosen = url_state.option_slider(
        t("workshop_train.size"), [*smaller, ALL], key="workshop_size", default=ALL, names=name
    )
    return 0 if chosen == ALL else int(chosen)


def _seed(t: Translator) -> int:
    """Raises SentiscopeError `training_bad_setting` for anything but a whole number."""
    typed = url_state.text_field(t("workshop_train.seed"), key="workshop_seed", default="42").strip()
    if not (typed.isascii() and typed.isdecimal()) or int(typed) > LARGEST_SEED:
        raise SentiscopeError("training_bad_setting", option="seed", value=typed[:20], low=0)
    return int(typed)


def _name(choice: str, t: Translator) -> str | None:
    """What the command calls the model; None while it is not on this machine."""
    if choice == OTHER:
        label, about = t("workshop_train.other"), t("workshop_train.other_help")
        typed = place_field(label, "model", t, key="workshop_other", help=about)
        return typed if typed and is_here(typed, t) else None
    needed = NEEDS.get(choice)
    return None if needed and not is_here(needed, t) else "minilm" if choice == "frozen" else choice


def start(arguments: list[str], settings: TrainingSettings) -> str:
    """Queue the training, its output in the job's folder; the job's id."""
    with jobs.filled_folder() as folder:
        write_settings(folder, settings)
        # A machine that slept runs a job once more, which may have just ended.
        arguments = [*arguments, "--keep-finished", f"--output={folder / MODEL}"]
        return submit("core.training", arguments, kind=KIND, folder=folder)
