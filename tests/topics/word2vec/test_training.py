"""word2vec as a run and as a command: what it learns, repeats, writes, and refuses."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from core.base.errors import SentiscopeError
from core.base.i18n import label
from core.data.small_corpus import small_corpus
from core.jobs import progress
from core.topics.word2vec.concept import sentences_of
from core.topics.word2vec.run import LOSSES, MODELS, Settings, Word2VecRun
from core.topics.word2vec.training import CARD, VECTORS, main, overlap

SENTENCES = sentences_of(small_corpus())
ANIMALS = {"cat", "dog", "horse", "cow", "bird", "mouse"}


def test_the_small_corpus_is_the_same_each_time_and_plain() -> None:
    assert small_corpus() == small_corpus()
    assert len(small_corpus().splitlines()) == 400
    assert small_corpus(5, 1) != small_corpus(5, 2)
    assert "{" not in small_corpus()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("loss", LOSSES)
def test_words_of_one_kind_find_each_other(model, loss) -> None:
    run = Word2VecRun(SENTENCES, Settings(model=model, loss=loss))
    for _ in range(400):
        run.step()
    assert sum(run.losses[-20:]) < 0.8 * sum(run.losses[:20])
    assert {word for word, _ in run.nearest("cat", 5)} >= ANIMALS - {"cat", "mouse", "bird"}


def test_the_same_seed_learns_the_same() -> None:
    first, second, other = (Word2VecRun(SENTENCES, Settings(seed=seed)) for seed in (1, 1, 2))
    for run in (first, second, other):
        for _ in range(5):
            run.step()
    assert torch.equal(first.vectors, second.vectors)
    assert not torch.equal(first.vectors, other.vectors)


def test_an_epoch_sees_every_example_once() -> None:
    run = Word2VecRun(SENTENCES, Settings(batch=1000))
    seen = []
    for _ in range(run.steps_an_epoch):
        run.step()
        seen += run.batch.tolist()
    assert sorted(seen) == list(range(len(run.targets)))


@pytest.mark.parametrize(
    ("sentences", "key"),
    [
        ([], "corpus_empty"),
        ([["one"]], "corpus_too_few_words"),
        ([["a"], ["b"], ["c"]], "corpus_too_few_words"),
    ],
)
def test_texts_that_teach_nothing_are_refused(sentences: list, key: str) -> None:
    for model in MODELS:
        with pytest.raises(SentiscopeError, match=key):
            Word2VecRun(sentences, Settings(model=model))


def test_overlap_by_hand() -> None:
    first = torch.tensor([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0]])
    second = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.1]])
    rows = torch.arange(3)
    assert overlap(first, first, rows, 1) == 1.0
    assert overlap(first, second, rows[:1], 1) == 0.0
    assert overlap(first, second, rows, 9) == 1.0  # all others are neighbours


@pytest.fixture
def text(tmp_path: Path) -> Path:
    file = tmp_path / "text.txt"
    file.write_text(small_corpus(60), "utf-8")
    return file


def test_the_command_writes_vectors_and_card_and_asks_gensim(text: Path, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv(progress.VARIABLE, progress.LINES)
    folder = tmp_path / "out"
    assert main([str(text), "-o", str(folder), "--epochs=2", "--width=8", "--gensim"]) == 0
    card = json.loads((folder / CARD).read_text("utf-8"))
    arrays = load_file(folder / VECTORS)
    assert arrays["vectors"].shape == arrays["outputs"].shape == (len(card["words"]), 8)
    assert 0 <= card["gensim"]["overlap"] <= 1
    lines = capsys.readouterr().out.splitlines()
    reports = [report for line in lines if (report := progress.decode(line))]
    assert reports[-1].done == reports[-1].total
    assert reports[-1].metrics["loss"] == pytest.approx(card["loss"])
    assert "gensim" in lines[-1]
    assert label("training.word2vec_gensim_cbow", "en") not in lines


def test_the_command_says_that_gensim_s_cbow_is_another(
    text: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    command = [str(text), "-o", str(tmp_path / "out"), "--epochs=1", "--width=8", "--model=cbow", "--gensim"]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[-1] == label("training.word2vec_gensim_cbow", "en")


@pytest.mark.parametrize(
    ("options", "content", "key"),
    [
        (["--epochs=0"], "a b c", "--epochs"),
        (["--rate=7"], "a b c", "--rate"),
        ([], "12", "no words"),
        ([], "a a", "different word"),
    ],
)
def test_what_cannot_be_trained_is_one_sentence(
    tmp_path: Path, monkeypatch, capsys, options: list[str], content: str, key: str
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    file = tmp_path / "text.txt"
    file.write_text(content, "utf-8")
    assert main([str(file), "-o", str(tmp_path / "out"), *options]) == 1
    said = capsys.readouterr().err
    assert key in said
    assert len(said.strip().splitlines()) == 1
