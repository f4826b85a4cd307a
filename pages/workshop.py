"""Workshop: from raw data to saved files, every step run for real."""

from core.ui import link
from core.ui.frame import concept_page
from core.ui.state import Translator
from core.ui.workshop_code import code
from core.ui.workshop_compute import compute
from core.ui.workshop_data import data_step
from core.ui.workshop_files import files_step
from core.ui.workshop_loop import loop_step
from core.ui.workshop_measured import measured
from core.ui.workshop_metrics import metrics_step
from core.ui.workshop_model import model_step
from core.ui.workshop_seeds import seeds_step
from core.ui.workshop_tokens import tokens_step
from core.ui.workshop_train import train_step

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
    step = link.choose(
        t("workshop.step"),
        tuple(STEPS),
        key="workshop_step",
        default="data",
        names=lambda name: t(f"workshop.step_{name}"),
        label_visibility="collapsed",
    )
    STEPS[step](t)


concept_page("workshop", {"see": see, "compute": compute, "code": code, "measured": measured})
