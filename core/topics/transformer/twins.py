"""The whole Transformer and its parts beside torch's and transformers' on the same weights."""

from collections.abc import Iterator
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from core.nn.twin import Twin, documented, in_double
from core.topics.decoding.concepts import search
from core.topics.decoding.concepts.minimal import beam_search
from core.topics.transformer import concept
from core.topics.transformer.concept import EPSILON, Shape, Weights
from core.topics.transformer.libraries import fill_attention, fill_layer, marian, torch_transformer
from core.topics.transformer.minimal import minimal_cross_attention, minimal_decoder_layer, minimal_loss
from core.topics.transformer.networks.transformer import Transformer

PAD, START, END, NEVER = 0, 2, 3, [0, 1, 2]  # of the shipped table of pieces
NOTHING = -1  # fills up the shorter of several sequences
SCHEDULES = "https://huggingface.co/docs/transformers/main_classes/optimizer_schedules"
GENERATE = "https://huggingface.co/docs/transformers/main_classes/text_generation"
BART = "https://huggingface.co/docs/transformers/model_doc/bart"


def run_transformer(
    source: Int[Tensor, "B S"], written: Int[Tensor, "B T"], real: Bool[Tensor, "B S"], weights: Weights
) -> Float[Tensor, "B T V"]:
    """Ours, with the shape that the weights tell."""
    return concept.transformer(source, written, weights, shape_of(weights), real)


def shape_of(weights: Weights) -> Shape:
    """As many layers as have weights; four heads."""
    return Shape(layers=1 + max(int(name.split(".")[1]) for name in weights if name.startswith("encoder.")))


@torch.no_grad()
def library_transformer(source: Tensor, written: Tensor, real: Tensor, weights: Weights) -> Tensor:
    """torch's, with our embeddings before it and the table behind."""
    module, table = torch_transformer(weights, shape_of(weights)), weights["table.weight"]
    back = nn.Transformer.generate_square_subsequent_mask(written.shape[1], dtype=table.dtype)
    x = module(
        concept.embed(source, table),
        concept.embed(written, table),
        tgt_mask=back,
        src_key_padding_mask=torch.zeros(real.shape, dtype=table.dtype).masked_fill(~real, -torch.inf),
        memory_key_padding_mask=torch.zeros(real.shape, dtype=table.dtype).masked_fill(~real, -torch.inf),
    )
    return x @ table.T


def run_decoder_layer(x: Tensor, memory: Tensor, real: Tensor, weights: Weights) -> Tensor:
    """Ours, with four heads."""
    return concept.decoder_layer(x, memory, cast(weights, x.dtype), Shape().heads, real)


@torch.no_grad()
def library_decoder_layer(x: Tensor, memory: Tensor, real: Tensor, weights: Weights) -> Tensor:
    """torch's layer; its masks say where one may not look."""
    width, D = weights["widen.weight"].shape
    layer = nn.TransformerDecoderLayer(D, Shape().heads, width, 0.0, batch_first=True, layer_norm_eps=EPSILON)
    back = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1)
    filled = fill_layer(layer, weights).to(x.dtype).eval()
    answer: Tensor = filled(x, memory, tgt_mask=back, memory_key_padding_mask=~real)
    return answer


def run_cross_attention(x: Tensor, memory: Tensor, real: Tensor, weights: Weights) -> Tensor:
    """Ours, with four heads."""
    return concept.cross_attention(x, memory, cast(weights, x.dtype), Shape().heads, real)


@torch.no_grad()
def library_cross_attention(x: Tensor, memory: Tensor, real: Tensor, weights: Weights) -> Tensor:
    """torch's module with keys and values of another sequence."""
    module = nn.MultiheadAttention(x.shape[-1], Shape().heads, batch_first=True)
    filled = fill_attention(module, weights).to(x.dtype).eval()
    return filled(x, memory, memory, key_padding_mask=~real, need_weights=False)[0]


def library_head(x: Tensor, memory: Tensor, query_map: Tensor, key_map: Tensor, value_map: Tensor) -> Tensor:
    """torch's attention on what the maps give."""
    return F.scaled_dot_product_attention(x @ query_map.T, memory @ key_map.T, memory @ value_map.T)


