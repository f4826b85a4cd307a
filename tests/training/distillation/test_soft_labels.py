"""Teachers are asked, their mean is written, and a student learns from it."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData, Split
from core.data.sst2 import load_sst2
from core.models.classifiers import load_classifier
from core.training.distillation.soft_labels import (
    exchanged_sentences,
    further_sentences,
    main,
    teacher_probabilities,
)
from core.training.loop import targets_of
from core.training.recipe import TransformerRecipe
from core.training.soft_label_files import SoftLabels
from tests.training.support import Finished, new_run


def small(train: Split, more: int = 2) -> SoftLabels:
    generator = torch.Generator().manual_seed(42)
    probabilities = torch.rand(len(train) + more, 1, generator=generator)
    both = torch.cat([probabilities, 1 - probabilities], dim=1)
    extra = [f"unlabelled {number}" for number in range(more)]
    return SoftLabels(both[: len(train)], both[len(train) :], extra, train.fingerprint(), [{"sha256": "sha"}])


def test_answers_are_the_mean_of_the_teachers(finished: Finished, data: LabelledData) -> None:
    answers = teacher_probabilities([finished.folder, finished.folder], data, ["a fine film", "dull"])
    predictions = load_classifier(str(finished.folder)).classify(data.train.sentences)
    expected = torch.tensor([prediction.probability for prediction in predictions])
    torch.testing.assert_close(answers.train[:, 1], expected, rtol=0, atol=0.02)  # asked in bfloat16
    torch.testing.assert_close(answers.train.sum(-1), torch.ones(len(data.train)))
    assert answers.more.shape == (2, 2)
    assert answers.teachers[0] == answers.teachers[1]
    assert answers.teachers[0]["sha256"] == finished.card["sha256"]
    assert answers.teachers[0]["dev"] == finished.card["dev"]


def test_saved_and_read_back(data: LabelledData, tmp_path: Path) -> None:
    answers = small(data.train)
    answers.save(tmp_path / "soft")
    again = SoftLabels.load(tmp_path / "soft", data.train)
    assert torch.equal(again.train, answers.train)
    assert torch.equal(again.more, answers.more)
    assert again.fingerprint() == answers.fingerprint()
    assert again.more_sentences == answers.more_sentences
    assert replace(answers, more=answers.more + 0.1).fingerprint() != answers.fingerprint()


def test_missing_and_foreign_labels_are_refused(data: LabelledData, tmp_path: Path) -> None:
    with pytest.raises(SentiscopeError, match="soft_labels_missing"):
        SoftLabels.load(tmp_path, data.train)
    small(data.dev).save(tmp_path)
    with pytest.raises(SentiscopeError, match="soft_labels_other_data"):
        SoftLabels.load(tmp_path, data.train)


def test_further_sentences_leave_dev_out(data: LabelledData, tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_text(f"one\n\n{data.dev.sentences[0].upper()} !\none\ntwo \n", "utf-8")
    assert further_sentences(file, data) == ["one", "two"]
    file.write_bytes("one\ncafé\n".encode("utf-16"))
    assert further_sentences(file, data) == ["one", "café"]
    assert further_sentences(None, data) == []
    with pytest.raises(SentiscopeError, match="data_file_missing"):
        further_sentences(tmp_path / "none.txt", data)


def test_targets_mix_teacher_and_label(recipe: TransformerRecipe, data: LabelledData) -> None:
    soft = small(data.train)
    assert targets_of(recipe, data.train.labels, None) is None
    mixed = targets_of(replace(recipe, teacher_share=0.25), data.train.labels, soft)
    assert mixed is not None
    one_hot = torch.nn.functional.one_hot(torch.tensor(data.train.labels), 2)
    torch.testing.assert_close(mixed[: len(data.train)], 0.25 * soft.train + 0.75 * one_hot)
    assert torch.equal(mixed[len(data.train) :], soft.more)
    smooth = targets_of(replace(recipe, label_smoothing=0.2), [0, 1], None)
    torch.testing.assert_close(smooth, torch.tensor([[0.9, 0.1], [0.1, 0.9]]))


def test_student_learns_from_both_kinds_of_rows(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    soft = small(data.train)
    soft.save(tmp_path / "soft")
    run = new_run(replace(recipe, soft_labels=str(tmp_path / "soft")), data, tmp_path, dropout=False)
    assert len(run.train_rows) == len(data.train) + 2
    batch = [0, len(data.train)]  # one phrase, one unlabelled sentence
    logits = torch.tensor([[1.0, -1.0], [0.5, 2.0]])
    targets = torch.stack([soft.train[0], soft.more[0]])
    expected = torch.nn.functional.cross_entropy(logits, targets)
    torch.testing.assert_close(run.distance(logits, batch), expected)
    run.learn(batch)
    assert run.state.step == 1


def test_command_asks_and_writes(finished: Finished, small_sst2: Path, tmp_path: Path) -> None:
    options = ["--teachers", str(finished.folder), "--data", str(small_sst2), "-o", str(tmp_path / "soft")]
    assert main(options) == 0
    written = json.loads((tmp_path / "soft" / "soft_labels.json").read_text("utf-8"))
    assert [teacher["sha256"] for teacher in written["teachers"]] == [finished.card["sha256"]]
    assert main([*options, "--texts", str(tmp_path / "none.txt")]) == 1


def test_sentences_with_a_part_exchanged_are_asked_about_too(
    finished: Finished, small_sst2: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(small_sst2, tmp_path / "sst2"))
    with (folder / "train.tsv").open("a", encoding="utf-8") as stream:
        stream.write("a warm\t1\na grim\t0\n")
    options = ["--teachers", str(finished.folder), "--data", str(folder), "-o", str(tmp_path / "soft")]
    assert main([*options, "--exchanged", "2"]) == 0
    answers = SoftLabels.load(tmp_path / "soft", load_sst2(folder).train)
    assert answers.more_sentences == exchanged_sentences(load_sst2(folder), 2) != []
    assert answers.more.shape == (2, 2)


def test_a_sentence_that_becomes_a_dev_sentence_is_left_out(data: LabelledData) -> None:
    train = Split(["it is a fine film .", "a fine film", "a bore"], [1, 1, 0])
    assert exchanged_sentences(replace(data, train=train), 5) == ["it is a bore ."]
    judged = Split(["It is a bore!"], [0])
    assert exchanged_sentences(replace(data, train=train, dev=judged), 5) == []
