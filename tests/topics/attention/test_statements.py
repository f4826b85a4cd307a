"""What the page says of models and operations, asked of the libraries and of the shipped record."""

import torch
import torch.nn.functional as F
from torch import nn
from transformers import DynamicCache, Gemma2Config, Gemma3TextConfig, LlamaConfig, LlamaModel, MistralConfig

from core.experiments.record import read, shipped


def test_every_other_layer_of_gemma_2_is_local_and_five_in_six_of_gemma_3() -> None:
    local, everywhere = "sliding_attention", "full_attention"
    assert Gemma2Config(num_hidden_layers=4).layer_types == [local, everywhere] * 2
    assert Gemma3TextConfig(num_hidden_layers=12).layer_types == [*[local] * 5, everywhere] * 2
    assert MistralConfig().sliding_window == 4096


def test_a_convolution_weighs_by_place_alone_and_attention_by_what_stands_there() -> None:
    generator = torch.Generator().manual_seed(0)
    first, second = torch.randn(2, 1, 6, 8, generator=generator)  # (1, T, D) each
    kernel = torch.randn(8, 8, 3, generator=generator)
    attention = nn.MultiheadAttention(8, 2, batch_first=True).eval()

    def convolved(x: torch.Tensor) -> torch.Tensor:
        return F.conv1d(x.transpose(1, 2), kernel, padding=1)

    torch.testing.assert_close(convolved(first + second), convolved(first) + convolved(second))
    with torch.no_grad():
        maps = [attention(x, x, x)[1] for x in (first, second)]  # (1, T, S) each
    assert (maps[0] - maps[1]).abs().max() > 0.01


def test_shared_keys_and_values_save_their_cache_and_their_projections_only() -> None:
    sizes = []
    for shared in (4, 1):
        config = LlamaConfig(
            vocab_size=20, hidden_size=32, intermediate_size=16, num_hidden_layers=1,
            num_attention_heads=4, num_key_value_heads=shared,
        )  # fmt: skip
        model, cache = LlamaModel(config).eval(), DynamicCache(config=config)
        model(torch.arange(5)[None], past_key_values=cache, use_cache=True)
        layer = model.layers[0].self_attn
        sizes.append((cache.layers[0].keys.numel(), layer.k_proj.weight.numel(), layer.q_proj.weight.numel()))
    (whole_cache, whole_keys, whole_queries), (cache_size, keys, queries) = sizes
    assert (whole_cache, whole_keys, whole_queries) == (4 * cache_size, 4 * keys, queries)


def test_a_mask_over_all_pairs_is_recorded_as_no_cheaper_than_none() -> None:
    kinds = read(shipped("local_attention"), "local_attention").numbers["kinds"]
    for plain, masked in zip(kinds["global"]["points"], kinds["mask"]["points"], strict=True):
        assert masked["tokens"] == plain["tokens"]
        assert masked["seconds"] >= plain["seconds"]
        assert masked["bytes"] >= plain["bytes"]