def run_minimal_cross_attention(x: Tensor, memory: Tensor, real: Tensor, weights: Weights) -> Tensor:
    """The minimal version, with four heads."""
    return minimal_cross_attention(x, memory, cast(weights, x.dtype), Shape().heads, real)


def run_minimal_decoder_layer(x: Tensor, memory: Tensor, real: Tensor, weights: Weights) -> Tensor:
    """The minimal version, with four heads."""
    return minimal_decoder_layer(x, memory, cast(weights, x.dtype), Shape().heads, real)


def cast(weights: Weights, dtype: torch.dtype) -> dict[str, Tensor]:
    """The weights in the dtype that a twin compares in."""
    return {name: tensor.to(dtype) for name, tensor in weights.items()}


def rates(width: int, warmup: int, steps: int) -> Float[Tensor, "N"]:
    """Noam's rate of steps 1 … N."""
    return torch.tensor([concept.noam_rate(n, width, warmup) for n in range(1, steps + 1)]).double()


def library_rates(width: int, warmup: int, steps: int) -> Tensor:
    """The library's inverse square root, from the rate that Noam's reaches at its highest."""
    from transformers import get_inverse_sqrt_schedule

    highest = (width * warmup) ** -0.5
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=highest)
    schedule = get_inverse_sqrt_schedule(optimizer, warmup)
    found = []
    for _ in range(steps):
        optimizer.step()
        schedule.step()
        found.append(schedule.get_last_lr()[0])
    return torch.tensor(found).double()


def library_shift(target: Tensor, start: int) -> Tensor:
    """BART's and Marian's helper."""
    from transformers.models.bart.modeling_bart import shift_tokens_right

    return shift_tokens_right(target, PAD, start)


def library_loss(logits: Tensor, target: Tensor, smoothing: float) -> Tensor:
    """torch's cross-entropy with the same smoothing."""
    return F.cross_entropy(logits, target, label_smoothing=smoothing)


def continuation(source: Int[Tensor, "1 S"], weights: Weights) -> search.NextLogProbs:
    """Log-probabilities of the piece after any prefix, for our searches; special pieces are not written."""
    real, shape = torch.ones_like(source, dtype=torch.bool), shape_of(weights)
    memory = concept.encode(source, weights, shape, real)  # (1, S, D)

    def next_log_probs(prefixes: Int[Tensor, "W T"]) -> Float[Tensor, "W V"]:
        written = torch.cat([torch.full((len(prefixes), 1), START), prefixes], dim=1)  # (W, T+1)
        rows = len(prefixes)
        logits = concept.decode(written, memory.expand(rows, -1, -1), weights, shape, real.expand(rows, -1))[
            :, -1
        ].clone()  # (W, V)
        # The library takes its logarithm before it forbids a piece; so here, and the sums are alike.
        log_probs = logits.log_softmax(-1)
        log_probs[:, NEVER] = -torch.inf
        return log_probs

    return next_log_probs


def sequences(found: search.Search, steps: int) -> Float[Tensor, "W T"]:
    """Pieces filled up with −1, and the score behind them."""
    rows = []
    for hypothesis in found.best:
        tokens = found.tree.tokens(hypothesis.node)
        rows.append([*tokens, *[NOTHING] * (steps - len(tokens)), hypothesis.score])
    return torch.tensor(rows, dtype=torch.float)


@torch.no_grad()
def run_greedy(source: Tensor, weights: Weights, steps: int) -> Tensor:
    """Ours: the pieces, filled up with −1."""
    return sequences(search.greedy(continuation(source, weights), steps, ends=[END]), steps)[:, :-1]


@torch.no_grad()
def run_beam(source: Tensor, weights: Weights, width: int, steps: int, penalty: float) -> Tensor:
    """Ours: the best sequences with their scores."""
    found = search.beam(continuation(source, weights), width, steps, ends=[END], length_penalty=penalty)
    return sequences(found, steps)


@torch.no_grad()
def run_minimal_beam(source: Tensor, weights: Weights, width: int, steps: int, penalty: float) -> Tensor:
    """The minimal version's best sequences with their scores."""
    found = beam_search(continuation(source, weights), width, steps, penalty, ends=[END])
    rows = [[*tokens, *[NOTHING] * (steps - len(tokens)), score] for tokens, score in found]
    return torch.tensor(rows, dtype=torch.float)


