"""Each position scheme beside the library that does the same, or beside its formula in plain loops."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from core.nn.attention import scaled_dot_product_scores
from core.nn.twin import Twin, in_double
from core.topics.positions import concept, minimal, relative_positions

DOCS = "https://huggingface.co/docs/transformers/model_doc/"
FROM_T5 = "from transformers.models.t5.modeling_t5 import T5Attention"
FROM_LLAMA = "from transformers.models.llama.modeling_llama import"
EXACT = in_double(absolute=1e-9)


def _formula(positions: Tensor, D: int, base: float) -> Tensor:
    """Section 3.5 of the paper, number by number, with Python's own sine."""
    rows = [
        [f(p / base ** (2 * i / D)) for i in range(D // 2) for f in (math.sin, math.cos)]
        for p in positions.tolist()
    ]
    return torch.tensor(rows, dtype=torch.float64).reshape(len(rows), D)


def _marian(positions: Tensor, D: int, base: float) -> Tensor:
    """Marian's module keeps all sines, then all cosines; put back into pairs."""
    from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding

    module = MarianSinusoidalPositionalEmbedding(int(positions.max()) + 1, D)
    table = module.create_weight()[positions.long()]  # (T, D)
    return torch.stack(table.chunk(2, dim=-1), dim=-1).flatten(-2)


def _embedding(positions: Tensor, table: Tensor) -> Tensor:
    return torch.nn.Embedding.from_pretrained(table)(positions)


def _llama_rope(x: Tensor, turned: Tensor) -> Tensor:
    from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

    twice = torch.cat([turned, turned], dim=-1)[None]  # (1, T, K)
    return apply_rotary_pos_emb(x, x, twice.cos(), twice.sin())[0]


def _llama_frequencies(K: int, base: float) -> Tensor:
    from transformers import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

    config = LlamaConfig(hidden_size=K, num_attention_heads=1, rope_parameters=_rope(base))
    return LlamaRotaryEmbedding.compute_default_rope_parameters(config)[0]


def _rope(base: float) -> dict[str, Any]:
    return {"rope_type": "default", "rope_theta": base}


def _loop_scores(queries: Tensor, keys: Tensor, table: Tensor, index: Tensor) -> Tensor:
    """Shaw's equation 4, one pair of tokens after another."""
    result = torch.empty(*queries.shape[:-1], keys.shape[-2], dtype=queries.dtype)
    for i in range(queries.shape[-2]):
        for j in range(keys.shape[-2]):
            key = keys[..., j, :] + table[index[i, j]]
            result[..., i, j] = (queries[..., i, :] * key).sum(-1) / math.sqrt(queries.shape[-1])
    return result


def _loop_context(attention: Tensor, values: Tensor, table: Tensor, index: Tensor) -> Tensor:
    """Shaw's equation 3, one pair of tokens after another."""
    result = torch.zeros(*attention.shape[:-1], values.shape[-1], dtype=values.dtype)
    for i in range(attention.shape[-2]):
        for j in range(attention.shape[-1]):
            result[..., i, :] += attention[..., i, j, None] * (values[..., j, :] + table[index[i, j]])
    return result


def _t5_bucket(distance: Tensor, bidirectional: bool, buckets: int, furthest: int) -> Tensor:
    from transformers.models.t5.modeling_t5 import T5Attention

    return T5Attention._relative_position_bucket(distance, bidirectional, buckets, furthest)


def _t5_bias(bucket: Tensor, table: Tensor) -> Tensor:
    """The bias of T5's own module, its table replaced by ours; the buckets it works out itself."""
    from transformers import T5Config
    from transformers.models.t5.modeling_t5 import T5Attention

    buckets, H = table.shape
    config = T5Config(d_model=H, d_kv=1, num_heads=H, relative_attention_num_buckets=buckets)
    module = T5Attention(config, has_relative_attention_bias=True)
    module.relative_attention_bias = torch.nn.Embedding.from_pretrained(table)
    return module.compute_bias(*bucket.shape)[0]


def _bloom_slopes(H: int) -> Tensor:
    """Bloom has no call for the slopes alone: its bias at position 1 is slope · 1."""
    from transformers.models.bloom.modeling_bloom import build_alibi_tensor

    return build_alibi_tensor(torch.ones(1, 2), H, torch.float32).view(H, 2)[:, 1]


def _bloom_attention(scores: Tensor, slopes: Tensor) -> Tensor:
    """Bloom adds slope · j instead of −slope · (i − j): a constant of its row, which softmax cannot see."""
    from transformers.models.bloom.modeling_bloom import build_alibi_tensor

    B, H, T, S = scores.shape
    alibi = build_alibi_tensor(torch.ones(B, S, dtype=torch.long), H, scores.dtype).view(B, H, 1, S)
    ahead = torch.ones(T, S, dtype=torch.bool).triu(1)
    return (scores + alibi).masked_fill(ahead, -torch.inf).softmax(dim=-1)


def arguments(
    queries: Tensor, keys: Tensor, values: Tensor, table: Tensor, shaw: Tensor, t5: Tensor
) -> dict[str, tuple[Any, ...]]:
    """The arguments of every twin below, by its name.

    Queries, keys and values (B H T K) are of one layer, `table` (P D) holds its learned positions;
    `shaw` (2k + 1, K) are vectors of clipped distances, `t5` (N, H) biases of buckets.
    """
    T, K = queries.shape[-2:]
    positions, D = torch.arange(T), table.shape[1]
    distance = relative_positions.distances(positions, positions)  # (T, T)
    index = relative_positions.clipped_index(distance, len(shaw) // 2)  # (T, T)
    scores = scaled_dot_product_scores(queries, keys)  # (B, H, T, T)
    return {
        "sinusoidal": (positions.double(), D, concept.BASE),
        "sinusoidal_marian": (positions.double(), D, concept.BASE),
        "learned": (positions, table),
        "rope": (queries, concept.angles(positions.double(), K)),
        "rope_frequencies": (K, concept.BASE),
        "shaw_scores": (queries, keys, shaw, index),
        "shaw_context": (scores.softmax(dim=-1), values, shaw, index),
        "t5_bucket": (distance, True, 32, 128),
        "t5_bias": (relative_positions.t5_bucket(distance, buckets=len(t5)), t5),
        "alibi_slopes": (scores.shape[1],),
        "alibi": (scores, relative_positions.alibi_slopes(scores.shape[1])),
    }


def _example(T: int, H: int) -> dict[str, tuple[Any, ...]]:
    generator = torch.Generator().manual_seed(42)

    def draw(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator)

    queries, keys, values = (draw(2, H, T, 8) for _ in range(3))
    return arguments(queries, keys, values, draw(64, 12), draw(7, 8), draw(32, H))


def _examples_of(name: str) -> Callable[[], Iterator[tuple[Any, ...]]]:
    def examples() -> Iterator[tuple[Any, ...]]:
        for T, H in ((1, 1), (9, 4), (40, 12)):
            yield _example(T, H)[name]

    return examples


def _bucket_examples() -> Iterator[tuple[Any, ...]]:
    distance = relative_positions.distances(torch.arange(600), torch.arange(600))
    for both in (True, False):
        for buckets, furthest in ((32, 128), (16, 64), (8, 20), (64, 512)):
            yield distance, both, buckets, furthest


def _twin(name: str, ours: Any, library: Any, call: str, import_path: str, page: str, **more: Any) -> Twin:
    more.setdefault("examples", _examples_of(name))
    documentation = page if page.startswith("https") else DOCS + page
    return Twin(name, ours, library, call, import_path, documentation, **more)


TWINS = (
    _twin(
        "sinusoidal",
        concept.sinusoidal,
        _formula,
        "math.sin(p / 10000 ** (2 * i / D)), math.cos(p / 10000 ** (2 * i / D))",
        "import math",
        "https://arxiv.org/abs/1706.03762",
        minimal=minimal.sinusoids,
        reference="loops",
        **EXACT,
    ),
    _twin(
        "sinusoidal_marian",
        concept.sinusoidal,
        _marian,
        "MarianSinusoidalPositionalEmbedding(T, D).create_weight()  # all sines, then all cosines",
        "from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding",
        "marian",
        minimal=minimal.sinusoids,
        dtype=torch.float64,  # ours; Marian rounds its table to float32
    ),
    _twin(
        "learned",
        concept.learned,
        _embedding,
        "nn.Embedding.from_pretrained(table)(positions)",
        "from torch import nn",
        "https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html",
        portable=lambda positions, table: (positions, table[: int(positions.max()) + 1]),
    ),
    _twin(
        "shaw_scores",
        relative_positions.shaw_scores,
        _loop_scores,
        "torch.dot(q[i], k[j] + a[index[i, j]]) / K ** 0.5  # for every i and j",
        "import torch",
        "https://arxiv.org/abs/1803.02155",
        minimal=minimal.scores_by_distance,
        reference="loops",
        **EXACT,
    ),
    _twin(
        "shaw_context",
        relative_positions.shaw_context,
        _loop_context,
        "torch.sum(A[i, :, None] * (v + a[index[i]]), dim=0)  # for every i",
        "import torch",
        "https://arxiv.org/abs/1803.02155",
        minimal=minimal.context_by_distance,
        reference="loops",
        **EXACT,
    ),
    _twin(
        "t5_bucket",
        relative_positions.t5_bucket,
        _t5_bucket,
        "T5Attention._relative_position_bucket(distance, bidirectional, num_buckets=32, max_distance=128)",
        FROM_T5,
        "t5",
        examples=_bucket_examples,
        relative=0.0,
        absolute=0.0,
    ),
    _twin(
        "t5_bias",
        relative_positions.t5_bias,
        _t5_bias,
        "T5Attention(config, has_relative_attention_bias=True).compute_bias(T, S)",
        FROM_T5,
        "t5",
    ),
    _twin(
        "alibi_slopes",
        relative_positions.alibi_slopes,
        _bloom_slopes,
        "build_alibi_tensor(torch.ones(1, 2), H, torch.float32)[:, 0, 1]",
        "from transformers.models.bloom.modeling_bloom import build_alibi_tensor",
        "bloom",
        dtype=torch.float64,  # ours; Bloom keeps its slopes in float32
        relative=1e-5,
    ),
    _twin(
        "alibi",
        relative_positions.alibi_attention,
        _bloom_attention,
        "build_alibi_tensor(mask, H, dtype)  # then mask and softmax",
        "from transformers.models.bloom.modeling_bloom import build_alibi_tensor",
        "bloom",
        minimal=minimal.linear_bias,
        dtype=torch.float64,  # ours; Bloom keeps its slopes in float32
        relative=1e-5,
    ),
    _twin(
        "rope_frequencies",
        concept.frequencies,
        _llama_frequencies,
        "LlamaRotaryEmbedding.compute_default_rope_parameters(config)",
        f"{FROM_LLAMA} LlamaRotaryEmbedding",
        "llama",
    ),
    _twin(
        "rope",
        concept.rope,
        _llama_rope,
        "apply_rotary_pos_emb(q, k, cos, sin)",
        f"{FROM_LLAMA} apply_rotary_pos_emb",
        "llama",
        minimal=minimal.rotate,
        **EXACT,
    ),
)
