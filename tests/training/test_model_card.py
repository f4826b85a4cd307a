"""The model card's sections."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from core.data.labelled import LabelledData
from core.nn.metrics import Confusion
from core.training.model_card import data_section, dev_section, environment_section, write_card
from tests.training.support import sha256


def test_dev_section_has_the_interval() -> None:
    section = dev_section(0.8, 0.75, Confusion(30, 10, 10, 50))
    assert section["sentences"] == 100
    assert section["confusion"]["false_positive"] == 10
    low, high = section["accuracy_interval_95"]
    assert (low, high) == pytest.approx((0.7112, 0.8666), abs=1e-4)  # 80 of 100, Wilson


def test_data_section_identifies_the_rows(data: LabelledData) -> None:
    section = data_section(data)
    assert (section["train_rows"], section["dev_rows"]) == (60, 24)
    assert section["train_sha256"] == data.train.fingerprint() != section["dev_sha256"]


def test_environment_names_what_computes() -> None:
    section = environment_section()
    assert section["torch"] == version("torch")
    assert section["python"] == ".".join(map(str, sys.version_info[:3]))


def test_card_is_written_with_the_weights_digest(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"some weights")
    write_card(tmp_path, "weights", license="MIT", name="词", dev={"accuracy": 0.5})
    card = json.loads((tmp_path / "model_card.json").read_text("utf-8"))
    assert card["sha256"] == sha256(tmp_path / "weights")
    assert card["license"] == "MIT"
    assert (card["weights"], card["name"], card["dev"]) == ("weights", "词", {"accuracy": 0.5})
    assert {file.name for file in tmp_path.iterdir()} == {"weights", "model_card.json"}
