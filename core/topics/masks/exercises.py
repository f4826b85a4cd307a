"""What a learner writes about masks: what stands for "not allowed", masks themselves, what True means."""

import math
from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property


def causal_mask(T: int) -> Float[Tensor, "T T"]:
    """What is added to the scores: 0 where a token may look, −∞ for each token behind it in the text."""
    ahead = torch.ones(T, T, dtype=torch.bool).triu(1)  # (T, T): True above the diagonal
    return torch.zeros(T, T).masked_fill(ahead, -torch.inf)  # (T, T)


def padding_mask(lengths: Int[Tensor, "B"]) -> Bool[Tensor, "B T"]:
    """True at the words of each sentence, False where it was filled up to the longest."""
    places = torch.arange(int(lengths.max()))  # (T,)
    return places[None, :] < lengths[:, None]  # (B, T)


def padded_attention(
    queries: Float[Tensor, "B T K"],
    keys: Float[Tensor, "B S K"],
    values: Float[Tensor, "B S K"],
    lengths: Int[Tensor, "B"],
) -> Float[Tensor, "B T K"]:
    """Attention in a batch of unequal sentences: nobody looks at padding."""
    real = torch.arange(keys.shape[1])[None, :] < lengths[:, None]  # (B, S)
    scores = queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])  # (B, T, S)
    scores = scores.masked_fill(~real[:, None, :], -torch.inf)  # (B, T, S)
    return scores.softmax(dim=-1) @ values  # (B, T, K)


def local_attention(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... T K"],
    values: Float[Tensor, "... T K"],
    window: int,
) -> Float[Tensor, "... T K"]:
    """Attention in which a query sees the keys at most `window` places away, on either side."""
    places = torch.arange(queries.shape[-2])  # (T,)
    near = (places[:, None] - places[None, :]).abs() <= window  # (T, T)
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=near)  # (..., T, K)


def _own_hidden(T: int) -> Tensor:
    return torch.zeros(T, T).masked_fill(torch.ones(T, T, dtype=torch.bool).triu(), -torch.inf)


def _past_hidden(T: int) -> Tensor:
    return torch.zeros(T, T).masked_fill(torch.ones(T, T, dtype=torch.bool).tril(-1), -torch.inf)


def _one_ahead(T: int) -> Tensor:
    return torch.zeros(T, T).masked_fill(torch.ones(T, T, dtype=torch.bool).triu(2), -torch.inf)


def _ones_and_zeros(T: int) -> Tensor:
    return torch.ones(T, T).tril()


def _times_infinity(T: int) -> Tensor:
    return torch.ones(T, T).triu(1) * -torch.inf


def _minus_one(T: int) -> Tensor:
    return -torch.ones(T, T).triu(1)


def _one_more(lengths: Tensor) -> Tensor:
    return torch.arange(int(lengths.max()))[None] <= lengths[:, None]


def _one_short(lengths: Tensor) -> Tensor:
    return torch.arange(int(lengths.max()))[None] < lengths[:, None] - 1


def _padding_true(lengths: Tensor) -> Tensor:
    return torch.arange(int(lengths.max()))[None] >= lengths[:, None]


def _filled_from_the_left(lengths: Tensor) -> Tensor:
    longest = int(lengths.max())
    return torch.arange(longest)[None] >= longest - lengths[:, None]


def _places_by_sentences(lengths: Tensor) -> Tensor:
    return torch.arange(int(lengths.max()))[:, None] < lengths[None]


def _one_place_too_many(lengths: Tensor) -> Tensor:
    return torch.arange(int(lengths.max()) + 1)[None] < lengths[:, None]


def _scores(queries: Tensor, keys: Tensor) -> Tensor:
    return queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])


def _words_hidden(queries: Tensor, keys: Tensor, values: Tensor, lengths: Tensor) -> Tensor:
    real = torch.arange(keys.shape[1])[None] < lengths[:, None]
    return _scores(queries, keys).masked_fill(real[:, None], -torch.inf).softmax(dim=-1) @ values


def _queries_hidden(queries: Tensor, keys: Tensor, values: Tensor, lengths: Tensor) -> Tensor:
    real = torch.arange(keys.shape[1])[None] < lengths[:, None]
    return _scores(queries, keys).masked_fill(~real[:, :, None], -torch.inf).softmax(dim=-1) @ values


def _zero_for_infinity(queries: Tensor, keys: Tensor, values: Tensor, lengths: Tensor) -> Tensor:
    real = torch.arange(keys.shape[1])[None] < lengths[:, None]
    return _scores(queries, keys).masked_fill(~real[:, None], 0.0).softmax(dim=-1) @ values


def _plus_infinity(queries: Tensor, keys: Tensor, values: Tensor, lengths: Tensor) -> Tensor:
    real = torch.arange(keys.shape[1])[None] < lengths[:, None]
    return _scores(queries, keys).masked_fill(~real[:, None], torch.inf).softmax(dim=-1) @ values


