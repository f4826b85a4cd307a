"""What the texts say of torch and transformers, run: `tests/app/statements.toml` names these tests."""

import math
import os
import pickle
import zipfile
from pathlib import Path

import pytest
import torch
from torch import nn
from transformers import AutoModelForCausalLM, BertConfig, BertForSequenceClassification, GenerationConfig


def test_batch_norm_normalises_with_n_and_keeps_the_variance_with_n_minus_1() -> None:
    x = torch.tensor([[1.0], [2.0], [6.0]])
    module = nn.BatchNorm1d(1, eps=1e-12, momentum=1.0)
    torch.testing.assert_close(module(x), (x - 3) / x.std(correction=0))
    torch.testing.assert_close(module.running_var, x.var(dim=0, correction=1))


def test_lstm_s_blocks_are_input_forget_candidate_output() -> None:
    cell = nn.LSTMCell(1, 1)
    i, f, g, o = 0.3, -0.7, 1.1, 0.5
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        cell.bias_ih.copy_(torch.tensor([i, f, g, o]))
    h, c = cell(torch.zeros(1, 1), (torch.zeros(1, 1), torch.full((1, 1), 2.0)))

    def sigmoid(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    expected = sigmoid(f) * 2 + sigmoid(i) * math.tanh(g)
    assert c.item() == pytest.approx(expected, abs=1e-6)
    assert h.item() == pytest.approx(sigmoid(o) * math.tanh(expected), abs=1e-6)


def test_one_label_is_a_regression_by_mean_squared_error() -> None:
    config = BertConfig(
        vocab_size=9,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        num_labels=1,
    )
    network = BertForSequenceClassification(config).eval()
    labels = torch.tensor([0.0, 1.0])
    told = network(input_ids=torch.tensor([[1, 2], [3, 4]]), labels=labels)
    assert network.config.problem_type == "regression"
    torch.testing.assert_close(told.loss, (told.logits[:, 0] - labels).square().mean())


def test_torch_load_refuses_a_name_that_could_run(tmp_path: Path) -> None:
    file = tmp_path / "weights.bin"
    torch.save({"run": os.getcwd}, file)
    with pytest.raises(pickle.UnpicklingError, match="weights_only"):
        torch.load(file)


def test_torch_save_writes_a_pickle_whatever_the_ending(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    torch.save({"weight": torch.ones(2)}, file)
    with zipfile.ZipFile(file) as archive:
        assert any(name.endswith("data.pkl") for name in archive.namelist())


def test_greedy_search_returns_no_score_of_the_sequence(tiny_llama_folder: Path) -> None:
    network = AutoModelForCausalLM.from_pretrained(tiny_llama_folder).eval()
    ids = torch.tensor([[1, 2, 3]])
    settings = {
        "max_new_tokens": 2,
        "do_sample": False,
        "return_dict_in_generate": True,
        "output_scores": True,
    }
    given = {"attention_mask": torch.ones_like(ids), "pad_token_id": 0, **settings}
    assert getattr(network.generate(ids, num_beams=1, **given), "sequences_scores", None) is None
    assert network.generate(ids, num_beams=2, **given).sequences_scores.shape == (1,)


def test_sampling_takes_fifty_where_nothing_is_said() -> None:
    network = GenerationConfig()
    defaults = getattr(network, "_get_default_generation_params", dict)()
    assert (network.top_k if network.top_k is not None else defaults["top_k"]) == 50


def test_a_fused_kernel_forms_no_maps_and_eager_keeps_them() -> None:
    config = BertConfig(
        vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8
    )
    kept = {}
    for kind in ("eager", "sdpa"):
        config._attn_implementation = kind
        network = BertForSequenceClassification(config).eval()
        kept[kind] = network(input_ids=torch.tensor([[1, 2]]), output_attentions=True).attentions
    assert kept["eager"][0].shape == (1, 1, 2, 2)
    assert not any(torch.is_tensor(one) for one in kept["sdpa"] or ())
