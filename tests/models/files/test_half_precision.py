"""Matrices in half precision answer as the same numbers in float32 do, in the library's own network."""

import copy
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from core.models.files.half_precision import BLOCK, HalfLinear, compute_in_float32, half_of
from core.models.language_model import load_causal
from core.models.transformers_library import quiet_transformers


@pytest.fixture
def half_folder(tiny_llama_folder: Path, tmp_path: Path) -> Path:
    """The tiny Llama with its weights in float16."""
    network = quiet_transformers().AutoModelForCausalLM.from_pretrained(tiny_llama_folder)
    network.half().save_pretrained(tmp_path)
    return tmp_path


@pytest.fixture
def widened(half_folder: Path) -> Any:
    """The library's own network, with the same numbers in float32."""
    auto = quiet_transformers().AutoModelForCausalLM
    return auto.from_pretrained(half_folder, dtype=torch.float32).eval()


def test_a_file_in_half_precision_stays_so_in_memory_and_answers_the_same(
    half_folder: Path, widened: Any
) -> None:
    network = load_causal(half_folder)
    matrices = [parameter for parameter in network.parameters() if parameter.dim() == 2]
    assert {matrix.dtype for matrix in matrices} == {torch.float16}
    assert len(matrices) == sum(parameter.dim() == 2 for parameter in widened.parameters())
    ids = torch.tensor([[1, 5, 3, 2, 7], [4, 4, 1, 0, 6]])
    with torch.inference_mode():
        assert torch.equal(network(input_ids=ids).logits, widened(input_ids=ids).logits)
        generate = {"max_new_tokens": 6, "do_sample": False}
        assert torch.equal(network.generate(ids, **generate), widened.generate(ids, **generate))
    torch.testing.assert_close(network(input_ids=ids).logits, widened(input_ids=ids).logits)


def test_a_tied_table_is_held_once() -> None:
    table = nn.Embedding(30, 8).half()
    head = nn.Linear(8, 30, bias=False)
    head.weight = table.weight
    network = nn.ModuleDict({"table": table, "norm": nn.LayerNorm(8).half(), "head": head})
    compute_in_float32(network)
    assert network["table"].weight.data_ptr() == network["head"].weight.data_ptr()
    assert network["norm"].weight.dtype == network["table"](torch.tensor([3])).dtype == torch.float32


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_matrix_wider_than_a_block_is_multiplied_in_parts(bias: bool, dtype: torch.dtype) -> None:
    D = 512
    linear = nn.Linear(D, 2 * BLOCK // D + 5, bias=bias).to(dtype)
    half, whole = HalfLinear(linear.weight, linear.bias), copy.deepcopy(linear).float()
    x = torch.randn(2, 3, D, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(half(x), whole(x))


def test_gradients_pass() -> None:
    linear = nn.Linear(4, 3).half()
    half = HalfLinear(linear.weight, linear.bias)
    x = torch.randn(2, 4, requires_grad=True)
    (gradient,) = torch.autograd.grad(half(x).sum(), x)
    torch.testing.assert_close(gradient, linear.weight.float().sum(0).expand(2, -1))


@pytest.mark.parametrize(
    ("dtypes", "found"),
    [
        ([torch.float16, torch.float16], torch.float16),
        ([torch.bfloat16], torch.bfloat16),
        ([torch.float32], None),
        ([torch.float16, torch.float32], None),
        ([torch.float16, torch.bfloat16], None),
    ],
)
def test_only_a_file_of_one_half_precision_counts(
    dtypes: list[torch.dtype], found: torch.dtype | None, tmp_path: Path
) -> None:
    file = tmp_path / "weights.safetensors"
    tensors = {str(number): torch.ones(2, dtype=dtype) for number, dtype in enumerate(dtypes)}
    save_file(tensors, file, metadata={"format": "pt"})
    assert half_of(file) is found
