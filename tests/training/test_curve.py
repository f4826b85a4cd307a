"""How a run has gone so far, read while another process writes it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData
from core.training.curve import curve_of
from core.training.recipe import TransformerRecipe
from tests.training.support import Finished, break_after, new_run


def test_a_finished_runs_curve_is_its_cards(finished: Finished) -> None:
    assert curve_of(finished.folder) == finished.card["curve"]


def test_an_unfinished_runs_curve_is_its_last_checkpoints(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert curve_of(tmp_path / "nowhere") == []
    run = new_run(replace(recipe, batch_size=10), data, tmp_path)
    break_after(5, monkeypatch)
    with pytest.raises(SentiscopeError):
        run.train()
    assert [point["step"] for point in curve_of(tmp_path)] == [3]
    (tmp_path / "checkpoint" / "step-3" / "state.json").write_text("{")
    assert curve_of(tmp_path) == []


def test_a_baselines_card_has_no_curve(tmp_path: Path) -> None:
    (tmp_path / "model_card.json").write_text(json.dumps({"dev": {}}))
    assert curve_of(tmp_path) == []
