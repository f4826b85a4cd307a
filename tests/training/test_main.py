"""`python -m core.training` in a shell: one sentence for each error, in the shell's language."""

import json
from dataclasses import replace
from pathlib import Path

import huggingface_hub
import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import labels
from core.data.labelled import LabelledData
from core.jobs import cli
from core.models import locate as locating
from core.models.classifiers import load_classifier
from core.training.__main__ import main, meant
from core.training.commands import TrainBagOfWords, TrainBert, TrainBest, TrainBilingual, TrainRecurrent
from core.training.recipe import START, RecurrentRecipe, TransformerRecipe, command
from tests.shared.fresh_shell import run_in_chinese
from tests.training.support import break_after, new_run, sha256, shell_options


@pytest.fixture(autouse=True)
def in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "zh")


def only_line(text: str) -> str:
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    return lines[0]


def test_defaults_are_the_recipes() -> None:
    assert cli.parse(TrainBert, []).recipe == TransformerRecipe()
    assert cli.parse(TrainRecurrent, []).recipe == RecurrentRecipe()


@pytest.mark.parametrize(
    ("arguments", "kind", "rest"),
    [
        ([], TrainBert, []),
        (["--model", "gru", "--width=7"], TrainRecurrent, ["--width=7", "--model=gru"]),
        (["--epochs", "1", "--model=minilm"], TrainBert, ["--epochs", "1", "--model=minilm"]),
        (
            ["--dataset", "chnsenticorp", "--model", "bag-of-words"],
            TrainBagOfWords,
            ["--dataset=chnsenticorp"],
        ),
        (["--recipe", "best", "--texts", "t"], TrainBest, ["--texts", "t"]),
        (["--recipe", "chinese", "--reviews", "r"], TrainBilingual, ["--reviews", "r"]),
    ],
)
def test_the_one_name_leads_to_the_sub_command_that_is_meant(
    arguments: list[str], kind: type, rest: list[str]
) -> None:
    assert meant(arguments) == (kind, rest)


