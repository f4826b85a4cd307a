"""Each kind of attention beside the library's call, or beside plain loops where no library has it."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.nn import attention_rollout
from core.nn import minimal as nn_minimal
from core.nn.attention import join_heads, scaled_dot_product_attention, split_heads
from core.nn.encoder import EncoderShape, Weights, part_of
from core.nn.twin import Twin, in_double
from core.topics.attention import concept, minimal
from core.topics.attention.additive_fit import AdditiveFit
from core.topics.masks.concept import causal_attention
from core.trace.encoder_trace import Trace

SDPA = "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html"
MULTI_HEAD = "https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html"
FUNCTIONAL = "import torch.nn.functional as F"
WINDOW = 2
PARTS = {"query": "self.query", "key": "self.key", "value": "self.value", "output": "output.dense"}


def arguments(
    trace: Trace, weights: Weights, shape: EncoderShape, layer: int, head: int, fit: AdditiveFit | None
) -> dict[str, tuple[Any, ...]]:
    """The arguments of every twin below from one traced sentence and one layer of it.

    `fit` holds additive attention's weights, fitted to that layer's `head`; without, that twin is left out.
    """
    own = part_of(weights, f"bert.encoder.layer.{layer}.attention.")
    x = trace.of("embedding_norm") if layer == 0 else trace.of("output", layer - 1)  # (1, T, D)
    queries, keys, values = (trace.of(step, layer) for step in ("queries", "keys", "values"))
    maps = {
        f"{name}.{kind}": own[f"{part}.{kind}"] for name, part in PARTS.items() for kind in ("weight", "bias")
    }
    every = torch.cat([trace.of("attention", number) for number in range(shape.layers)])  # (L, H, T, T)
    fitted = (fit.query_map, fit.key_map, fit.score_vector) if fit else ()
    additive = {"additive": (queries[0, head], keys[0, head], *fitted)} if fitted else {}
    return {
        **additive,
        "scaled_dot_product": (queries, keys, values),
        "split_heads": (x, shape.heads),
        "join_heads": (queries,),
        "multi_head": (x, x, maps, shape.heads),
        "causal": (queries, keys, values),
        "local_mask": (queries, keys, values, WINDOW),
        "local_band": (queries, keys, values, WINDOW),
        "causal_local": (queries, keys, values, WINDOW, True),
        "rollout": (every,),
        "contribution": (trace.of("attention", layer)[0], values[0], maps["output.weight"]),
    }


def _library_multi_head(x: Tensor, source: Tensor, weights: Mapping[str, Tensor], heads: int) -> Tensor:
    D = x.shape[-1]
    module = nn.MultiheadAttention(D, heads, batch_first=True, dtype=x.dtype)
    inputs = ("query", "key", "value")
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.cat([weights[f"{part}.weight"] for part in inputs]))
        module.in_proj_bias.copy_(torch.cat([weights[f"{part}.bias"] for part in inputs]))
        module.out_proj.weight.copy_(weights["output.weight"])
        module.out_proj.bias.copy_(weights["output.bias"])
        return module.eval()(x, source, source, need_weights=False)[0]


def _library_local(
    queries: Tensor, keys: Tensor, values: Tensor, window: int, causal: bool = False
) -> Tensor:
    T = queries.shape[-2]
    allowed = torch.ones(T, T, dtype=torch.bool).tril(0 if causal else window).triu(-window)
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=allowed)


def _loops(queries: Tensor, keys: Tensor, query_map: Tensor, key_map: Tensor, score_vector: Tensor) -> Tensor:
    """Additive scores one number at a time; no library has the call."""
    q, k, W_q, W_k, v = (tensor.tolist() for tensor in (queries, keys, query_map, key_map, score_vector))
    projected_queries = [
        [math.fsum(w * x for w, x in zip(row, vector, strict=True)) for row in W_q] for vector in q
    ]
    projected_keys = [
        [math.fsum(w * x for w, x in zip(row, vector, strict=True)) for row in W_k] for vector in k
    ]
    scores = [
        [math.fsum(v[a] * math.tanh(left[a] + right[a]) for a in range(len(v))) for right in projected_keys]
        for left in projected_queries
    ]
    return torch.tensor(scores, dtype=queries.dtype)


def _composed_rollout(every: Tensor) -> Tensor:
    """The same product, its order chosen by torch; here for every layer."""
    L, _, T, _ = every.shape
    mixing = [every[layer].mean(dim=0).add(torch.eye(T).to(every)).div(2) for layer in range(L)]
    rolled = [mixing[0]]
    rolled += [torch.linalg.multi_dot(mixing[: layer + 1][::-1]) for layer in range(1, L)]
    return torch.stack(rolled)


def _composed_contribution(attention: Tensor, values: Tensor, output_map: Tensor) -> Tensor:
    """What each token hands over, vector by vector, and then its length."""
    H, _, K = values.shape
    moved = torch.stack(
        [F.linear(values[h], output_map[:, h * K : (h + 1) * K]) for h in range(H)]
    )  # (H, S, D)
    return torch.linalg.vector_norm(attention[..., None] * moved[:, None], dim=-1)  # (H, T, S)


def _example() -> dict[str, tuple[Any, ...]]:
    generator = torch.Generator().manual_seed(42)

    def numbers(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator)

    queries, keys, values = numbers(2, 3, 7, 4), numbers(2, 3, 7, 4), numbers(2, 3, 7, 4)
    maps = {f"{part}.weight": numbers(12, 12) / 3 for part in PARTS} | {
        f"{part}.bias": numbers(12) for part in PARTS
    }
    every = numbers(3, 2, 5, 5).softmax(dim=-1)
    return {
        "scaled_dot_product": (queries, keys, values),
        "split_heads": (numbers(2, 7, 12), 3),
        "join_heads": (queries,),
        "multi_head": (numbers(2, 7, 12), numbers(2, 5, 12), maps, 3),
        "causal": (queries, keys, values),
        "local_mask": (queries, keys, values, WINDOW),
        "local_band": (queries, keys, values, WINDOW),
        "causal_local": (queries, keys, values, WINDOW, True),
        "additive": (numbers(6, 4), numbers(5, 4), numbers(8, 4), numbers(8, 4), numbers(8)),
        "rollout": (every,),
        "contribution": (every[0, :, :4, :], numbers(2, 5, 3), numbers(6, 6)),
    }


def _examples_of(name: str) -> Any:
    def examples() -> Iterator[tuple[Any, ...]]:
        yield _example()[name]

    return examples


def _twin(
    name: str, ours: Any, library: Any, call: str, import_path: str, documentation: str, **options: Any
) -> Twin:
    # A fused kernel adds in another order than we do, over 128 keys and 384 dimensions.
    options = {"absolute": 1e-5, **options}
    return Twin(name, ours, library, call, import_path, documentation, _examples_of(name), **options)


TWINS = (
    _twin(
        "scaled_dot_product",
        scaled_dot_product_attention,
        F.scaled_dot_product_attention,
        "F.scaled_dot_product_attention(queries, keys, values)",
        FUNCTIONAL,
        SDPA,
        minimal=nn_minimal.attention,
    ),
    _twin(
        "split_heads",
        split_heads,
        lambda x, heads: torch.unflatten(x, -1, (heads, -1)).transpose(1, 2),
        "torch.unflatten(x, -1, (H, -1)).transpose(1, 2)",
        "import torch",
        "https://docs.pytorch.org/docs/stable/generated/torch.unflatten.html",
        reference="composed",
    ),
    _twin(
        "join_heads",
        join_heads,
        lambda x: torch.flatten(x.transpose(1, 2), 2),
        "torch.flatten(x.transpose(1, 2), 2)",
        "import torch",
        "https://docs.pytorch.org/docs/stable/generated/torch.flatten.html",
        reference="composed",
    ),
    _twin(
        "multi_head",
        concept.multi_head_attention,
        _library_multi_head,
        "nn.MultiheadAttention(384, 12, batch_first=True)(x, source, source, need_weights=False)[0]",
        "from torch import nn",
        MULTI_HEAD,
        minimal=minimal.multi_head,
    ),
    _twin(
        "causal",
        causal_attention,
        lambda queries, keys, values: F.scaled_dot_product_attention(queries, keys, values, is_causal=True),
        "F.scaled_dot_product_attention(queries, keys, values, is_causal=True)",
        FUNCTIONAL,
        SDPA,
        minimal=nn_minimal.causal_attention,
    ),
    _twin(
        "local_mask",
        concept.masked_local_attention,
        _library_local,
        "F.scaled_dot_product_attention(queries, keys, values, attn_mask=allowed.tril(w).triu(-w))",
        FUNCTIONAL,
        SDPA,
        minimal=minimal.local_attention,
    ),
    _twin(
        "local_band",
        concept.banded_local_attention,
        _library_local,
        "F.scaled_dot_product_attention(queries, keys, values, attn_mask=allowed.tril(w).triu(-w))",
        FUNCTIONAL,
        SDPA,
        minimal=minimal.local_attention,
    ),
    _twin(
        "causal_local",
        concept.banded_local_attention,
        _library_local,
        "F.scaled_dot_product_attention(queries, keys, values, attn_mask=allowed.tril(0).triu(-w))",
        FUNCTIONAL,
        SDPA,
        minimal=minimal.local_attention,
    ),
    _twin(
        "additive",
        concept.additive_scores,
        _loops,
        "math.fsum(v[a] * math.tanh(Wq_q[t][a] + Wk_k[s][a]) for a in range(A))  # for every t and s",
        "import math",
        "https://docs.python.org/3/library/math.html#math.fsum",
        **in_double(absolute=1e-9),
        reference="loops",
    ),
    _twin(
        "rollout",
        attention_rollout.attention_rollout,
        _composed_rollout,
        "torch.linalg.multi_dot([A_L, ..., A_2, A_1])",
        "import torch",
        "https://docs.pytorch.org/docs/stable/generated/torch.linalg.multi_dot.html",
        reference="composed",
    ),
    _twin(
        "contribution",
        attention_rollout.contribution,
        _composed_contribution,
        "torch.linalg.vector_norm(A[..., None] * F.linear(V, W_o), dim=-1)",
        "import torch",
        "https://docs.pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html",
        reference="composed",
    ),
)
