"""The causal model: its cache gives what reading anew gives, and bad models and prompts are told."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from core.base.errors import SentiscopeError
from core.models.language_model import Continuation, LanguageModel, load_causal, load_language_model
from core.models.locate import needs_conversion
from core.models.transformers_library import quiet_transformers
from core.topics.decoding.concepts.search import beam, force, greedy
from core.topics.decoding.concepts.tree import Tree
from core.topics.decoding.concepts.twins import from_network, sequences
from tests.fakes import write_tiny_llama


@pytest.fixture(scope="module")
def model(tiny_llama_folder: Path) -> LanguageModel:
    return load_language_model(str(tiny_llama_folder))


@pytest.fixture
def prompt(model: LanguageModel) -> torch.Tensor:
    return model.prompt("the film was very good")


def test_prompt_and_pieces(model: LanguageModel, prompt: torch.Tensor) -> None:
    assert prompt.shape == (1, 5)
    assert model.piece(int(prompt[0, 1])).strip() == "film"
    assert model.ends == (1,)


@pytest.mark.parametrize("width", [1, 3, 8])
def test_the_cache_changes_nothing(model: LanguageModel, prompt: torch.Tensor, width: int) -> None:
    cached = beam(Continuation(model.network, prompt), width, 6, ends=model.ends)
    plain = beam(from_network(model.network, prompt), width, 6, ends=model.ends)
    torch.testing.assert_close(sequences(cached, 6), sequences(plain, 6), rtol=0, atol=1e-5)


def test_each_step_reads_one_new_token_a_beam(
    model: LanguageModel, prompt: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    forward = Continuation._forward

    def counted(self, ids, cache):
        read.append(tuple(ids.shape))
        return forward(self, ids, cache)

    monkeypatch.setattr(Continuation, "_forward", counted)
    beam(Continuation(model.network, prompt), 4, 5)
    assert read == [(1, 5), *[(4, 1)] * 4]


def test_prefixes_in_any_order_and_twice(model: LanguageModel, prompt: torch.Tensor) -> None:
    answer, plain = Continuation(model.network, prompt), from_network(model.network, prompt)
    batches = [
        torch.zeros(1, 0, dtype=torch.long),
        torch.tensor([[4], [4], [9]]),
        torch.tensor([[9, 2], [4, 3]]),
        torch.tensor([[4, 3, 5], [4, 3, 6], [9, 2, 5]]),
        torch.tensor([[11, 12, 13], [4, 3, 5]]),
        torch.tensor([[7]]),
    ]
    for prefixes in batches:
        torch.testing.assert_close(answer(prefixes), plain(prefixes), rtol=0, atol=1e-5)


def test_forcing_and_going_back(model: LanguageModel, prompt: torch.Tensor) -> None:
    answer, tree = Continuation(model.network, prompt), Tree()
    start = force(answer, [4, 9], tree)
    found = greedy(answer, 3, tree=tree, start=start)
    again = greedy(from_network(model.network, prompt), 3, tree=tree, start=start)
    assert tree.tokens(found.best[0].node) == tree.tokens(again.best[0].node)


def test_a_blank_prompt_and_one_past_the_context(model: LanguageModel) -> None:
    with pytest.raises(SentiscopeError) as blank:
        model.prompt(" \u200b")
    assert blank.value.key == "text_empty"
    assert model.prompt("film " * 60, 4).shape == (1, 60)
    with pytest.raises(SentiscopeError) as long:
        model.prompt("film " * 60, 5)
    assert (long.value.key, long.value.parameters["window"]) == ("prompt_too_long", 64)


def test_the_start_of_a_long_prompt(model: LanguageModel) -> None:
    assert model.start_of("the film", 64) == ("the film", 2, 0)
    start, read, cut = model.start_of("film " * 60, 50)
    assert (read, cut, model.prompt(start).shape) == (50, 10, (1, 50))
    with pytest.raises(SentiscopeError, match="text_empty"):
        model.start_of(" ", 5)


def test_a_model_without_an_end_token(tmp_path: Path) -> None:
    model = load_language_model(str(write_tiny_llama(tmp_path / "endless", end=False)))
    assert model.ends == ()
    found = beam(Continuation(model.network, model.prompt("the film")), 2, 4, ends=model.ends)
    assert all(beam.length == 4 for beam in found.best)


def test_a_classifier_is_no_causal_model(tiny_classifier_folder: Path) -> None:
    with pytest.raises(SentiscopeError) as caught:
        load_causal(tiny_classifier_folder)
    assert caught.value.key == "not_causal"


def test_damaged_weights_are_said(tiny_llama_folder: Path, tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(tiny_llama_folder, tmp_path / "broken"))
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(SentiscopeError) as caught:
        load_causal(folder)
    assert caught.value.key == "weights_unreadable"


def test_only_packed_weights_need_converting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    assert needs_conversion("smollm2")
    assert not needs_conversion("minilm")
    assert not needs_conversion("owner/model")
    (tmp_path / "models" / "smollm2-b179c9523d0e").mkdir(parents=True)
    assert not needs_conversion("smollm2")


def test_pieces_of_a_byte_level_model_tell_the_bytes_of_what_is_no_whole_character(
    model: LanguageModel,
) -> None:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    plain = Tokenizer(models.BPE({letter: number for number, letter in enumerate(letters)}, []))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = decoders.ByteLevel()
    tokenizer = quiet_transformers().PreTrainedTokenizerFast(tokenizer_object=plain)
    of_bytes = replace(model, tokenizer=tokenizer)
    ids = tokenizer("a \u5267")["input_ids"]
    assert [of_bytes.piece(token) for token in ids] == ["a", " ", "<E5>", "<89>", "<A7>"]
    assert of_bytes.text(ids) == "a \u5267"
    assert of_bytes.text(ids[:-1]) == "a <E5><89>"
