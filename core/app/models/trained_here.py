"""The models that this browser trained here: offered where models are chosen, in this browser only."""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from core import jobs
from core.app import url_state
from core.app.foreign import foreign
from core.app.jobs import browser
from core.app.state import Translator
from core.app.url_picks import pick, replace_in_url
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.models.card import CARD
from core.models.classes.classifier import has_other_classes

log = logging.getLogger(__name__)
KIND, OWN_FILE = "training", "own_file"
MODEL = "model"  # the folder in a job's own that holds what was trained
SETTINGS = "asked.json"  # jobs of earlier versions hold a file of this name
OPENED = "opened_model"  # which model Inside and Attention open
SHIPPED = "shipped"


@dataclass(frozen=True)
class TrainingSettings:
    """The settings of a training: `size` training phrases (0: all) of the data called `data`."""

    model: str  # one of the page's choices
    data: str
    size: int
    epochs: int
    batch_size: int
    seed: int


@dataclass(frozen=True)
class Trained:
    """A finished training: the job's id, the folder of its model, and its settings."""

    id: str
    folder: Path
    settings: TrainingSettings
    finished: float  # seconds since 1970

    def label(self, t: Translator) -> str:
        """What it is called where models are chosen."""
        when = time.strftime("%m-%d %H:%M", time.localtime(self.finished))
        return t("workshop_train.own", model=t(f"workshop_train.model_{self.settings.model}"), when=when)

    @property
    def is_bert(self) -> bool:
        """True if Inside and Attention can open it."""
        try:
            config = json.loads((self.folder / "config.json").read_text(encoding="utf-8"))
        except FileNotFoundError:  # a network that is no Transformer
            return False
        except (OSError, ValueError):
            log.warning("the configuration in %s cannot be read", self.folder, exc_info=True)
            return False
        return config.get("model_type") == "bert"

    @property
    def has_other_classes(self) -> bool:
        """True if its classes are others than negative and positive, which only some pages can show."""
        return self.is_bert and has_other_classes(self.folder, self.id)


@dataclass(frozen=True)
class FromFile(Trained):
    """A model that learned from the visitor's own file."""

    file: str = ""

    def label(self, t: Translator) -> str:
        """The file's name as it is, which Markdown must not read, and when it was."""
        when = time.strftime("%m-%d %H:%M", time.localtime(self.finished))
        kind = "full" if self.settings.model == "full" else "cheap"
        return t(f"evaluate.train_own_{kind}", file=self.file, when=when)


def from_files() -> list[FromFile]:
    """This browser's models from its own files, newest first; as `trained`."""
    return [model for model in trained() if isinstance(model, FromFile)]


def write_settings(folder: Path, settings: TrainingSettings) -> None:
    """Write a training's settings into its job's folder."""
    (folder / SETTINGS).write_text(json.dumps(asdict(settings)), encoding="utf-8")


def read_settings(folder: Path) -> TrainingSettings | None:
    """The settings in a job's folder; None, with the reason in the log, where they cannot be read."""
    try:
        return TrainingSettings(**json.loads((folder / SETTINGS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        log.warning("the settings in %s cannot be read", folder, exc_info=True)
        return None


def trained() -> list[Trained]:
    """This browser's finished trainings, newest first; none on a public server, or where none can be read."""
    if is_public():
        return []
    found = [_trained(job, kind) for kind in (KIND, OWN_FILE) for job in _past(kind)]
    return sorted((one for one in found if one), key=lambda one: -one.finished)


def _past(kind: str) -> list[jobs.Job]:
    try:
        return [job for job in jobs.history(kind, browser.owner()) if _is_done(job)]
    except SentiscopeError:  # the page needs none of them; the list of trainings says what is wrong
        log.warning("the trainings of this browser cannot be listed", exc_info=True)
        return []


def _trained(job: jobs.Job, kind: str) -> Trained | None:
    settings = read_settings(job.folder)
    if settings is None:
        return None
    known = (job.id, job.folder / MODEL, settings, job.finished or 0.0)
    return FromFile(*known, settings.data) if kind == OWN_FILE else Trained(*known)


def opened_name() -> str | None:
    """The folder of the own BERT that was chosen for Inside and Attention; None for the shipped model.

    Also None for one of other classes than negative and positive, which these pages cannot show.
    """
    chosen = _chosen()
    if chosen == SHIPPED:
        return None
    folders = {own.id: str(own.folder) for own in trained() if own.is_bert and not own.has_other_classes}
    return folders.get(chosen)


def _chosen() -> str:
    """What the URL says: a training's id, which may be another browser's, or the shipped model."""
    chosen = url_state.remembered(OPENED)
    if chosen and jobs.is_id(chosen):
        return chosen
    replace_in_url(OPENED, SHIPPED)
    return SHIPPED


def choose_opened(t: Translator) -> None:
    """The shipped model or one of this browser's own; nothing to choose where there is none.

    Says which of them have other classes, and are shown elsewhere.
    """
    berts = [training for training in trained() if training.is_bert]
    others = [training.label(t) for training in berts if training.has_other_classes]
    own = {training.id: training.label(t) for training in berts if not training.has_other_classes}
    if others:
        not_here(others, t)
    if not own:
        return
    chosen = _chosen()
    pick(
        t("workshop_train.opened"),
        (SHIPPED, *own),
        key=OPENED,
        chosen=chosen if chosen in own else SHIPPED,
        names=lambda name: own.get(name) or t("workshop_train.shipped"),
    )


def not_here(models: Sequence[str], t: Translator) -> None:
    """Say that models are left out where negative and positive are needed; `models` are their labels."""
    st.caption(t("workshop_train.other_classes", models=foreign(" · ".join(models))))


def _is_done(job: jobs.Job) -> bool:
    return job.state is jobs.State.DONE and (job.folder / MODEL / CARD).is_file()
