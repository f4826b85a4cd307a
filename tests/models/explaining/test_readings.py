"""A sentence as each kind of model read it: the verdict of `classify`, words, games and gradients."""

from pathlib import Path
from typing import Any

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.bag_of_words import BagOfWordsClassifier
from core.models.explaining.bag_of_words import BagReading
from core.models.explaining.read_sentence import read_sentence
from core.models.reading.architectures import PADDED
from core.models.transformer import TransformerClassifier
from tests.fakes import edit_json
from tests.support.architectures import ARCHITECTURES, write_tiny
from tests.support.shipped_models import shipped

SENTENCE = "The acting isn't bad, but Spielberg’s FILM drags on."
WITHOUT_EMBEDDINGS = ("bart", "t5")  # their heads look for the end token among the ids
MODELS = ("sst2-minilm", "sst2-rnn", "sst2-bilstm", "bag-of-words")


@pytest.fixture(scope="module", params=MODELS)
def model(request: pytest.FixtureRequest) -> Any:
    return shipped(request.param)


@pytest.fixture(scope="module")
def tiny(tiny_classifier_folder: Path) -> TransformerClassifier:
    return TransformerClassifier(tiny_classifier_folder, "tiny")


def difference(model: Any, sentence: str) -> float:
    """Of a long text's first window, which is what a reading explains."""
    read = getattr(model, "classify_start", model.classify)
    negative, positive = read([sentence])[0].logits
    return float(positive - negative)


@pytest.mark.parametrize("sentence", [SENTENCE, "dull", "zzxqj 🙂", "好", "film " * 700, " a  [SEP] good"])
def test_the_verdict_is_that_of_classify(model: Any, sentence: str) -> None:
    assert read_sentence(model, sentence).difference == pytest.approx(difference(model, sentence), abs=1e-5)


def test_words_are_written_as_in_the_sentence(model: Any) -> None:
    words = [word.text for word in read_sentence(model, SENTENCE).words]
    assert words == ["The", "acting", "isn't", "bad", ",", "but", "Spielberg’s", "FILM", "drags", "on", "."]


@pytest.mark.parametrize("blank", ["", "  ", "\u200b"])
def test_empty_text_is_refused(model: Any, blank: str) -> None:
    with pytest.raises(SentiscopeError, match="text_empty"):
        read_sentence(model, blank)


def test_without_a_word_is_the_text_without_it(model: Any) -> None:
    reading = read_sentence(model, "a good and warm film", absent="delete")
    kept = torch.tensor([[True, False, True, True, True], [True, True, False, False, False]])
    expected = [difference(model, "a and warm film"), difference(model, "a good")]
    assert reading.game(kept).tolist() == pytest.approx(expected, abs=1e-5)


def test_one_batch_or_many(model: Any) -> None:
    drawn = torch.rand(30, 11, generator=torch.Generator().manual_seed(0)) < 0.5
    for absent in ("delete", "mask") if model.name != "bag-of-words" else ("delete",):
        together = read_sentence(model, SENTENCE, absent).game(drawn)
        single = read_sentence(model, SENTENCE, absent)
        alone = torch.cat([single.game(row[None]) for row in drawn])
        torch.testing.assert_close(together, alone, atol=1e-5, rtol=0)


def test_without_all_words_a_recurrent_network_reads_one_unknown_word() -> None:
    model = shipped("sst2-lstm")
    nothing = read_sentence(model, "a film").game(torch.zeros(1, 2, dtype=torch.bool)).item()
    assert nothing == pytest.approx(difference(model, "zzxqj"), abs=1e-6)


def test_without_all_words_a_transformer_reads_its_special_tokens(tiny: TransformerClassifier) -> None:
    nothing = read_sentence(tiny, "a film", "delete").game(torch.zeros(1, 2, dtype=torch.bool)).item()
    ids = torch.tensor([[tiny.tokenizer.cls_token_id, tiny.tokenizer.sep_token_id]])
    logits = tiny.network(input_ids=ids).logits[0]
    assert nothing == pytest.approx((logits[1] - logits[0]).item(), abs=1e-6)


def test_masked_words_are_mask_tokens(tiny: TransformerClassifier) -> None:
    masked = read_sentence(tiny, "a warm film").game(torch.tensor([[True, False, True]])).item()
    assert masked == pytest.approx(difference(tiny, "a [MASK] film"), abs=1e-6)


def test_pieces_of_a_word_go_together(tiny: TransformerClassifier) -> None:
    reading = read_sentence(tiny, "the ZEBRA")
    assert [word.pieces for word in reading.words] == [(1,), (2, 3, 4, 5, 6)]
    masked = reading.game(torch.tensor([[True, False]])).item()
    assert masked == pytest.approx(difference(tiny, "the" + " [MASK]" * 5), abs=1e-6)


