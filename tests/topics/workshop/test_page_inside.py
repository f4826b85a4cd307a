"""Workshop: the steps model, loop, seeds and files, and the parts beside them, in both languages."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.base.i18n import label
from core.experiments import record
from core.topics.workshop.experiments.loop_trainer import RATES
from core.topics.workshop.training import plain_loop
from core.topics.workshop.training.plain_loop import LINES
from core.topics.workshop.twins import TWINS
from tests.topics.support import (
    Screen,
    captions,
    chart,
    claims_are_measured,
    has_twin,
    numbers,
    read_number,
    shown,
    visit,
    walk_through,
    written,
)

STEPS = ("model", "loop", "seeds", "files")
EXPERIMENTS = ("seeds", "loop_trainer", "padding_cost")
LOSSES = [0.7, 0.69, 0.6]
RUNS = [
    {"line": line, "rate": rate, "losses": [*LOSSES, None], "accuracy": 0.7, "interval": [0.6, 0.8]}
    for rate in RATES
    for line in ("whole", *LINES)
]
NUMBERS = {
    "seeds": {
        "seeds": [42, 0, 1],
        "accuracies": {part: [0.7, 0.72, 0.69] for part in ("all", "head", "order", "dropout")},
        "minilm": [0.8, 0.79, 0.81],
        "digests": ["ab" * 32, "ab" * 32],
        "phrases": 100,
        "epochs": 2,
        "sentences": 40,
        "minilm_phrases": 10,
        "minilm_sentences": 20,
    },
    "loop_trainer": {
        "compared": {
            "steps": 3,
            "batch_size": 16,
            "learning_rate": 5e-05,
            "seed": 42,
            "ours": LOSSES,
            "trainer": LOSSES,
            "changed": [],
            "without": [],
            "largest_difference": 0.0,
            "largest_weight_difference": 0.0,
        },
        "longer": 4,
        "sentences": 40,
        "runs": RUNS,
    },
    "padding_cost": {
        "phrases": 8,
        "tokens": 80,
        "width": 128,
        "ways": {
            way: {"cells": cells, "seconds": cells / 100, "batches": [0.5, 0.6], "largest_move": 0.0}
            for way, cells in (("max_length", 1024), ("dynamic", 160), ("sorted", 100))
        },
    },
}


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small hand-made measurements stand where the shipped ones would; their folder."""
    monkeypatch.setattr(record, "shipped", lambda name: tmp_path / f"{name}.json")
    for name, values in NUMBERS.items():
        made = record.Record(
            name=name,
            size="full",
            seed=42,
            command=f"python -m core.experiments {name}",
            versions={},
            machine={"kind": "x86_64", "cores": 2},
            data={},
            models={},
            seconds=1.0,
            numbers=values,
        )
        (tmp_path / f"{name}.json").write_text(made.to_json(), encoding="utf-8")
    return tmp_path


NEW = tuple(f"workshop_model.{name}" for name in ("new", "loaded", "share"))
EXACT = ("workshop_loop.largest_loss", "workshop_loop.largest_weight")
SCREENS = (
    Screen(
        {"part": "see", "step": "model"},
        charts=["workshop_model.bars_title"],
        tables=[(2, "workshop_model.column_name"), (103, "workshop_model.column_name")],
        metrics=NEW,
    ),
    Screen(
        {"part": "see", "step": "loop"},
        charts=["workshop_loop.losses_title", "experiments.loop_trainer.title"],
        tables=[(3, "workshop_loop.column_step"), (10, "workshop_loop.column_line")],
        metrics=EXACT,
    ),
    Screen(
        {"part": "see", "step": "seeds", "seeds_seed": "42"},
        charts=[("workshop_seeds.drawn_title", {"seed": 42}), "experiments.seeds.title"],
    ),
    Screen(
        {"part": "see", "step": "files"},
        charts=[("workshop_files.histogram_title", {"name": "bert.embeddings.LayerNorm.bias"})],
        tables=[
            (8, "workshop_files.column_old_file"),
            (105, "workshop_files.column_tensor"),
        ],
    ),
    Screen({"part": "compute"}, tables=[(5, "workshop_compute.column_number")]),
)


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("workshop")
    walk_through(app, "workshop", SCREENS)
    claims_are_measured(app, "workshop", ("loop_trainer", "seeds", "padding_cost"))


def test_losses_and_seeds_are_the_records(open_app) -> None:
    app = open_app("workshop", workshop_step="loop")
    assert "`DataLoader.__iter__ → _BaseDataLoaderIter`" in app.table[0].value.to_string()
    ours, trainer = chart(app, "workshop_loop.losses_title")["data"]
    assert list(numbers(ours["y"])) == list(numbers(trainer["y"])) == LOSSES
    left_out = chart(app, "experiments.loop_trainer.title")["data"]
    means = np.cumsum(LOSSES) / [1, 2, 3]  # the curves are drawn smoothed
    assert [numbers(trace["y"])[:3] for trace in left_out] == [pytest.approx(means)] * len(left_out)
    visit(app, "workshop", step="seeds")
    marks = [x for trace in chart(app, "experiments.seeds.title")["data"] for x in numbers(trace["x"])]
    assert marks.count(0.72) >= 4  # every part's second seed


