"""Training a small language model: rows, what is guessed, bits a character, and the command."""

import json
import math
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from core.base.errors import SentiscopeError
from core.models.card import read_card
from core.models.language_model import load_language_model
from core.nn.threads import threads
from core.topics.decoding.training.__main__ import main
from core.topics.decoding.training.evaluate import judged, trigram_of
from core.topics.decoding.training.loop import loss_of, new_network, rate, rows, steps_of, train
from core.topics.decoding.training.recipe import WriterRecipe
from core.topics.decoding.training.tokens import END, UNKNOWN, learn_tokens, read, symbols
from tests.experiments.support import QuietProgress

DOCUMENTS = [["酒店的房间很大。", f"早餐也好{n % 7}！"] for n in range(40)]
RECIPE = WriterRecipe(vocabulary=40, alphabet=30, width=32, layers=1, window=16, epochs=30, warmup=5)


@pytest.fixture(scope="module")
def tokenizer():
    return learn_tokens([sentence for document in DOCUMENTS for sentence in document], 40, 30)


@pytest.fixture(scope="module")
def trained(tokenizer):
    documents = read(tokenizer, DOCUMENTS)
    network = new_network(RECIPE, tokenizer.get_vocab_size())
    with threads(1):
        losses = train(network, documents, RECIPE, QuietProgress(steps_of(documents, RECIPE)))
    return network, losses


def test_pieces_are_words_and_particles_stand_alone(tokenizer) -> None:
    assert tokenizer.encode("酒店的房间").tokens == ["酒店", "的", "房间"]
    assert tokenizer.encode("龘").tokens == ["[UNK]"]
    assert symbols(tokenizer, [UNKNOWN, END, *tokenizer.encode("酒店").ids]) == [
        ["[UNK]"],
        ["[END]"],
        ["酒", "店"],
    ]


def test_rows_begin_where_sentences_do_and_an_epoch_has_an_order_of_its_own() -> None:
    documents = [[[10 * n, 10 * n + 1, 10 * n + 2], [10 * n + 3, END]] for n in range(1, 9)]
    starts = {sentence[0] for document in documents for sentence in document}
    made = rows(documents, 4, 1)
    assert made.shape[1] == 4
    assert set(made[:, 0].tolist()) <= starts
    assert made.tolist() == rows(documents, 4, 1).tolist() != rows(documents, 4, 2).tolist()


def test_the_loss_is_the_library_s_and_unknown_tokens_need_not_be_guessed(tokenizer) -> None:
    network = new_network(RECIPE, tokenizer.get_vocab_size()).eval()
    ids = torch.tensor([[5, 6, 7, 8], [9, 4, 3, 2]])
    with torch.inference_mode():
        expected = network(input_ids=ids, labels=ids).loss
        torch.testing.assert_close(loss_of(network, ids, 0.0, torch.Generator()), expected)
        ids[0, 1:] = UNKNOWN
        alone = network(input_ids=ids[1:], labels=ids[1:]).loss
        torch.testing.assert_close(loss_of(network, ids, 0.0, torch.Generator()), alone)


def test_the_rate_goes_up_and_down() -> None:
    rates = [rate(step, 100, RECIPE) for step in range(101)]
    assert max(rates) == rates[5] == RECIPE.learning_rate
    assert rates[0] == pytest.approx(RECIPE.learning_rate / 5)
    assert rates[100] == pytest.approx(RECIPE.learning_rate / 10)


def test_it_learns(trained) -> None:
    network, losses = trained
    assert losses[-1] < losses[0] / 2
    assert not network.training


def test_bits_a_character_are_those_of_both_on_the_same_characters(tokenizer, trained) -> None:
    network, _ = trained
    documents = read(tokenizer, [["酒店的龘房间很大。"]])
    trigram = trigram_of(tokenizer, read(tokenizer, DOCUMENTS))
    scores = judged(network, tokenizer, trigram, documents, 16)
    ids = documents[0][0]
    known = [n for n in range(1, len(ids)) if ids[n] != UNKNOWN]
    spelt = symbols(tokenizer, ids)
    assert scores.tokens.item() == len(known) == len(ids) - 2
    assert scores.characters.item() == len([sign for n in known for sign in spelt[n]])
    with torch.inference_mode():
        log_probs = F.log_softmax(network(torch.tensor([ids])).logits[0], -1)
    own = -sum(log_probs[n - 1, ids[n]].item() for n in known) / math.log(2)
    assert scores.network.item() == pytest.approx(own, rel=1e-5)
    signs = [sign for token in spelt for sign in token]
    first = len(spelt[0])
    bits = [
        -math.log2(trigram.probability(sign, signs[:place]))
        for place, sign in enumerate(signs)
        if place >= first and sign != "[UNK]"
    ]
    assert scores.trigram.item() == pytest.approx(math.fsum(bits))


def test_the_command_writes_a_model_that_continues(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts, folder = tmp_path / "texts.txt", tmp_path / "writer"
    texts.write_text("\n\n".join("\n".join(document) for document in DOCUMENTS), encoding="utf-8")
    sizes = {"vocabulary": 40, "alphabet": 30, "width": 32, "layers": 1, "window": 16, "held-out": 10}
    options = [word for name, value in sizes.items() for word in (f"--{name}", str(value))]
    assert main(["--texts", str(texts), "-o", str(folder), *options, "--steps", "7"]) == 0
    assert "1 minute" in capsys.readouterr().out
    model, card = load_language_model(str(folder)), read_card(folder)
    assert model.text(model.prompt("酒店的房间")[0].tolist()) == "酒店的房间"
    assert card["command"].endswith(
        "--vocabulary 40 --alphabet 30 --width 32 --layers 1 --window 16 --steps 7 --held-out 10 --seed 42"
    )
    assert card["data"]["dev_documents"] == 10
    assert "float16" in json.dumps(json.loads((folder / "config.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("wrong", [{"width": 33}, {"vocabulary": 5}, {"hidden": 1.0}, {"epochs": 0}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SentiscopeError, match="training_bad_setting"):
        WriterRecipe(**wrong)