def _no_absolute_value(queries: Tensor, keys: Tensor, values: Tensor, window: int) -> Tensor:
    places = torch.arange(queries.shape[-2])  # (T,)
    near = places[:, None] - places[None, :] <= window  # (T, T)
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=near)  # (..., T, K)


def _too_narrow(queries: Tensor, keys: Tensor, values: Tensor, window: int) -> Tensor:
    places = torch.arange(queries.shape[-2])
    near = (places[:, None] - places[None, :]).abs() < window
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=near)


def _half_a_window(queries: Tensor, keys: Tensor, values: Tensor, window: int) -> Tensor:
    places = torch.arange(queries.shape[-2])
    near = (places[:, None] - places[None, :]).abs() <= window // 2
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=near)


def _far_instead_of_near(queries: Tensor, keys: Tensor, values: Tensor, window: int) -> Tensor:
    places = torch.arange(queries.shape[-2])
    far = (places[:, None] - places[None, :]).abs() > window
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=far)


def _back_only(queries: Tensor, keys: Tensor, values: Tensor, window: int) -> Tensor:
    distance = torch.arange(queries.shape[-2])[:, None] - torch.arange(queries.shape[-2])[None, :]
    near = (distance >= 0) & (distance <= window)
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=near)


def _mask_of_numbers(queries: Tensor, keys: Tensor, values: Tensor, window: int) -> Tensor:
    places = torch.arange(queries.shape[-2])
    near = (places[:, None] - places[None, :]).abs() <= window
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=near.to(queries.dtype))


def _lengths_examples() -> Iterator[Arguments]:
    yield (torch.tensor([3, 5, 2]),)
    yield (torch.tensor([4, 1, 2, 6]),)


def _heads(*shape: int) -> tuple[Tensor, ...]:
    return tuple(torch.randn(3, *shape, generator=torch.Generator().manual_seed(5)))


def _padded_examples() -> Iterator[Arguments]:
    yield *_heads(3, 5, 4), torch.tensor([3, 5, 2])
    yield *_heads(2, 4, 3), torch.tensor([1, 4])


def _local_examples() -> Iterator[Arguments]:
    yield *_heads(2, 7, 4), 3
    yield *_heads(8, 3), 4


def _drawn_padded(draw: Draw) -> Arguments:
    B, T, K = draw.size(high=2), draw.size(), draw.size()
    heads = tuple(draw.numbers(B, T, K) for _ in range(3))
    return *heads, draw.whole(B, low=1, high=T)


def _drawn_local(draw: Draw) -> Arguments:
    T, K = draw.size(), draw.size()
    return *(draw.numbers(T, K) for _ in range(3)), draw.size(low=0, high=2)


def _equal_shares(call: Callable[..., Tensor], T: int) -> bool:
    """Where all scores are alike, token t shares its attention equally among the t + 1 up to itself."""
    wanted = torch.ones(T, T).tril() / torch.arange(1, T + 1)[:, None]
    return torch.allclose(call(T).softmax(dim=-1), wanted)


def _as_many_as_words(call: Callable[..., Tensor], lengths: Tensor) -> bool:
    """A row has as many True as its sentence has words."""
    return torch.equal(call(lengths).sum(dim=-1), lengths)


def _padding_is_unseen(
    call: Callable[..., Tensor], queries: Tensor, keys: Tensor, values: Tensor, lengths: Tensor
) -> bool:
    """Other values at the padding change nothing."""
    real = torch.arange(values.shape[1])[None] < lengths[:, None]
    changed = values + 3.0 * ~real[..., None]
    return torch.allclose(
        call(queries, keys, changed, lengths), call(queries, keys, values, lengths), atol=1e-4
    )


def _far_is_unseen(
    call: Callable[..., Tensor], queries: Tensor, keys: Tensor, values: Tensor, window: int
) -> bool:
    """Another value more than a window away changes nothing for the first query."""
    changed = values.clone()
    changed[..., window + 1 :, :] += 3.0
    first = call(queries, keys, values, window)[..., 0, :]
    return torch.allclose(call(queries, keys, changed, window)[..., 0, :], first, atol=1e-4)


NUMBERS = {
    "0.0": 0.0,
    "-10.0": -10.0,
    "torch.finfo(scores.dtype).min": torch.finfo(torch.float32).min,
    "-torch.inf": -torch.inf,
}


def _number_that_stays_one() -> str:
    """The number whose weight is 0 beside a score, and not NaN in a row without any."""
    return next(
        shown
        for shown, number in NUMBERS.items()
        if torch.tensor([1.0, number]).softmax(-1)[1] == 0
        and torch.tensor([number, number]).softmax(-1).isfinite().all()
    )