def generate(source: Tensor, weights: Weights, steps: int, **settings: Any) -> Any:
    """Marian's `generate` on these weights."""
    from transformers import GenerationConfig

    model = marian(weights, shape_of(weights), START, END, PAD)
    config = GenerationConfig(
        max_new_tokens=steps,
        do_sample=False,
        suppress_tokens=NEVER,
        decoder_start_token_id=START,
        eos_token_id=END,
        pad_token_id=PAD,
        return_dict_in_generate=True,
        output_scores=True,
        **settings,
    )
    return model.generate(source, attention_mask=torch.ones_like(source), generation_config=config)


def _ended(ids: Tensor, steps: int) -> list[list[int]]:
    """Generated ids behind [START], cut after [END] and filled up with −1."""
    rows = []
    for row in ids[:, 1:].tolist():
        stop = row.index(END) + 1 if END in row else len(row)
        rows.append([*row[:stop], *[NOTHING] * (steps - stop)])
    return rows


@torch.no_grad()
def library_greedy(source: Tensor, weights: Weights, steps: int) -> Tensor:
    """Marian's greedy search."""
    output = generate(source, weights, steps, num_beams=1)
    return torch.tensor(_ended(output.sequences, steps), dtype=torch.float)


@torch.no_grad()
def library_beam(source: Tensor, weights: Weights, width: int, steps: int, penalty: float) -> Tensor:
    """Marian's best sequences with their scores."""
    output = generate(
        source,
        weights,
        steps,
        num_beams=width,
        num_return_sequences=width,
        length_penalty=penalty,
        early_stopping=False,
    )
    ids = torch.tensor(_ended(output.sequences, steps), dtype=torch.float)  # (W, T)
    return torch.cat([ids, output.sequences_scores[:, None]], dim=1)


