"""Workshop: from raw data to saved files, every step run for real."""

from core.app.page import ConceptPage, Measured, Twins, Views
from core.topics.workshop.views.code import twin_inputs
from core.topics.workshop.views.compute import compute
from core.topics.workshop.views.data import data_step
from core.topics.workshop.views.files import files_step
from core.topics.workshop.views.loop import loop_step
from core.topics.workshop.views.metrics import metrics_step
from core.topics.workshop.views.model import model_step
from core.topics.workshop.views.padding import padding_view
from core.topics.workshop.views.script import script_view
from core.topics.workshop.views.seeds import seeds_step
from core.topics.workshop.views.token_path import token_path_view
from core.topics.workshop.views.train import train_step

TOKENS = Views(
    "workshop_tokens_view", {"path": token_path_view, "padding": padding_view, "script": script_view}
)

PAGE = ConceptPage(
    "workshop",
    see=Views(
        "workshop_step",
        {
            "data": data_step,
            "tokens": TOKENS,
            "model": model_step,
            "train": train_step,
            "loop": loop_step,
            "seeds": seeds_step,
            "metrics": metrics_step,
            "files": files_step,
        },
    ),
    compute=compute,
    code=Twins("workshop_code_twin", "core.topics.workshop.twins:TWINS", twin_inputs, default="wordpiece"),
    measured=Measured(
        {
            "loop_trainer": "core.topics.workshop.figures.measured:left_out_lines",
            "seeds": "core.topics.workshop.figures.measured:seed_spread",
            "padding_cost": "core.topics.workshop.figures.measured:padding_bars",
        }
    ),
)
