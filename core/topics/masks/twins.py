"""Our masks beside those of torch and of the tokenizers."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.nn import masks
from core.nn import minimal as nn_minimal
from core.nn.attention import scaled_dot_product_attention
from core.nn.twin import Twin
from core.topics.masks import concept, minimal

TORCH = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
TOKENIZER = "https://huggingface.co/docs/transformers/main_classes/tokenizer"
FROM_F = "import torch.nn.functional as F"


def arguments(
    queries: Tensor, keys: Tensor, values: Tensor, lengths: Tensor, sentences: Sequence[str], tokenizer: Any
) -> dict[str, tuple[Any, ...]]:
    """The arguments of every twin below, by its name: one head of a batch (B, T, K), and its sentences."""
    return {
        "additive_causal": (queries.shape[1],),
        "causal_attention": (queries, keys, values),
        "masked_attention": (queries, keys, values, masks.local(queries.shape[1], 2)),
        "padded_attention": (queries, keys, values, lengths),
        "attention_mask": (sentences, tokenizer),
    }


def _library_padded(queries: Tensor, keys: Tensor, values: Tensor, lengths: Tensor) -> Tensor:
    """nn.MultiheadAttention with one head and projections that change nothing."""
    K, S = queries.shape[-1], keys.shape[1]
    module = nn.MultiheadAttention(K, 1, bias=False, batch_first=True).to(queries.dtype)
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.eye(K).repeat(3, 1))
        module.out_proj.weight.copy_(torch.eye(K))
    hidden = torch.arange(S)[None, :] >= lengths[:, None]  # (B, S), True where no query may look
    return module(queries, keys, values, key_padding_mask=hidden, need_weights=False)[0].detach()


def _library_tokenizer(sentences: Sequence[str], tokenizer: Any) -> Tensor:
    return tokenizer(list(sentences), padding=True, return_tensors="pt")["attention_mask"]


def _tokenizer() -> Any:
    """A WordPiece tokenizer of a few words."""
    from transformers import BertTokenizer

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = [*special, "a", "fine", "film", "dull", "and", "slow"]
    return BertTokenizer(vocab={word: number for number, word in enumerate(words)})


def _examples_of(name: str) -> Callable[[], Iterator[tuple[Any, ...]]]:
    def examples() -> Iterator[tuple[Any, ...]]:
        generator = torch.Generator().manual_seed(42)
        sentences = ["a fine film", "dull", "dull and slow and dull"]
        for T, K in ((7, 4), (12, 32)):
            queries, keys, values = torch.randn(3, 3, T, K, generator=generator) * 2
            lengths = torch.tensor([T, 3, T - 2])
            yield arguments(queries, keys, values, lengths, sentences, _tokenizer())[name]

    return examples


def _twin(name: str, ours: Any, library: Any, call: str, path: str, page: str, **options: Any) -> Twin:
    return Twin(name, ours, library, call, path, page, _examples_of(name), **options)


TWINS = (
    _twin(
        "additive_causal",
        concept.additive_causal,
        nn.Transformer.generate_square_subsequent_mask,
        "nn.Transformer.generate_square_subsequent_mask(T)",
        "from torch import nn",
        f"{TORCH}Transformer.html",
        minimal=minimal.causal_mask,
    ),
    _twin(
        "causal_attention",
        concept.causal_attention,
        lambda queries, keys, values: F.scaled_dot_product_attention(queries, keys, values, is_causal=True),
        "F.scaled_dot_product_attention(queries, keys, values, is_causal=True)",
        FROM_F,
        f"{TORCH}functional.scaled_dot_product_attention.html",
        absolute=1e-5,
        minimal=nn_minimal.causal_attention,
    ),
    _twin(
        "masked_attention",
        scaled_dot_product_attention,
        lambda queries, keys, values, mask: F.scaled_dot_product_attention(
            queries, keys, values, attn_mask=mask
        ),
        "F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)",
        FROM_F,
        f"{TORCH}functional.scaled_dot_product_attention.html",
        absolute=1e-5,
        minimal=nn_minimal.attention,
    ),
    _twin(
        "padded_attention",
        concept.padded_attention,
        _library_padded,
        "nn.MultiheadAttention(K, 1)(queries, keys, values, key_padding_mask=~real)",
        "from torch import nn",
        f"{TORCH}MultiheadAttention.html",
        absolute=1e-5,
        minimal=minimal.padded_attention,
    ),
    _twin(
        "attention_mask",
        concept.attention_mask,
        _library_tokenizer,
        'AutoTokenizer.from_pretrained(folder)(sentences, padding=True)["attention_mask"]',
        "from transformers import AutoTokenizer",
        TOKENIZER,
        minimal=minimal.attention_mask,
    ),
)
