"""Workshop: from raw data to saved files, every step run for real."""

from core.app import url_state
from core.app.page import concept_page
from core.app.state import Translator
from core.topics.workshop.views.code import code
from core.topics.workshop.views.compute import compute
from core.topics.workshop.views.data import data_step
from core.topics.workshop.views.files import files_step
from core.topics.workshop.views.loop import loop_step
from core.topics.workshop.views.measured import measured
from core.topics.workshop.views.metrics import metrics_step
from core.topics.workshop.views.model import model_step
from core.topics.workshop.views.seeds import seeds_step
from core.topics.workshop.views.tokens import tokens_step
from core.topics.workshop.views.train import train_step

STEPS = {
    "data": data_step,
    "tokens": tokens_step,
    "model": model_step,
    "train": train_step,
    "loop": loop_step,
    "seeds": seeds_step,
    "metrics": metrics_step,
    "files": files_step,
}


def see(t: Translator) -> None:
    step = url_state.choose(
        t("workshop.step"),
        tuple(STEPS),
        key="workshop_step",
        default="data",
        names=lambda name: t(f"workshop.step_{name}"),
        label_visibility="collapsed",
    )
    STEPS[step](t)


def draw() -> None:
    concept_page("workshop", {"see": see, "compute": compute, "code": code, "measured": measured})