def test_only_what_the_window_holds_is_read(tiny: TransformerClassifier) -> None:
    assert len(read_sentence(tiny, "film " * 600).words) == 510


@pytest.mark.parametrize("name", ["sst2-minilm", "sst2-gru"])
def test_embeddings_give_the_same_difference(name: str) -> None:
    reading = read_sentence(shipped(name), SENTENCE)
    assert reading.differentiable is not None
    both = reading.differentiable.embeddings.expand(2, -1, -1)
    assert reading.differentiable.value(both).tolist() == pytest.approx([reading.difference] * 2, abs=1e-5)


def test_baselines_leave_special_tokens_alone(tiny: TransformerClassifier) -> None:
    found = read_sentence(tiny, "a film").differentiable
    assert found is not None
    assert list(found.baselines) == ["mask", "pad", "zero", "mean"]
    for row in found.baselines.values():
        assert torch.equal(row[[0, -1]], found.embeddings[[0, -1]])
        assert torch.equal(row[1], row[2])
        assert not torch.equal(row[1], found.embeddings[1])
    assert not found.baselines["zero"][1].any()


def test_attention_maps_and_their_gradients(tiny: TransformerClassifier) -> None:
    maps = read_sentence(tiny, "a warm film").attention
    assert maps is not None
    assert maps.weights.shape == maps.gradients.shape == (2, 2, 5, 5)
    torch.testing.assert_close(maps.weights.sum(dim=-1), torch.ones(2, 2, 5))
    assert maps.gradients.abs().sum() > 0
    assert tiny.network.config._attn_implementation != "eager"


def test_a_linear_model_explains_itself() -> None:
    model = shipped("bag-of-words")
    reading = read_sentence(model, "Not bad, not BAD at all!")
    assert isinstance(reading, BagReading)
    total = reading.coefficients.sum().item() + reading.intercept
    assert total == pytest.approx(reading.difference, abs=1e-5)
    assert reading.differentiable is None
    assert reading.attention is None


def test_a_pair_is_shared_by_its_words() -> None:
    """Terms "not" 1, "bad" −2, "not bad" 3, all with idf 1: weights 1/√3 each."""
    model = shipped("bag-of-words")
    import numpy as np

    model.vocabulary = {"not": 0, "bad": 1, "not bad": 2}
    model.idf, model.coefficients = np.ones(3), np.array([1.0, -2.0, 3.0])
    shares = BagReading(model, "not bad").coefficients
    torch.testing.assert_close(shares, torch.tensor([2.5, -0.5]) / 3**0.5)


def test_no_mask_token_no_masking(model: BagOfWordsClassifier) -> None:
    if model.name == "bag-of-words":
        with pytest.raises(SentiscopeError, match="why_no_mask_token"):
            read_sentence(model, "a film", "mask")


def test_a_tokenizer_without_a_mask_token_leaves_words_out(tiny_copy: Path) -> None:
    model = TransformerClassifier(tiny_copy, "tiny")
    model.tokenizer.mask_token = None
    assert read_sentence(model, "a film").absent == "delete"
    with pytest.raises(SentiscopeError, match="why_no_mask_token"):
        read_sentence(model, "a film", "mask")


def test_positive_may_be_the_first_class(tiny_copy: Path) -> None:
    plain = read_sentence(TransformerClassifier(tiny_copy, "tiny"), "a film")
    names = {"0": "POSITIVE", "1": "NEGATIVE"}
    edit_json(tiny_copy / "config.json", id2label=names, label2id={v: int(k) for k, v in names.items()})
    turned = read_sentence(TransformerClassifier(tiny_copy, "tiny"), "a film")
    assert turned.difference == pytest.approx(-plain.difference, abs=1e-6)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_people_s_own_architectures(name: str, tmp_path: Path) -> None:
    """Every architecture gives its verdict, also without all words; what it lacks is None, not an error."""
    model = TransformerClassifier(write_tiny(tmp_path / name, name), name)
    sentence = "the film is not very good , but funny ."
    reading = read_sentence(model, sentence)
    assert reading.difference == pytest.approx(difference(model, sentence), abs=1e-5)
    kept = torch.tensor([[True] * 5 + [False] * 5, [False] * 10])
    first, nothing = reading.game(kept).tolist()
    assert first == pytest.approx(difference(model, "the film is not very"), abs=1e-5)
    assert -100 < nothing < 100
    assert (reading.attention is None) == (name not in PADDED)
    assert (reading.differentiable is None) == (name in WITHOUT_EMBEDDINGS)
