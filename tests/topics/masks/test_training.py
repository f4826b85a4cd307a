"""The small decoder: an honest loss with its mask, a dishonest one without; saving, writing, refusals."""

from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.base.settings import ASSETS
from core.data.example_sentences import KNOWN_TO_ALL
from core.data.vocabulary import PAD, UNKNOWN
from core.models.card import read_card
from core.nn.threads import threads
from core.topics.masks.decoder import (
    MASKS,
    Decoder,
    Plan,
    load,
    loss_of,
    mean_loss,
    phrases,
    probabilities_from_beginning,
    probabilities_from_whole,
    train,
    write,
)
from core.topics.masks.training import main
from core.training.small.vocabulary import END, START
from tests.experiments.support import QuietProgress
from tests.fakes import edit_json

PLAN = Plan(steps=60, batch=8, vocabulary=40, width=16, layers=2)
SENTENCES = ["the film is good and long", "a bad film is never good", "good films are long and bad"] * 4


@pytest.fixture(scope="module")
def decoders() -> dict[str, tuple[Decoder, list[float]]]:
    with threads(1):
        return {mask: train(PLAN, mask, SENTENCES, 42, QuietProgress(PLAN.steps)) for mask in MASKS}


def test_both_learn_and_begin_alike(decoders) -> None:
    for decoder, losses in decoders.values():
        assert len(losses) == PLAN.steps
        assert losses[-1] < losses[0] / 2
        assert not decoder.network.training
    assert decoders["causal"][0].words == decoders["none"][0].words


def test_with_the_mask_the_future_makes_no_difference(decoders) -> None:
    decoder = decoders["causal"][0]
    row = phrases(SENTENCES[:1], decoder.words)[0]
    torch.testing.assert_close(
        probabilities_from_whole(decoder, row),
        probabilities_from_beginning(decoder, row),
        rtol=1e-4,
        atol=1e-6,
    )
    loss = -probabilities_from_whole(decoder, row).log().mean().item()
    with torch.inference_mode():
        assert loss_of(decoder, [row]).item() == pytest.approx(loss, rel=1e-4)


def test_without_the_mask_it_does(decoders) -> None:
    decoder = decoders["none"][0]
    row = phrases(SENTENCES[:1], decoder.words)[0]
    assert not torch.allclose(
        probabilities_from_whole(decoder, row), probabilities_from_beginning(decoder, row), atol=1e-3
    )


def test_phrases_have_a_start_an_end_and_enough_words(decoders) -> None:
    words = decoders["causal"][0].words
    rows = phrases(["too short", "the film is good and unheard", "good " * 50], words)
    assert [(row[0], row[-1]) for row in rows] == [(START, END)] * 2
    assert UNKNOWN in rows[0]
    assert len(rows[1]) == 32


def test_writing_is_seeded_and_uses_real_words(decoders) -> None:
    for decoder, _ in decoders.values():
        texts = [write(decoder, [START], 12, seed) for seed in (1, 1, 2)]
        assert texts[0] == texts[1]
        assert not {PAD, UNKNOWN} & set(texts[0][1:])
        assert len(texts[0]) <= 13


def test_the_command_writes_a_decoder_that_opens(small_sst2: Path, tmp_path: Path, decoders) -> None:
    folder = tmp_path / "decoder"
    arguments = ["--mask", "none", "--data", str(small_sst2), "-o", str(folder), "--steps", "2"]
    assert main(arguments) == 0
    decoder = load(folder)
    assert decoder.mask == "none"
    assert read_card(folder)["license"] == "Apache-2.0"
    assert 0 < probabilities_from_whole(decoder, [START, 4, 5, END]).min() < 1
    (folder / "words.json").write_text("{}")
    with pytest.raises(SentiscopeError) as caught:
        load(folder)
    assert caught.value.key == "weights_unreadable"
    edit_json(folder / "model_card.json", sha256="0" * 64)
    with pytest.raises(SentiscopeError) as caught:
        load(folder)
    assert caught.value.key == "weights_tampered"


def test_the_loss_over_many_phrases_is_the_mean_over_all_their_words(decoders, monkeypatch) -> None:
    decoder = decoders["causal"][0]
    rows = phrases([*SENTENCES[:3], "good " * 20], decoder.words)
    losses = [-probabilities_from_whole(decoder, row).log() for row in rows]
    monkeypatch.setattr("core.topics.masks.decoder.ROWS", 3)
    assert mean_loss(decoder, rows) == pytest.approx(torch.cat(losses).mean().item(), rel=1e-4)


def test_marks_are_cut_off_words_that_are_not_known_with_them(decoders) -> None:
    decoder = decoders["causal"][0]
    words = [decoder.words.words[number] for number in decoder.row("The film, is (good) long-winded!")]
    unknown = "[UNK]"
    middle = ["the", "film", unknown, "is", unknown, "good", unknown, unknown, unknown]
    assert words == ["[START]", *middle, "[END]"]


def test_of_texts_it_learns_characters_and_holds_documents_out(tmp_path: Path) -> None:
    file, folder = tmp_path / "texts.txt", tmp_path / "decoder-zh"
    file.write_text("".join(f"房间{n}很大,早餐也好!\n下次还来。\n\n" for n in range(310)), encoding="utf-8")
    assert main(["--texts", str(file), "-o", str(folder), "--steps", "2"]) == 0
    decoder, card = load(folder), read_card(folder)
    assert (card["data"]["language"], card["data"]["train_rows"], card["data"]["dev_rows"]) == ("zh", 20, 600)
    row = decoder.row("房间 很大，")
    assert [decoder.words.words[number] for number in row] == ["[START]", *"房间很大，", "[END]"]
    assert decoder.text(row[1:]) == "房间很大，"
    assert len(decoder.row("房" * 90)) == decoder.network.shape.window == 50


@pytest.mark.parametrize(
    ("name", "mask", "language"),
    [
        ("decoder-causal", "causal", "en"),
        ("decoder-peeking", "none", "en"),
        ("decoder-causal-zh", "causal", "zh"),
        ("decoder-peeking-zh", "none", "zh"),
    ],
)
def test_shipped_decoders_are_small_and_whole(name: str, mask: str, language: str) -> None:
    folder = ASSETS / "models" / name
    decoder = load(folder)
    assert (decoder.mask, decoder.language) == (mask, language)
    assert UNKNOWN not in decoder.row(KNOWN_TO_ALL[language])
    assert (folder / "model.safetensors").stat().st_size <= 2_000_000
    assert len(decoder.words) == len(set(decoder.words.words)) == 3000
