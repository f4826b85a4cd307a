"""Licences: the catalog's, a card's, or unknown; and what follows for weights trained on from them."""

import json
from pathlib import Path

import pytest

from core.base.settings import ASSETS
from core.models.catalog import ENTRIES
from core.models.license import OWN, UNKNOWN, license_from, license_of
from core.models.locate import Located

CARDS = sorted((ASSETS / "models").glob("*/model_card.json"))


def test_catalog_knows_the_licence_of_what_others_made(tmp_path: Path) -> None:
    assert license_of(Located("minilm", tmp_path, "package")) == "Apache-2.0"
    assert license_of(Located("glove", tmp_path, "package")) == "PDDL-1.0"
    assert all(entry.license for entry in ENTRIES.values() if entry.package or entry.archive)


def test_a_folder_has_the_licence_of_its_card(tmp_path: Path) -> None:
    assert license_of(Located("mine", tmp_path, "folder")) == UNKNOWN
    (tmp_path / "model_card.json").write_text(json.dumps({"license": "MIT"}))
    assert license_of(Located("mine", tmp_path, "folder")) == "MIT"
    assert license_of(Located("sst2-gru", ASSETS / "models" / "sst2-gru", "shipped")) == f"{OWN} AND PDDL-1.0"


def test_training_adds_our_own_licence_and_never_makes_unknown_terms_known() -> None:
    assert license_from("PDDL-1.0") == "Apache-2.0 AND PDDL-1.0"
    assert license_from(OWN) == OWN
    assert license_from(UNKNOWN) == UNKNOWN


@pytest.mark.parametrize("file", CARDS, ids=lambda file: file.parent.name)
def test_shipped_card_says_what_a_training_would_write(file: Path) -> None:
    card = json.loads(file.read_text(encoding="utf-8"))
    base = card
    while "card" in base.get("base", {}):  # a run that went on from another
        base = base["base"]["card"]
    name = base.get("base", {}).get("name")
    assert card["license"] == (license_from(of_base(name)) if name else OWN)


def of_base(name: str) -> str:
    """The licence of what a training began with: one of the catalog's, E5 itself, or a model of ours."""
    if name == "multilingual-e5-small":
        return ENTRIES["e5"].license
    return (
        ENTRIES[name].license
        or json.loads((ASSETS / "models" / name / "model_card.json").read_text(encoding="utf-8"))["license"]
    )
