"""Each step of the encoder beside the module of `torch` or `transformers` that does it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from core.nn import encoder, layers
from core.nn.encoder import EncoderShape, Weights, part_of
from core.nn.twin import Twin
from core.topics.inside import minimal
from core.trace.encoder_trace import Trace, trace_classifier

TORCH = "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional."
BERT = "https://huggingface.co/docs/transformers/model_doc/bert"
FROM_BERT = "from transformers.models.bert.modeling_bert import"


def arguments(
    trace: Trace,
    ids: Tensor,
    mask: Tensor,
    segments: Tensor,
    weights: Weights,
    shape: EncoderShape,
    layer: int,
) -> dict[str, tuple[Any, ...]]:
    """The arguments of every twin below, by its name, from one traced forward pass and one layer of it."""
    own = part_of(weights, f"bert.encoder.layer.{layer}.")
    inside = part_of(own, "attention.self.")
    before = trace.of("embedding_norm") if layer == 0 else trace.of("output", layer - 1)  # (B, T, D)
    norm = (weights["bert.embeddings.LayerNorm.weight"], weights["bert.embeddings.LayerNorm.bias"])
    embeddings = part_of(weights, "bert.embeddings.")
    return {
        "embed": (ids, segments, embeddings, shape.epsilon),
        "layer_norm": (trace.of("sum"), *norm, shape.epsilon),
        "linear": (before, inside["query.weight"], inside["query.bias"]),
        "encoder_softmax": (trace.of("masked", layer),),
        "self_attention": (before, mask, part_of(own, "attention."), shape.heads),
        "gelu": (trace.of("expanded", layer),),
        "feed_forward": (trace.of("attention_norm", layer), own),
        "encoder_layer": (before, mask, own, shape),
        "pool": (trace.of("output", shape.layers - 1), weights),
        "bert_classifier": (ids, mask, weights, shape, segments),
    }


def _config(D: int, F: int, shape: EncoderShape, vocabulary: int = 1, window: int = 1, kinds: int = 1) -> Any:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=D,
        intermediate_size=F,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        max_position_embeddings=window,
        type_vocab_size=kinds,
        layer_norm_eps=shape.epsilon,
    )


def _filled(module: torch.nn.Module, weights: Weights) -> Any:
    """A library's module with our weights; buffers, which hold no weights, keep their values.

    It learns nothing, so it may be given the tensors of a trace, which no gradient can go back through.
    """
    missing, unknown = module.load_state_dict(dict(weights), strict=False)
    assert not unknown
    assert not set(missing) & {name for name, _ in module.named_parameters()}
    return module.eval().requires_grad_(False)


def _seen(mask: Tensor) -> Tensor:
    """A mask of ones and zeros as the library's modules take it: True where attention may look."""
    return mask[:, None, None, :].bool()  # (B, 1, 1, S)


def _library_embed(ids: Tensor, segments: Tensor, weights: Weights, epsilon: float) -> Tensor:
    from transformers.models.bert.modeling_bert import BertEmbeddings

    tables = {kind: weights[f"{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")}
    (vocabulary, D), window, kinds = tables["word"].shape, len(tables["position"]), len(tables["token_type"])
    config = _config(D, 1, EncoderShape(1, 1, epsilon), vocabulary, window, kinds)
    return _filled(BertEmbeddings(config), weights)(input_ids=ids, token_type_ids=segments)


