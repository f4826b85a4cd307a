"""Workshop: the steps model, loop, seeds and files, and the parts beside them, in both languages."""

import json
from pathlib import Path

import pytest

from core.base.i18n import LANGUAGES, label
from core.base.settings import REPOSITORY
from core.experiments import record
from core.topics.workshop.experiments.loop_trainer import RATES
from core.topics.workshop.training.plain_loop import LINES
from tests.topics.support import shown

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
    },
    "loop_trainer": {
        "compared": {
            "steps": 3,
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
            way: {"cells": cells, "seconds": cells / 100, "largest_move": 0.0}
            for way, cells in (("max_length", 1024), ("dynamic", 160), ("sorted", 100))
        },
    },
}


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small hand-made measurements stand where the shipped ones would; their folder."""
    monkeypatch.setattr(record, "shipped", lambda name: tmp_path / f"{name}.json")
    for name, numbers in NUMBERS.items():
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
            numbers=numbers,
        )
        (tmp_path / f"{name}.json").write_text(made.to_json(), encoding="utf-8")
    return tmp_path


def said(app) -> str:
    return "\n".join(element.value for kind in (app.markdown, app.caption) for element in kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_in_both_languages(open_app, step: str, language: str) -> None:
    app = open_app("workshop", lang=language, workshop_step=step)
    assert shown(app) == ""
    assert app.get("plotly_chart")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["compute", "code", "measured", "read"])
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("workshop", lang=language, workshop_part=part)
    assert shown(app) == ""


@pytest.mark.parametrize("step", ["loop", "seeds"])
def test_without_shipped_measurements_the_rest_of_a_step_stands(open_app, shipped: Path, step: str) -> None:
    for file in shipped.glob("*.json"):
        file.unlink()
    app = open_app("workshop", workshop_step=step)
    name = "loop_trainer" if step == "loop" else "seeds"
    assert label("errors.experiment_missing", "en", name=name) in shown(app)
    assert label(f"workshop_{step}.run", "en") in [button.label for button in app.button]


def test_the_head_is_what_is_new(open_app) -> None:
    app = open_app("workshop", workshop_step="model")
    assert app.metric[0].value == "770"
    names = [list(frame.value.iloc[:, 0]) for frame in app.dataframe]
    assert ["classifier.bias", "classifier.weight"] in [sorted(column) for column in names]


@pytest.mark.parametrize("folder", ["sst2-minilm", "sst2-gru", "bag-of-words", "minilm", "trainer"])
def test_every_file_of_every_folder_opens(open_app, folder: str) -> None:
    app = open_app("workshop", workshop_step="files", workshop_files_folder=folder)
    names = app.selectbox(key="workshop_files_file_list").options
    assert names
    for name in names:
        app.selectbox(key="workshop_files_file_list").set_value(name).run()
        assert not app.exception
        assert shown(app) == "", name


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
        assert float(gap) < 1e-5 * max(1.0, abs(float(theirs)))


def test_every_twin_holds(open_app) -> None:
    from core.topics.workshop.views.code import ARGUMENTS

    app = open_app("workshop", workshop_part="code")
    for name in ARGUMENTS:
        app.query_params["workshop_code_twin"] = name
        app.run()
        assert not app.exception
        (prediction,) = [
            caption.value
            for caption in app.caption
            if caption.value.startswith(label("twins.holds", "en", dtype="", relative="", absolute="")[:4])
        ]
        assert prediction, name


@pytest.mark.parametrize("value", ["nonsense", "-1", "1e9", "0"])
def test_bad_settings_in_the_url_fall_back(open_app, value: str) -> None:
    names = (
        *(f"files_{name}" for name in ("folder", "file", "tensor", "find")),
        *(f"compute_{name}" for name in ("label", "row", "column", "rate", "clip")),
        *("model_labels", "loop_without", "seeds_seed", "seeds_vary"),
    )
    for step in STEPS:
        app = open_app("workshop", workshop_step=step, **{f"workshop_{name}": value for name in names})
        assert label("errors.unexpected", "en") not in shown(app)
    app = open_app("workshop", workshop_part="compute", **{f"workshop_{name}": value for name in names})
    assert shown(app) == ""


@pytest.mark.parametrize("part", ["compute", "code"])
def test_a_blank_sentence_is_told(open_app, part: str) -> None:
    settings = {"workshop_code_twin": "wordpiece"} if part == "code" else {}
    app = open_app("workshop", workshop_part=part, **settings)
    app.text_input(key="sentence").set_value("   ").run()
    assert label("errors.text_empty", "en") in shown(app)


def test_in_public_nothing_is_run(open_app, monkeypatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = open_app("workshop", workshop_step="loop")
    assert label("experiments.at_home", "en") in said(app)
    assert label("workshop_loop.run", "en") not in [button.label for button in app.button]


def test_places_in_trainer_are_there() -> None:
    """Every name that the table points at stands in the library's source."""
    import accelerate.accelerator
    import transformers.trainer as trainer

    from core.topics.workshop.views.loop import PLACES

    library = Path(trainer.__file__).read_text(encoding="utf-8")
    library += Path(accelerate.accelerator.__file__).read_text(encoding="utf-8")
    own = (REPOSITORY / "core" / "training" / "plain_loop.py").read_text(encoding="utf-8")
    for ours, theirs in PLACES:
        assert ours.split("(")[0].split(" = ")[0] in own, ours
        place = theirs.split(" → ")[0].split("(")[0].split(".")[-1]
        assert f"def {place}" in library or f"{place}(" in library or place == "__iter__", place


def test_records_of_the_tests_are_whole(shipped: Path) -> None:
    assert {json.loads(file.read_text("utf-8"))["name"] for file in shipped.glob("*.json")} == set(
        EXPERIMENTS
    )