def tiny(seed: int = 0, vocabulary: int = 20, D: int = 16) -> dict[str, Tensor]:
    """The weights of a random Transformer of two layers, always the same."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = Transformer(vocabulary, D=D, H=4, L=2, F=32)
    generator = torch.Generator().manual_seed(seed)
    return {
        name: tensor.detach() + 0.3 * torch.randn(tensor.shape, generator=generator)
        for name, tensor in network.named_parameters()
    }


def _rows(seed: int) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    source, written = (torch.randint(4, 20, (2, n), generator=generator) for n in (6, 5))
    real = torch.tensor([[True] * 6, [True] * 4 + [False] * 2])
    return source, written, real


def transformer_examples() -> Iterator[tuple[Any, ...]]:
    """Two sentences side by side, one with padding."""
    for seed in range(2):
        source, written, real = _rows(seed)
        yield source, written, real, tiny(seed)


def layer_examples() -> Iterator[tuple[Any, ...]]:
    """Numbers of both sequences, padding, and the weights of a layer."""
    for seed in range(2):
        generator = torch.Generator().manual_seed(seed)
        x, memory = (torch.randn(2, n, 16, generator=generator) for n in (5, 6))
        yield x, memory, _rows(seed)[2], concept.part_of(tiny(seed), "decoder.1.")


def cross_examples() -> Iterator[tuple[Any, ...]]:
    """The same, with the weights of one attention."""
    for x, memory, real, weights in layer_examples():
        yield x, memory, real, concept.part_of(weights, "cross_attention.")


def head_examples() -> Iterator[tuple[Any, ...]]:
    """Numbers of both sequences, and the maps of one head."""
    for x, memory, _, weights in cross_examples():
        yield x[0], memory[0], *(weights[f"{part}.weight"][:4] for part in ("query", "key", "value"))


def loss_examples() -> Iterator[tuple[Any, ...]]:
    """Logits, true pieces, and no, some and full smoothing."""
    generator = torch.Generator().manual_seed(42)
    for smoothing in (0.0, 0.1, 1.0):
        logits = 3 * torch.randn(7, 12, generator=generator)
        yield logits, torch.randint(0, 12, (7,), generator=generator), smoothing


def search_examples() -> Iterator[tuple[Any, ...]]:
    """A sentence, weights, and steps."""
    for seed in range(3):
        yield _rows(seed)[0][:1], tiny(seed), 6


def beam_examples() -> Iterator[tuple[Any, ...]]:
    """Also widths and length penalties."""
    for (source, weights, steps), (width, penalty) in zip(
        search_examples(), ((2, 1.0), (4, 0.0), (8, 2.0)), strict=True
    ):
        yield source, weights, width, steps, penalty


MARIAN = "MarianMTModel.from_pretrained(folder).generate(\n    ids,\n    max_new_tokens=steps,\n    "
TWINS = (
    Twin(
        name="whole_transformer",
        ours=run_transformer,
        library=library_transformer,
        call="Transformer(D, H, L, L, F, batch_first=True)(x, y, tgt_mask=back)",
        examples=transformer_examples,
        shown=(concept.transformer, concept.encode),  # the decoder's tower is the same loop
        absolute=1e-5,
        **documented("torch.nn.Transformer"),
    ),
    Twin(
        name="decoder_layer",
        ours=run_decoder_layer,
        library=library_decoder_layer,
        call="TransformerDecoderLayer(D, H, F, batch_first=True)(x, memory, tgt_mask=back)",
        examples=layer_examples,
        shown=(concept.decoder_layer, concept.attention, concept.add_and_norm, concept.feed_forward),
        minimal=run_minimal_decoder_layer,
        minimal_shown=(minimal_decoder_layer,),
        **in_double(),
        **documented("torch.nn.TransformerDecoderLayer"),
    ),
    Twin(
        name="cross_attention",
        ours=run_cross_attention,
        library=library_cross_attention,
        call="MultiheadAttention(D, H, batch_first=True)(x, memory, memory, key_padding_mask=~real)",
        examples=cross_examples,
        shown=(concept.cross_attention, concept.attention),
        minimal=run_minimal_cross_attention,
        minimal_shown=(minimal_cross_attention,),
        **in_double(),
        **documented("torch.nn.MultiheadAttention"),
    ),
    Twin(
        name="cross_attention_head",
        ours=concept.cross_attention_head,
        library=library_head,
        call="F.scaled_dot_product_attention(x @ W_q.T, memory @ W_k.T, memory @ W_v.T)",
        examples=head_examples,
        **in_double(),
        **documented("torch.nn.functional.scaled_dot_product_attention"),
    ),
    Twin(
        name="shift_right",
        ours=concept.shift_right,
        library=library_shift,
        call="shift_tokens_right(labels, pad_token_id, decoder_start_token_id)",
        import_path="from transformers.models.bart.modeling_bart import shift_tokens_right",
        documentation=BART,
        examples=lambda: iter([(torch.tensor([[5, 6, 7, 3]]), START), (torch.tensor([[4], [9]]), START)]),
        relative=0.0,
        absolute=0.0,
    ),
    Twin(
        name="label_smoothing",
        ours=concept.label_smoothed_loss,
        library=library_loss,
        call="F.cross_entropy(logits, target, label_smoothing=epsilon)",
        examples=loss_examples,
        shown=(concept.label_smoothed_loss, concept.smoothed_target),
        minimal=minimal_loss,
        **in_double(),
        **documented("torch.nn.functional.cross_entropy"),
    ),
    Twin(
        name="noam",
        ours=rates,
        library=library_rates,
        call="get_inverse_sqrt_schedule(optimizer, warmup)",
        examples=lambda: iter([(128, 10, 40), (512, 1, 5), (64, 100, 20)]),
        shown=(concept.noam_rate,),
        **in_double(),
        **documented("transformers.get_inverse_sqrt_schedule", SCHEDULES),
    ),
    Twin(
        name="translator_greedy",
        ours=run_greedy,
        library=library_greedy,
        call=f"{MARIAN}num_beams=1,\n)",
        import_path="from transformers import MarianMTModel",
        documentation=GENERATE,
        examples=search_examples,
        shown=(search.greedy,),
        relative=0.0,
        absolute=0.0,
    ),
    Twin(
        name="translator_beam",
        ours=run_beam,
        library=library_beam,
        call=f"{MARIAN}num_beams=width,\n    num_return_sequences=width,\n    length_penalty=alpha,\n)",
        import_path="from transformers import MarianMTModel",
        documentation=GENERATE,
        examples=beam_examples,
        shown=(search.beam, search._candidates, search._is_over),
        minimal=run_minimal_beam,
        minimal_shown=(beam_search,),
        relative=0.0,
        absolute=1e-4,
    ),
)
