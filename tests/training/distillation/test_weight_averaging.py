"""The mean of several runs: torch's own average of networks is the oracle."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.optim.swa_utils import AveragedModel

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData
from core.models.loading import load_network, load_tokenizer
from core.training.batches import token_rows
from core.training.distillation.weight_averaging import logit_factor, main, mean_of, scale_head, write_mean
from core.training.evaluate import logits_of
from core.training.recipe import TransformerRecipe
from tests.training.support import Finished, accuracy_on_dev, finish


@pytest.fixture(scope="session")
def runs(finished: Finished, recipe: TransformerRecipe, data: LabelledData, tmp_path_factory) -> list[Path]:
    """Two fine-tunings of the same network that differ in their seed."""
    other = finish(replace(recipe, seed=43, epochs=1), data, tmp_path_factory.mktemp("runs") / "other")
    return [finished.folder, other.folder]


def test_every_weight_is_the_mean_as_torch_has_it(runs: list[Path]) -> None:
    theirs = AveragedModel(load_network(runs[0]))
    for run in (*runs, runs[1]):
        theirs.update_parameters(load_network(run))
    ours = mean_of([load_network(run) for run in (*runs, runs[1])]).state_dict()
    start = load_network(runs[0]).state_dict()
    assert max((ours[name] - tensor).abs().max() for name, tensor in start.items()) > 1e-4
    for name, tensor in theirs.module.state_dict().items():
        torch.testing.assert_close(ours[name], tensor, rtol=0, atol=1e-7)


def test_the_mean_of_one_run_is_that_run(finished: Finished, data: LabelledData, tmp_path: Path) -> None:
    dev = write_mean([finished.folder], data, tmp_path / "mean")
    assert dev == finished.evaluation
    card = json.loads((tmp_path / "mean" / "model_card.json").read_text("utf-8"))
    assert card["sha256"] == finished.card["sha256"]
    assert card["license"] == finished.card["license"]


def test_the_card_tells_every_run(
    runs: list[Path], data: LabelledData, small_sst2: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mean"
    assert main([*map(str, runs), "--data", str(small_sst2), "-o", str(folder)]) == 0
    cards = [json.loads((run / "model_card.json").read_text("utf-8")) for run in runs]
    card = json.loads((folder / "model_card.json").read_text("utf-8"))
    assert [run["sha256"] for run in card["mean_of"]] == [each["sha256"] for each in cards]
    assert [run["recipe"]["seed"] for run in card["mean_of"]] == [42, 43]
    assert [run["dev"] for run in card["mean_of"]] == [each["dev"] for each in cards]
    assert [run["curve"] for run in card["mean_of"]] == [each["curve"] for each in cards]
    assert card["recipe"] == cards[0]["recipe"]
    assert card["command"].startswith(
        "python -m core.training.distillation.weight_averaging RUN_FOLDER_1 RUN_FOLDER_2 --data"
    )
    assert str(tmp_path) not in json.dumps(card)
    assert card["dev"]["accuracy"] == accuracy_on_dev(folder, data)


def test_the_mean_is_as_sure_as_its_runs(runs: list[Path], data: LabelledData, tmp_path: Path) -> None:
    write_mean(runs, data, tmp_path / "mean")
    tokenizer = load_tokenizer(runs[0])
    rows = token_rows(tokenizer, data.train.sentences, 128)
    logits = [
        logits_of(load_network(folder), rows, tokenizer.pad_token_id) for folder in (tmp_path / "mean", *runs)
    ]
    assert logit_factor(logits[0], torch.stack(logits[1:]).mean(0)) == pytest.approx(1, abs=0.01)  # float16


def test_runs_that_do_not_belong_together_are_refused(
    runs: list[Path], data: LabelledData, small_sst2: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [*map(str, runs), "--data", str(small_sst2), "-o", str(tmp_path / "mean")]
    assert main([*command, "--holdout", "5"]) == 1
    assert "--holdout" in capsys.readouterr().err
    elsewhere = Path(shutil.copytree(runs[1], tmp_path / "elsewhere"))
    card = json.loads((elsewhere / "model_card.json").read_text("utf-8"))
    card["base"]["name"] = "another"
    (elsewhere / "model_card.json").write_text(json.dumps(card), "utf-8")
    for others in ([runs[0], elsewhere], [tmp_path]):
        with pytest.raises(SentiscopeError, match="mean_of_other_runs"):
            write_mean(others, data, tmp_path / "mean")
    assert not (tmp_path / "mean" / "model.safetensors").exists()


def test_the_factor_is_that_of_least_squares() -> None:
    own, target = torch.randn(2, 50, 2, generator=torch.Generator().manual_seed(42))
    margins = [(logits[:, 1] - logits[:, 0]).double() for logits in (own, target)]
    theirs = torch.linalg.lstsq(margins[0][:, None], margins[1][:, None]).solution.item()
    assert logit_factor(own, target) == pytest.approx(theirs)
    assert logit_factor(own + 3, 2.5 * own - 1) == pytest.approx(2.5)
    assert logit_factor(own, own) == 1.0


def test_the_head_is_scaled_and_nothing_else(finished: Finished, data: LabelledData) -> None:
    network, tokenizer = load_network(finished.folder), load_tokenizer(finished.folder)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    rows = token_rows(tokenizer, data.dev.sentences, 128)
    logits = logits_of(network, rows, tokenizer.pad_token_id)
    scale_head(network, 2.0)
    assert torch.equal(logits_of(network, rows, tokenizer.pad_token_id), 2 * logits)
    changed = {name for name, tensor in network.state_dict().items() if not torch.equal(tensor, before[name])}
    assert changed <= {"classifier.weight", "classifier.bias"}


def test_networks_of_other_shapes_have_no_mean() -> None:
    with pytest.raises(SentiscopeError, match="mean_of_other_networks"):
        mean_of([torch.nn.Linear(2, 3), torch.nn.Linear(3, 2)])
