"""The models that this browser trained here: offered where models are chosen, in this browser only."""

import json
import logging
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from core import jobs
from core.app import url_state
from core.app.jobs import browser
from core.app.state import Translator
from core.app.url_picks import pick
from core.base.settings import is_public
from core.models.card import CARD

log = logging.getLogger(__name__)
KIND = "training"
MODEL = "model"  # the folder in a job's own that holds what was trained
ASKED = "asked.json"
OPENED = "opened_model"  # which model Inside and Attention open
SHIPPED = "shipped"


@dataclass(frozen=True)
class Asked:
    """What a training was asked for; `size` training phrases (0: all) of the data called `data`."""

    model: str  # one of the page's choices
    data: str
    size: int
    epochs: int
    batch_size: int
    seed: int


@dataclass(frozen=True)
class Trained:
    """A finished training: the job's id, the folder of its model, and what was asked."""

    id: str
    folder: Path
    asked: Asked
    finished: float  # seconds since 1970

    def label(self, t: Translator) -> str:
        """What it is called where models are chosen."""
        when = time.strftime("%m-%d %H:%M", time.localtime(self.finished))
        return t("workshop_train.own", model=t(f"workshop_train.model_{self.asked.model}"), when=when)

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


def note(folder: Path, asked: Asked) -> None:
    """Write down in a job's folder what was asked for."""
    (folder / ASKED).write_text(json.dumps(asdict(asked)), encoding="utf-8")


def asked_for(folder: Path) -> Asked | None:
    """What a job was asked for; None, with the reason in the log, where that cannot be read."""
    try:
        return Asked(**json.loads((folder / ASKED).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        log.warning("what was asked for in %s cannot be read", folder, exc_info=True)
        return None


def trained() -> list[Trained]:
    """This browser's finished trainings, newest first; none on a public server."""
    if is_public():
        return []
    found = [(job, asked_for(job.folder)) for job in jobs.history(KIND, browser.owner()) if _is_done(job)]
    return [Trained(job.id, job.folder / MODEL, asked, job.finished or 0.0) for job, asked in found if asked]


def opened_name() -> str | None:
    """The folder of the own BERT that was chosen for Inside and Attention; None for the shipped model."""
    chosen = url_state.remembered(OPENED)
    if not chosen or chosen == SHIPPED:
        return None
    return next((str(one.folder) for one in trained() if one.id == chosen and one.is_bert), None)


def choose_opened(t: Translator) -> None:
    """The shipped model or one of this browser's own; nothing to choose where there is none."""
    own = {one.id: one.label(t) for one in trained() if one.is_bert}
    if not own:
        return
    chosen = url_state.remembered(OPENED)
    pick(
        t("workshop_train.opened"),
        (SHIPPED, *own),
        key=OPENED,
        chosen=chosen if chosen in own else SHIPPED,
        names=lambda name: own.get(name) or t("workshop_train.shipped"),
    )


def _is_done(job: jobs.Job) -> bool:
    return job.state is jobs.State.DONE and (job.folder / MODEL / CARD).is_file()