def _library_attention(x: Tensor, mask: Tensor, weights: Weights, heads: int) -> Tensor:
    """torch's fused kernel between the same three projections."""
    B, T, D = x.shape
    queries, keys, values = (
        F.linear(x, weights[f"self.{part}.weight"], weights[f"self.{part}.bias"])
        .view(B, T, heads, D // heads)
        .transpose(1, 2)
        for part in ("query", "key", "value")
    )  # (B, H, T, K) each
    context = F.scaled_dot_product_attention(queries, keys, values, attn_mask=_seen(mask))
    return context.transpose(1, 2).reshape(B, T, D)


def _library_feed_forward(x: Tensor, weights: Weights) -> Tensor:
    from transformers.models.bert.modeling_bert import BertIntermediate

    width, D = weights["intermediate.dense.weight"].shape
    widen = _filled(
        BertIntermediate(_config(D, width, EncoderShape(1, 1))), part_of(weights, "intermediate.")
    )
    return F.linear(widen(x), weights["output.dense.weight"], weights["output.dense.bias"])


def _library_layer(x: Tensor, mask: Tensor, weights: Weights, shape: EncoderShape) -> Tensor:
    from transformers.models.bert.modeling_bert import BertLayer

    width, D = weights["intermediate.dense.weight"].shape
    config = _config(D, width, shape)
    config._attn_implementation = "sdpa"
    return _filled(BertLayer(config), weights)(x, attention_mask=_seen(mask))


def _library_pool(x: Tensor, weights: Weights) -> Tensor:
    from transformers.models.bert.modeling_bert import BertPooler

    config = _config(x.shape[-1], 1, EncoderShape(1, 1))
    return _filled(BertPooler(config), part_of(weights, "bert.pooler."))(x)


def _library_classifier(
    ids: Tensor, mask: Tensor, weights: Weights, shape: EncoderShape, segments: Tensor
) -> Tensor:
    from transformers import BertForSequenceClassification

    tables = [
        weights[f"bert.embeddings.{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")
    ]
    width, D = weights["bert.encoder.layer.0.intermediate.dense.weight"].shape
    config = _config(D, width, shape, *map(len, tables))
    config.num_labels = len(weights["classifier.bias"])
    network = _filled(BertForSequenceClassification(config), weights)
    return network(input_ids=ids, attention_mask=mask, token_type_ids=segments).logits


def _example() -> tuple[Tensor, Tensor, Tensor, Weights, EncoderShape, Trace]:
    """A tiny encoder with random weights, and its traced pass over a padded batch of two pairs."""
    from transformers import BertForSequenceClassification

    shape = EncoderShape(layers=2, heads=2)
    generator = torch.Generator().manual_seed(42)
    with torch.device("meta"):
        names = BertForSequenceClassification(_config(8, 16, shape, 30, 12, 2)).state_dict()
    weights = {name: torch.randn(tensor.shape, generator=generator) / 2 for name, tensor in names.items()}
    ids = torch.randint(0, 30, (2, 7), generator=generator)
    mask = torch.tensor([[1] * 7, [1] * 5 + [0] * 2])
    segments = torch.tensor([[0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 0, 0]])
    trace = trace_classifier(ids, mask, weights, shape, segments)
    return ids, mask, segments, weights, shape, trace


def _examples_of(name: str) -> Any:
    def examples() -> Iterator[tuple[Any, ...]]:
        ids, mask, segments, weights, shape, trace = _example()
        for layer in range(shape.layers):
            yield arguments(trace, ids, mask, segments, weights, shape, layer)[name]

    return examples


def _twin(
    name: str, ours: Any, library: Any, call: str, import_path: str, documentation: str, **options: Any
) -> Twin:
    # The library fuses sums that we write one after another, and 384 to 1,536 roundings add up.
    examples = _examples_of(name)
    return Twin(name, ours, library, call, import_path, documentation, examples, absolute=1e-5, **options)


def _rows_of_ids(ids: Tensor, segments: Tensor, weights: Weights, epsilon: float) -> tuple[Any, ...]:
    """The same sentence in a vocabulary of its own tokens."""
    used, renumbered = ids.unique(return_inverse=True)
    rows = {"word_embeddings.weight": weights["word_embeddings.weight"][used]}
    rows["position_embeddings.weight"] = weights["position_embeddings.weight"][: ids.shape[1]]
    return renumbered, segments, {**weights, **rows}, epsilon


def _own_weights(*prefixes: str) -> Callable[..., tuple[Any, ...]]:
    """The arguments, their dictionary of weights cut to the names that begin with a prefix."""

    def cut(argument: Any) -> Any:
        if not isinstance(argument, Mapping):
            return argument
        return {name: tensor for name, tensor in argument.items() if name.startswith(prefixes)}

    return lambda *arguments: tuple(map(cut, arguments))


TWINS = (
    _twin(
        "embed",
        encoder.embed,
        _library_embed,
        "BertEmbeddings(config)(input_ids=ids, token_type_ids=segments)",
        f"{FROM_BERT} BertEmbeddings",
        BERT,
        minimal=minimal.embeddings,
        portable=_rows_of_ids,
    ),
    _twin(
        "layer_norm",
        layers.layer_norm,
        lambda x, gain, shift, epsilon: F.layer_norm(x, x.shape[-1:], gain, shift, epsilon),
        "F.layer_norm(x, (384,), gain, shift, eps=1e-12)",
        "import torch.nn.functional as F",
        f"{TORCH}layer_norm.html",
    ),
    _twin(
        "linear",
        layers.linear,
        F.linear,
        "F.linear(x, weight, bias)",
        "import torch.nn.functional as F",
        f"{TORCH}linear.html",
    ),
    _twin(
        "encoder_softmax",
        layers.softmax,
        lambda scores: F.softmax(scores, dim=-1),
        "F.softmax(scores, dim=-1)",
        "import torch.nn.functional as F",
        f"{TORCH}softmax.html",
    ),
    _twin(
        "self_attention",
        encoder.self_attention,
        _library_attention,
        "F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)",
        "import torch.nn.functional as F",
        f"{TORCH}scaled_dot_product_attention.html",
        minimal=minimal.self_attention,
        portable=_own_weights("self."),
    ),
    _twin(
        "gelu",
        layers.gelu,
        F.gelu,
        "F.gelu(x)",
        "import torch.nn.functional as F",
        f"{TORCH}gelu.html",
    ),
    _twin(
        "feed_forward",
        encoder.feed_forward,
        _library_feed_forward,
        "BertIntermediate(config)(x)  # then nn.Linear back to D",
        f"{FROM_BERT} BertIntermediate",
        BERT,
        minimal=minimal.feed_forward,
        portable=_own_weights("intermediate.", "output."),
    ),
    _twin(
        "encoder_layer",
        encoder.encoder_layer,
        _library_layer,
        "BertLayer(config)(x, attention_mask=mask)",
        f"{FROM_BERT} BertLayer",
        BERT,
        minimal=minimal.bert_layer,
    ),
    _twin(
        "pool",
        encoder.pool,
        _library_pool,
        "BertPooler(config)(x)",
        f"{FROM_BERT} BertPooler",
        BERT,
        minimal=minimal.pooler,
        portable=_own_weights("bert.pooler."),
    ),
    _twin(
        "bert_classifier",
        encoder.bert_classifier,
        _library_classifier,
        "BertForSequenceClassification.from_pretrained(folder)(input_ids=ids, attention_mask=mask).logits",
        "from transformers import BertForSequenceClassification",
        BERT,
        minimal=minimal.bert,
    ),
)