@pytest.mark.parametrize(
    "wrong", [["--model", "gru", "--freeze", "encoder"], ["--width", "7"], ["--epochs", "x"]]
)
def test_settings_of_another_kind_are_wrong_arguments(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(wrong)
    assert caught.value.code == 2


def test_error_in_a_fresh_shell(tmp_path: Path) -> None:
    options = ["--data", str(tmp_path / "nowhere"), "-o", str(tmp_path / "out")]
    process = run_in_chinese("core.training", *options)
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    expected = labels("zh")["errors.data_folder_missing"].format(folder=tmp_path / "nowhere")
    assert only_line(process.stderr) == expected
    assert process.stdout == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("model", ["owner/unknown", "minilm-unknown", "an empty folder"])
def test_model_that_cannot_be_had(
    small_sst2: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    model: str,
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise ConnectionError("no network")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    monkeypatch.setattr(locating, "_refused", {})
    (tmp_path / "empty").mkdir()
    name = str(tmp_path / "empty") if model == "an empty folder" else model
    assert main(["--model", name, "--data", str(small_sst2), "-o", str(tmp_path / "out")]) == 1
    key = {
        "owner/unknown": "hub_unreachable",
        "minilm-unknown": "model_folder_missing",
        "an empty folder": "model_no_config",
    }[model]
    shown = only_line(capsys.readouterr().err)
    assert shown == labels("zh")[f"errors.{key}"].format(name=name, folder="empty")


def test_bad_data_is_named_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "train.tsv").write_text("sentence\tlabel\ngood\t3\n")
    assert main(["--data", str(tmp_path), "-o", str(tmp_path / "out")]) == 1
    assert "train.tsv 第 2 行" in only_line(capsys.readouterr().err)


def test_parent_process_gets_the_error_as_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SENTISCOPE_PROGRESS", "lines")
    assert main(["--data", str(tmp_path), "-o", str(tmp_path / "out")]) == 1
    line = only_line(capsys.readouterr().out)
    assert json.loads(line.removeprefix("::error "))["key"] == "data_file_missing"


def test_unfinished_run_with_other_settings_is_refused_and_kept(
    recipe: TransformerRecipe,
    data: LabelledData,
    small_sst2: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    unfinished = new_run(recipe, data, tmp_path / "out")
    with monkeypatch.context() as patch:
        break_after(40, patch)  # evaluated, and so saved, after 30
        with pytest.raises(SentiscopeError):
            unfinished.train()
    saved = tmp_path / "out" / "checkpoint" / "step-30" / "model.safetensors"
    before = sha256(saved)
    capsys.readouterr()
    other = replace(recipe, learning_rate=0.001)
    assert main(shell_options(other, small_sst2, tmp_path / "out")) == 1
    expected = labels("zh")["errors.training_other_run"].format(folder=tmp_path / "out")
    assert capsys.readouterr().err.strip().splitlines()[-1] == expected
    assert sha256(saved) == before


def test_divergence_is_told_in_one_sentence(
    recipe: TransformerRecipe, small_sst2: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wild = replace(recipe, learning_rate=1e38, warmup=0.0)
    assert main(shell_options(wild, small_sst2, tmp_path / "out")) == 1
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert "步的损失不再是数字" in shown.strip().splitlines()[-1]


def test_a_finished_folder_is_kept_unless_it_is_to_be_overwritten(
    small_sst2: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--model", "bag-of-words", "--data", str(small_sst2), "-o", str(tmp_path / "out")]
    assert main(options) == 0
    card = (tmp_path / "out" / "model_card.json").read_bytes()
    capsys.readouterr()
    assert main([*options, "--seed", "43"]) == 1
    expected = labels("zh")["errors.training_finished_already"].format(folder=tmp_path / "out")
    assert only_line(capsys.readouterr().err) == expected
    assert (tmp_path / "out" / "model_card.json").read_bytes() == card
    assert main([*options, "--keep-finished"]) == 0  # as a job's second attempt
    dev = json.loads(card)["dev"]
    said = labels("zh")["training.finished"].format(
        accuracy=dev["accuracy"], f1=dev["f1"], folder=tmp_path / "out"
    )
    assert only_line(capsys.readouterr().out) == said
    assert (tmp_path / "out" / "model_card.json").read_bytes() == card
    assert main([*options, "--seed", "43", "--overwrite"]) == 0
    assert (tmp_path / "out" / "model_card.json").read_bytes() != card


def test_baseline_from_the_shell(
    small_sst2: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--model", "bag-of-words", "--data", str(small_sst2), "-o", str(tmp_path / "out")]
    assert main(options) == 0
    assert only_line(capsys.readouterr().out).startswith("训练完成：验证集准确率 0.")
    assert (tmp_path / "out" / "model_card.json").is_file()


def test_data_folder_may_come_from_the_environment(
    small_sst2: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))
    assert main(["--model", "bag-of-words", "-o", str(tmp_path / "out")]) == 0
    card = json.loads((tmp_path / "out" / "model_card.json").read_text("utf-8"))
    assert card["data"]["train_rows"] == 60


@pytest.mark.parametrize(
    "options",
    [
        ["--epochs", "0"],
        ["--evaluations", "0"],
        ["--batch-size", "0"],
        ["--threads", "0"],
        ["--warmup", "1.5"],
        ["--max-length", "1000"],
    ],
    ids=lambda options: options[0],
)
def test_setting_that_no_training_can_have(
    small_sst2: Path,
    tiny_classifier_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
) -> None:
    arguments = ["--data", str(small_sst2), "-o", str(tmp_path / "out")]
    arguments += ["--model", str(tiny_classifier_folder)]
    assert main([*arguments, *options]) == 1
    assert options[0] in only_line(capsys.readouterr().err)


def test_output_that_is_a_file(small_sst2: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("mine")
    assert main(["--data", str(small_sst2), "-o", str(tmp_path / "out")]) == 1
    assert str(tmp_path / "out") in only_line(capsys.readouterr().err)
    assert (tmp_path / "out").read_text() == "mine"


def test_judging_on_sentences_held_out_of_train(
    small_sst2: Path, tiny_classifier_folder: Path, tmp_path: Path
) -> None:
    arguments = ["--data", str(small_sst2), "-o", str(tmp_path / "out")]
    arguments += ["--model", str(tiny_classifier_folder)]
    assert main([*arguments, "--holdout", "10", "--epochs", "1", "--evaluations", "1", "--threads", "1"]) == 0
    card = json.loads((tmp_path / "out" / "model_card.json").read_text("utf-8"))
    assert card["dev"]["sentences"] == card["data"]["dev_rows"] == 10
    assert card["data"]["train_rows"] <= 50
    assert "10 sentences held out" in card["data"]["dev_is"]
    assert card["command"].endswith("--holdout 10")


def test_chinese_bag_from_the_shell(small_chnsenticorp: Path, tmp_path: Path) -> None:
    data = ["--dataset", "chnsenticorp", "--data", str(small_chnsenticorp), "-o", str(tmp_path / "out")]
    assert main([*data, "--model", "bag-of-words"]) == 0
    card = json.loads((tmp_path / "out" / "model_card.json").read_text("utf-8"))
    assert card["command"] == (
        "python -m core.training --dataset chnsenticorp --data CHNSENTICORP_FOLDER -o OUTPUT_FOLDER "
        "--model bag-of-words"
    )
    assert (card["data"]["name"], card["data"]["language"]) == ("ChnSentiCorp", "zh")
    assert (card["data"]["train_rows"], card["data"]["dev_rows"]) == (32, 14)
    assert card["recipe"]["C"] == 10
    assert card["dev"]["accuracy"] > 0.8
    prediction = load_classifier(str(tmp_path / "out")).classify(["早餐很好"])[0]
    assert (prediction.label, prediction.notes) == ("positive", ())


def test_chinese_transformer_from_a_folder(
    small_chnsenticorp: Path, tiny_classifier_folder: Path, tmp_path: Path
) -> None:
    data = ["--dataset", "chnsenticorp", "--data", str(small_chnsenticorp), "-o", str(tmp_path / "out")]
    settings = ["--epochs", "1", "--evaluations", "1", "--threads", "1"]
    assert main([*data, *settings, "--model", str(tiny_classifier_folder)]) == 0
    model = load_classifier(str(tmp_path / "out"))
    assert model.card["data"]["language"] == "zh"
    assert model.classify(["a fine film"])[0].notes == ("note_not_chinese",)


def test_chinese_data_starts_from_a_chinese_model() -> None:
    assert START == {"sst2": "minilm", "chnsenticorp": "google-bert/bert-base-chinese"}
    assert command(TransformerRecipe(model=START["chnsenticorp"]), dataset="chnsenticorp") == (
        "python -m core.training --dataset chnsenticorp --data CHNSENTICORP_FOLDER -o OUTPUT_FOLDER"
    )
    assert command(TransformerRecipe(), dataset="chnsenticorp").endswith(" --model minilm")


def test_a_model_that_reads_english_refuses_chinese_data(
    small_chnsenticorp: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--dataset", "chnsenticorp", "--data", str(small_chnsenticorp), "-o", str(tmp_path / "out")]
    assert main([*data, "--model", "minilm"]) == 1
    expected = labels("zh")["errors.training_reads_english"].format(model="minilm", data="ChnSentiCorp")
    assert only_line(capsys.readouterr().err) == expected


def test_chinese_data_needs_a_folder(
    small_sst2: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))  # is another dataset's
    assert main(["--dataset", "chnsenticorp", "--model", "bag-of-words"]) == 1
    expected = labels("zh")["errors.data_needs_folder"].format(name="ChnSentiCorp")
    assert only_line(capsys.readouterr().err) == expected