def test_without_shipped_measurements_the_rest_of_a_step_stands(open_app, shipped: Path) -> None:
    for file in shipped.glob("*.json"):
        file.unlink()
    app = open_app("workshop")
    for step, name in (("loop", "loop_trainer"), ("seeds", "seeds")):
        visit(app, "workshop", step=step)
        assert label("errors.experiment_missing", "en", name=name) in shown(app)
        assert label(f"workshop_{step}.run", "en") in [button.label for button in app.button]


def test_the_head_is_what_is_new(open_app) -> None:
    app = open_app("workshop", workshop_step="model")
    assert [metric.value for metric in app.metric[:2]] == ["770", "22,713,216"]  # 384 · 2 + 2, and the rest
    names = [list(frame.value.iloc[:, 0]) for frame in app.dataframe]
    assert ["classifier.bias", "classifier.weight"] in [sorted(column) for column in names]


FOLDERS = ("sst2-minilm", "sst2-gru", "bag-of-words", "minilm", "trainer")


def test_every_file_of_every_folder_opens(open_app) -> None:
    app = open_app("workshop", workshop_step="files")
    for folder in FOLDERS:
        visit(app, "workshop", files_folder=folder)
        names = app.selectbox(key="workshop_files_file_list").options
        assert len(names) > 2
        for name in names:
            app.selectbox(key="workshop_files_file_list").set_value(name).run()
            assert not app.exception
            assert shown(app) == "", name
            assert f"#### `{name}`" in [text.value for text in app.markdown]
            assert app.code or app.dataframe, name


def test_pickles_are_listed(open_app) -> None:
    app = open_app(
        "workshop",
        workshop_step="files",
        workshop_files_folder="trainer",
        workshop_files_file="training_args.bin",
    )
    codes = "\n".join(code.value for code in app.code)
    assert "transformers.training_args.TrainingArguments" in codes
    assert "builtins" in codes


def test_the_same_seed_draws_the_same(open_app) -> None:
    app = open_app("workshop", workshop_step="seeds", workshop_seeds_seed="7")
    checks = [
        text.value for text in app.markdown if text.value.startswith((":material/check", ":material/close"))
    ]
    assert [text.split(":")[1] for text in checks] == ["material/check", "material/check", "material/close"]
    assert checks[0] == checks[1] != checks[2]


def test_one_step_agrees_with_torch(open_app) -> None:
    app = open_app(
        "workshop", workshop_part="compute", workshop_compute_label="0", workshop_compute_clip="0.1"
    )
    table = app.dataframe[0].value
    assert len(table) == 5
    for _, _, theirs, gap in table.itertuples(index=False):  # float32: seven digits of the larger numbers
        assert read_number(gap) < 1e-5 * max(1.0, abs(read_number(theirs)))


def test_every_twin_holds(open_app) -> None:
    app = open_app("workshop", workshop_part="code")
    for twin in TWINS:
        visit(app, "workshop", code_twin=twin.name)
        assert has_twin(app, twin), twin.name
        assert label(f"workshop_code.on_{twin.name}", "en") in captions(app)


def test_bad_settings_in_the_url_fall_back(open_app) -> None:
    names = (
        *(f"files_{name}" for name in ("folder", "file", "tensor", "find")),
        *(f"compute_{name}" for name in ("label", "row", "column", "rate", "clip")),
        *("model_labels", "loop_without", "seeds_seed", "seeds_vary"),
    )
    app = open_app("workshop")
    for value in ("nonsense", "-1", "1e9", "0"):
        strange = dict.fromkeys(names, value)
        for step in STEPS:
            visit(app, "workshop", part="see", step=step, **strange)
            assert label("errors.unexpected", "en") not in shown(app)
            assert app.get("plotly_chart"), (step, value)
        visit(app, "workshop", part="compute", **strange)
        assert shown(app) == ""
        assert len(app.dataframe[0].value) == 5


@pytest.mark.parametrize("part", ["compute", "code"])
def test_a_blank_sentence_is_told(open_app, part: str) -> None:
    settings = {"workshop_code_twin": "wordpiece"} if part == "code" else {}
    app = open_app("workshop", workshop_part=part, **settings)
    app.text_input(key="sentence").set_value("   ").run()
    assert label("errors.text_empty", "en") in shown(app)


def test_in_public_nothing_is_run(open_app, monkeypatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = open_app("workshop", workshop_step="loop")
    assert label("experiments.at_home", "en") in written(app)
    assert label("workshop_loop.run", "en") not in [button.label for button in app.button]


def test_places_in_trainer_are_there() -> None:
    """Every name that the table points at stands in the library's source."""
    import accelerate.accelerator
    import transformers.trainer as trainer

    from core.topics.workshop.views.loop import INSIDE_TRAINER

    library = Path(trainer.__file__).read_text(encoding="utf-8")
    library += Path(accelerate.accelerator.__file__).read_text(encoding="utf-8")
    own = Path(plain_loop.__file__).read_text(encoding="utf-8")
    for ours, theirs in INSIDE_TRAINER.values():
        assert ours.split("(")[0].split(" = ")[0] in own, ours
        name = theirs.split(" → ")[0].split("(")[0].split(".")[-1]
        assert f"def {name}" in library or f"{name}(" in library or name == "__iter__", name


def test_records_of_the_tests_are_whole(shipped: Path) -> None:
    assert {json.loads(file.read_text("utf-8"))["name"] for file in shipped.glob("*.json")} == set(
        EXPERIMENTS
    )
