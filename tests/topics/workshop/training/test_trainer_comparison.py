"""The command: its file, its fall-back to the project's reviews, and steps that the data cannot fill."""

import json
from pathlib import Path

import pytest

from core.topics.workshop.training.trainer_comparison import main


def test_the_file_holds_both_ways_and_the_changed_one(
    tiny_classifier_folder: Path, small_sst2: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    output = tmp_path / "result.json"
    options = [f"--model={tiny_classifier_folder}", f"--data={small_sst2}", "--steps=4", "--batch-size=3"]
    assert main([*options, "--without=clip", "--without=schedule", "-o", str(output)]) == 0
    told = json.loads(output.read_text(encoding="utf-8"))
    assert told["ours"] == told["trainer"] != told["changed"]
    assert (told["without"], told["steps"], told["batch_size"]) == (["clip", "schedule"], 4, 3)
    assert "0.0e+00" in capsys.readouterr().out


def test_without_sst2_the_projects_small_set_is_read(tiny_classifier_folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "result.json"
    assert main([f"--model={tiny_classifier_folder}", "--steps=20", "-o", str(output)]) == 0
    told = json.loads(output.read_text(encoding="utf-8"))
    assert told["batch_size"] == 8  # 161 phrases, each read once at most
    assert told["largest_difference"] == 0.0


@pytest.mark.parametrize("steps", ["0", "-1", "1000"])
def test_steps_that_the_data_cannot_fill_are_refused(
    tiny_classifier_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture, steps: str
) -> None:
    output = tmp_path / "result.json"
    assert main([f"--model={tiny_classifier_folder}", f"--steps={steps}", "-o", str(output)]) == 1
    assert "rows" in capsys.readouterr().err
    assert not output.exists()