Layer = Callable[[nn.MultiheadAttention, Tensor, Tensor], Tensor]
CALLS: dict[str, Layer] = {
    "attention(x, x, x, key_padding_mask=real)": lambda attention, x, real: attention(
        x, x, x, key_padding_mask=real
    )[0],
    "attention(x, x, x, key_padding_mask=~real)": lambda attention, x, real: attention(
        x, x, x, key_padding_mask=~real
    )[0],
    "attention(x, x, x, key_padding_mask=real.float())": lambda attention, x, real: attention(
        x, x, x, key_padding_mask=real.float()
    )[0],
    "attention(x * real[..., None], x * real[..., None], x * real[..., None])": lambda attention, x, real: (
        attention(*[x * real[..., None]] * 3)[0]
    ),
}


def _call_that_hides_padding() -> str:
    """The call that gives the words of a padded sentence what they get without padding."""
    with torch.random.fork_rng():
        torch.manual_seed(5)
        attention, x = nn.MultiheadAttention(8, 2, batch_first=True), torch.randn(1, 5, 8)
    words = x[:, :3]  # (1, 3, 8)
    wanted, real = attention(words, words, words)[0], torch.arange(5)[None] < 3
    with torch.no_grad():
        return next(
            shown
            for shown, call in CALLS.items()
            if torch.allclose(call(attention, x, real)[:, :3], wanted, atol=1e-5)
        )


EXERCISES = (
    Exercise(
        name="masks.not_allowed",
        rung="choose",
        options=tuple(
            Option(name, shown)
            for name, shown in zip(("zero", "ten", "lowest", "infinity"), NUMBERS, strict=True)
        ),
        proof=_number_that_stays_one,
        hints=1,
    ),
    Exercise(
        name="masks.causal",
        rung="write",
        solution=causal_mask,
        examples=lambda: iter(((4,), (6,))),
        mistakes=(
            Mistake("own_hidden", _own_hidden),
            Mistake("past_hidden", _past_hidden),
            Mistake("one_ahead", _one_ahead),
            Mistake("ones_and_zeros", _ones_and_zeros),
            Mistake("times_infinity", _times_infinity),
            Mistake("minus_one", _minus_one),
        ),
        properties=(Property("shares", _equal_shares),),
        drawn=lambda draw: (draw.size(),),
        twin="additive_causal",
        hints=3,
    ),
    Exercise(
        name="masks.padding",
        rung="write",
        solution=padding_mask,
        examples=_lengths_examples,
        mistakes=(
            Mistake("one_more", _one_more),
            Mistake("one_short", _one_short),
            Mistake("padding_true", _padding_true),
            Mistake("from_the_left", _filled_from_the_left),
            Mistake("places_by_sentences", _places_by_sentences),
            Mistake("one_place_too_many", _one_place_too_many),
        ),
        properties=(Property("words", _as_many_as_words),),
        drawn=lambda draw: (draw.whole(draw.size(), low=1, high=4),),
        twin="attention_mask",
        adapted=lambda sentences, tokenizer: (
            torch.tensor([len(tokenizer(sentence)["input_ids"]) for sentence in sentences]),
        ),
        hints=3,
    ),
    Exercise(
        name="masks.true_means",
        rung="choose",
        options=tuple(
            Option(name, shown)
            for name, shown in zip(("true_allowed", "true_hidden", "added", "zeroed"), CALLS, strict=True)
        ),
        proof=_call_that_hides_padding,
        twin="padded_attention",
        hints=1,
    ),
    Exercise(
        name="masks.padded_attention",
        rung="fill",
        solution=padded_attention,
        examples=_padded_examples,
        blanks=("~real[:, None, :]", "-torch.inf"),
        mistakes=(
            Mistake("words_hidden", _words_hidden),
            Mistake("queries_hidden", _queries_hidden),
            Mistake("zero_for_infinity", _zero_for_infinity),
            Mistake("plus_infinity", _plus_infinity),
        ),
        properties=(Property("unseen", _padding_is_unseen),),
        drawn=_drawn_padded,
        twin="padded_attention",
        absolute=1e-5,
        hints=2,
    ),
    Exercise(
        name="masks.local",
        rung="repair",
        solution=local_attention,
        examples=_local_examples,
        wrong="no_absolute_value",
        mistakes=(
            Mistake("no_absolute_value", _no_absolute_value),
            Mistake("back_only", _back_only),
            Mistake("too_narrow", _too_narrow),
            Mistake("half_a_window", _half_a_window),
            Mistake("far_instead_of_near", _far_instead_of_near),
            Mistake("mask_of_numbers", _mask_of_numbers),
        ),
        properties=(Property("far", _far_is_unseen),),
        drawn=_drawn_local,
        twin="masked_attention",
        adapted=lambda queries, keys, values, mask: (queries, keys, values, int(mask[0].sum()) - 1),
        absolute=1e-5,
        hints=2,
    ),
)
