"""Seeds of a small GRU: the same bits twice, and each part alone."""

import json
from pathlib import Path

import pytest

from core.data.labelled import LabelledData
from core.models import locate as locating
from core.topics.workshop.training.seed_runs import PARTS, GruRun, Seeds, main, make_gru, seeds_of, several
from tests.experiments.support import lead_to


@pytest.fixture(autouse=True)
def tiny_glove(tiny_glove_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lead_to({"classifier": tiny_glove_folder, "glove": tiny_glove_folder}, monkeypatch)
    assert locating.locate("glove").folder == tiny_glove_folder


@pytest.fixture
def gru(data: LabelledData) -> GruRun:
    return make_gru(data.train, data.dev, 1)


def test_the_same_seed_gives_the_same_bits(gru: GruRun) -> None:
    first, again = (gru.train_with(Seeds(42, 42, 42)) for _ in range(2))
    assert first == again
    assert len(first.digest) == 64


@pytest.mark.parametrize("part", PARTS)
def test_each_part_changes_the_weights(gru: GruRun, part: str) -> None:
    assert gru.train_with(seeds_of(part, 1, 42)).digest != gru.train_with(Seeds(42, 42, 42)).digest


def test_one_part_follows_its_seed_and_the_rest_stays() -> None:
    assert seeds_of("order", 7, 42) == Seeds(42, 7, 42)
    assert seeds_of("all", 7, 42) == Seeds(7, 7, 7)


@pytest.mark.parametrize(("first", "count"), [(42, 10), (3, 5), (0, 1)])
def test_seeds_are_different_and_the_first_leads(first: int, count: int) -> None:
    seeds = several(first, count)
    assert (seeds[0], len(set(seeds))) == (first, count)


def test_the_command_writes_every_seed_with_and_without_sst2(small_sst2: Path, tmp_path: Path) -> None:
    for data in ([f"--data={small_sst2}", "--phrases=20"], []):
        output = tmp_path / "result.json"
        assert main([*data, "--vary=dropout", "--seeds=2", "--epochs=1", "-o", str(output)]) == 0
        told = json.loads(output.read_text(encoding="utf-8"))
        assert told["seeds"] == [42, 0]
        assert told["outcomes"][0] == told["again"] != told["outcomes"][1]
        assert told["phrases"] == 20 if data else told["phrases"] > told["sentences"] > 10
