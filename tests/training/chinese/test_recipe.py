"""The whole recipe on a handful of texts: what it leaves is a small folder that reads both languages."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.data.labelled import Split
from core.models.catalog import PACKED
from core.models.classifiers import load_classifier
from core.models.files.packed import unpacked
from core.training.__main__ import main
from core.training.chinese import data as sources_data
from core.training.chinese import judged, recipe
from tests.support.e5_file import write_e5

CHINESE = {
    "train": [
        f"第{n}家店{'好看' if n % 2 else '太差'}，菜单号{n * 7919}，味道记号{n * 104729}" for n in range(24)
    ],
    "dev": ["好看得很", "差得很"],
}
REVIEWS = {"pos": "这本书写得真是好看，推荐给大家", "neg": "手机用了两天就坏了，非常失望"}


@pytest.fixture
def folders(tmp_path: Path, small_sst2: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A command's options, with every source a handful of rows and the package a tiny file."""
    chinese, reviews = tmp_path / "chinese", tmp_path / "reviews"
    for folder in (chinese, reviews):
        folder.mkdir()
    for name, texts in CHINESE.items():
        rows = [f"{text}\t{'positive' if '好看' in text else 'negative'}\n" for text in texts]
        (chinese / f"{name}.tsv").write_text("".join(rows), encoding="utf-8")
    for name, text in REVIEWS.items():
        (reviews / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
    (tmp_path / "texts.txt").write_text("a film .\n", encoding="utf-8")
    file = write_e5(tmp_path / "e5.bin")
    monkeypatch.setattr(recipe, "_package_file", lambda: file)
    monkeypatch.setattr(recipe, "HELD_OUT", 4)
    monkeypatch.setattr(recipe, "RECIPE", replace(recipe.RECIPE, epochs=1, max_length=16, threads=1))
    named = {"data": chinese, "english": small_sst2, "reviews": reviews, "texts": tmp_path / "texts.txt"}
    return {f"--{name}": str(path) for name, path in named.items()}


def asked(phrases: Split) -> tuple[torch.Tensor, list[dict[str, str]]]:
    """A teacher that is sure of every label."""
    return torch.eye(2)[phrases.labels], [{"sha256": "0"}]


def test_rows_of_both_languages_with_what_each_should_be_taken_for(
    folders: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources_data, "shipped_for_phrases", asked)
    paths = {name.removeprefix("--"): Path(value) for name, value in folders.items()}
    sources = sources_data.Sources(paths["data"], paths["english"], paths["reviews"], paths["texts"])
    both = sources_data.both_languages(sources, 4)
    assert len(both.data.dev) == 4
    assert 2 + 10 < len(both.reviews) <= 24 - 4 + 2  # near copies of those held out leave
    assert {*REVIEWS.values()} < {*both.reviews.sentences}
    english = len(both.data.train) - sources_data.TIMES * len(both.reviews)
    assert both.soft.train.shape == (len(both.data.train), 2)
    assert both.soft.train.argmax(-1).tolist() == both.data.train.labels
    assert both.data.train.sentences[: len(both.reviews)] == both.reviews.sentences
    assert english > 0
    assert not set(both.data.train.sentences) & {*both.data.dev.sentences, *both.english_dev.sentences}
    with_dev = sources_data.both_languages(sources, 0)
    assert with_dev.data.dev.sentences == CHINESE["dev"]


def test_the_command_leaves_a_packed_classifier_with_its_card(
    folders: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources_data, "shipped_for_phrases", asked)
    out = tmp_path / "out"
    command = ["--recipe", "chinese", "-o", str(out), *(word for pair in folders.items() for word in pair)]
    assert main(command) == 0
    card = json.loads((out / "model_card.json").read_text(encoding="utf-8"))
    assert (out / PACKED).is_file()
    assert card["languages"] == ["zh", "en"]
    assert (card["dev"]["sentences"], card["run"]["dev"]["sentences"]) == (2, 4)
    assert card["dev_english"]["name"] == "SST-2"
    assert set(card["beside"]) == {"bag_of_characters", "length"}
    assert str(tmp_path) not in json.dumps(card)
    plain = unpacked(out, tmp_path / "plain")
    read = load_classifier(str(plain)).classify(["好看", "q"])
    assert [token.text for token in read[0].tokens if token.mask] == ["<s>", "▁", "好看", "</s>"]
    assert [one.notes for one in read] == [(), ("note_unknown",)]


def test_a_source_that_is_not_named_is_asked_for(
    folders: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--recipe", "chinese", "--data", folders["--data"], "-o", str(tmp_path / "out")]) == 1
    assert "--reviews" in capsys.readouterr().err


def test_a_paired_test_counts_the_texts_on_which_one_alone_is_right() -> None:
    right, other = torch.tensor([1, 1, 1, 1, 0, 1]).bool(), torch.tensor([0, 0, 0, 0, 1, 1]).bool()
    found = judged.paired(right.numpy(), other.numpy())
    # Four against one: twice the chance of at most one head in five throws, 2 · 6/32.
    assert found == {"only_the_network": 4, "only_the_other": 1, "p": pytest.approx(0.375)}
