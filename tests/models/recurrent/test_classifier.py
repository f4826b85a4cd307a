"""Our recurrent classifiers: words, files, verdicts, and the same numbers from the cells from scratch."""

import json
import shutil
from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.data.vocabulary import PAD, SPECIAL, UNKNOWN
from core.models.catalog import RECURRENT, RECURRENT_CHINESE, WEIGHTS
from core.models.classifiers import load_classifier
from core.models.recurrent.classifier import (
    MOST_WORDS,
    SHAPE,
    RecurrentClassifier,
    save_recurrent,
)
from core.models.recurrent.network import (
    KINDS,
    Kind,
    RecurrentNetwork,
    RecurrentShape,
    recurrent_parameters,
)
from core.models.recurrent.words import TextVocabulary, split_words
from core.topics.recurrent.concept import last, scan
from core.topics.recurrent.weights import weights_of

LEAST = {"sst2-rnn": 0.78, "chnsenticorp-rnn": 0.78}  # accuracy on dev
WORDS = TextVocabulary((*SPECIAL, "a", "film", "good", "n't", "not"))


def written(folder: Path, kind: Kind) -> RecurrentNetwork:
    torch.manual_seed(0)
    network = RecurrentNetwork(RecurrentShape(kind, len(WORDS), 4, 3))
    save_recurrent(network, WORDS, folder)
    return network


SPELT = "it 's a well-made film , -lrb- really -rrb- ... 10 -- no , 3.5 stars !"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Isn't it GOOD?", ["is", "n't", "it", "good", "?"]),
        (SPELT, SPELT.split()),
        ("can’t", ["ca", "n't"]),
        ("  ", []),
    ],
)
def test_words_are_cut_as_in_sst2(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_unknown_words_and_texts_without_words() -> None:
    assert WORDS.encode("a strange film", 9) == [2, UNKNOWN, 3]
    assert WORDS.encode("a strange film", 2) == [2, UNKNOWN]
    assert WORDS.encode("   ", 9) == [UNKNOWN]
    assert WORDS.words[PAD] == "[PAD]"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read_in_half_precision(tmp_path: Path, kind: Kind) -> None:
    network = written(tmp_path, kind)
    model = RecurrentClassifier(tmp_path, "tiny")
    assert not model.network.training
    for name, value in network.state_dict().items():
        assert torch.equal(model.network.state_dict()[name], value.half().float())
    assert isinstance(load_classifier(str(tmp_path)), RecurrentClassifier)


@pytest.mark.parametrize("kind", KINDS)
def test_neighbours_in_a_batch_change_no_verdict(tmp_path: Path, kind: Kind) -> None:
    written(tmp_path, kind)
    model = RecurrentClassifier(tmp_path, "tiny")
    sentences = ["a good film", "not", "a film isn't a good film"]
    together = model.classify(sentences)
    for sentence, prediction in zip(sentences, together, strict=True):
        alone = model.classify([sentence])[0]
        assert prediction.probability == pytest.approx(alone.probability, abs=1e-6)
        assert [token.text for token in prediction.tokens] == split_words(sentence)
        assert 0 < prediction.probability < 1


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_the_cell_from_scratch_gives_the_same_state(kind: Kind) -> None:
    torch.manual_seed(1)
    network = RecurrentNetwork(RecurrentShape(kind, len(WORDS), 4, 3)).eval().requires_grad_(False)
    ids = torch.tensor([[2, 3, 4, 5], [4, 2, 0, 0]])
    lengths = torch.tensor([4, 2])
    hidden = scan(kind, network.embedding(ids), lengths, weights_of(network))["hidden"]  # type: ignore[arg-type]
    mask = (torch.arange(4) < lengths[:, None]).long()
    torch.testing.assert_close(last(hidden, lengths), network.last_state(ids, mask))


def test_both_directions_see_both_ends() -> None:
    torch.manual_seed(2)
    network = RecurrentNetwork(RecurrentShape("bilstm", len(WORDS), 4, 3)).eval()
    ids, mask = torch.tensor([[2, 3, 4]]), torch.ones(1, 3, dtype=torch.long)
    other = torch.tensor([[5, 3, 4]])
    assert network.last_state(ids, mask).shape == (1, 6)
    backward = network.last_state(ids, mask)[0, 3:] - network.last_state(other, mask)[0, 3:]
    assert backward.abs().max() > 0


def test_word_dropout_acts_in_training_only() -> None:
    network = RecurrentNetwork(RecurrentShape("gru", len(WORDS), 4, 3), word_dropout=0.5)
    ids, mask = torch.full((8, 6), 4), torch.ones(8, 6, dtype=torch.long)
    torch.manual_seed(0)
    drawn = network.train()(ids, mask).logits
    assert not torch.allclose(drawn, drawn[:1].expand_as(drawn))
    steady = network.eval()(ids, mask).logits
    torch.testing.assert_close(steady[0], steady[1])


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_parameters_by_formula(kind: Kind) -> None:
    network = RecurrentNetwork(RecurrentShape(kind, 9, 5, 7))
    assert recurrent_parameters(kind, 5, 7) == sum(p.numel() for p in network.recurrent.parameters())


def test_long_texts_are_cut_and_blank_ones_refused(tmp_path: Path) -> None:
    written(tmp_path, "rnn")
    model = RecurrentClassifier(tmp_path, "tiny")
    prediction = model.classify(["good " * (MOST_WORDS + 7)])[0]
    assert (len(prediction.tokens), prediction.cut) == (MOST_WORDS, 7)
    with pytest.raises(SentiscopeError, match="text_empty"):
        model.classify(["  \n"])
    assert "note_unknown" in model.classify(["xx yy a"])[0].notes


@pytest.mark.parametrize("file", [WEIGHTS, SHAPE, "vocabulary.json"])
def test_damaged_files_are_told(tmp_path: Path, file: str) -> None:
    written(tmp_path, "lstm")
    (tmp_path / file).write_bytes(b"{]")
    with pytest.raises(SentiscopeError, match="weights_unreadable"):
        RecurrentClassifier(tmp_path, "tiny")


def test_changed_weights_are_noticed(tmp_path: Path) -> None:
    from core.base.settings import ASSETS

    folder = Path(shutil.copytree(ASSETS / "models" / "sst2-gru", tmp_path / "sst2-gru"))
    card = json.loads((folder / "model_card.json").read_text("utf-8"))
    (folder / "model_card.json").write_text(json.dumps({**card, "sha256": "0" * 64}), "utf-8")
    with pytest.raises(SentiscopeError, match="weights_tampered"):
        RecurrentClassifier(folder, "sst2-gru")


@pytest.mark.parametrize("name", [*RECURRENT, *RECURRENT_CHINESE])
def test_shipped_networks_reach_what_their_cards_say(name: str) -> None:
    card = load_classifier(name).card
    assert card["recipe"]["keep"] == "last"  # nothing was chosen by looking at dev
    assert card["chosen"]["best_step"] == card["curve"][-1]["step"]
    rounded = card["float16"]
    assert rounded["same_predictions_on_dev"] or rounded["largest_probability_difference"] < 0.001
    assert card["dev"]["accuracy"] >= LEAST.get(name, 0.82)
