"""The experiments' verdicts on made numbers, and what they do to a network."""

from typing import Any

import pytest
import torch

from core.topics.transformer.experiments import (
    exposure_bias,
    heads_align,
    one_vector,
    removable_layers,
    translator_beam,
    warm_up,
)
from core.topics.transformer.networks.transformer import Order, Transformer
from core.topics.transformer.phrases.pieces import arrange, said
from core.topics.transformer.phrases.sentences import draw
from core.topics.transformer.translator import Translator, learn_pieces
from core.training.small.vocabulary import END, START

PHRASES = draw("experiments", 40)
PIECES = learn_pieces(PHRASES)


@pytest.mark.parametrize(
    ("lost", "gained", "verdict"), [(0, 20, "held"), (20, 0, "failed"), (3, 4, "undecided")]
)
def test_a_beam_must_surely_gain(lost: int, gained: int, verdict: str) -> None:
    widths = [{"width": width, "right": 150} for width in (1, 2, 4, 8)]
    numbers = {"sentences": 200, "widths": widths, "lost": lost, "gained": gained}
    assert translator_beam.outcome(numbers)[0] == verdict


@pytest.mark.parametrize(
    ("gain", "verdict"),
    [([0.3, 0.2, 0.4], "held"), ([-0.1, -0.2, -0.05], "failed"), ([0.0, -0.1, 0.1], "undecided")],
)
def test_a_head_aligns_where_it_surely_beats_the_diagonal(gain: list[float], verdict: str) -> None:
    rates = {"1.1": 0.2, "1.2": 0.8, "bahdanau": 0.3, "diagonal": 0.7, "chance": 0.9}
    numbers = {"sentences": 9, "best": "1.1", "rates": rates, "gain": gain}
    found, facts = heads_align.outcome(numbers)
    assert (found, facts["rate"], facts["worst"], facts["beaten"]) == (verdict, 0.2, 0.8, 1)


@pytest.mark.parametrize(
    ("lost", "gained", "verdict"), [(0, 20, "held"), (20, 0, "failed"), (3, 4, "undecided")]
)
def test_one_vector_is_a_bottleneck_where_attention_surely_gains(
    lost: int, gained: int, verdict: str
) -> None:
    points = [{"transformer": 90, "bahdanau": 80, "gru": right} for right in (70, 60, 50, 10)]
    sizes = {"transformer": 3, "bahdanau": 3, "gru": 2}
    numbers = {"sentences": 100, "points": points, "parameters": sizes, "lost": lost, "gained": gained}
    found, facts = one_vector.outcome(numbers)
    assert (found, facts["gru_long"].value, facts["gru_longer"].value) == (verdict, 0.5, 0.1)


@pytest.mark.parametrize(
    ("lost", "verdict"),
    [([-0.3, -0.4, -0.2], "held"), ([0.1, 0.05, 0.2], "failed"), ([0.0, -0.1, 0.1], "undecided")],
)
def test_a_wrong_piece_must_surely_harm(lost: list[float], verdict: str) -> None:
    shares = {"forced": 0.9, "free": 0.9, "near": 0.6, "next": 0.4}
    found, facts = exposure_bias.outcome({"sentences": 9, "shares": shares, "lost": lost})
    assert found == verdict
    assert facts["lost"].value == 100 * lost[0]


def test_a_network_that_looks_at_its_last_piece_alone_is_lost_after_a_wrong_one() -> None:
    """It says the true piece behind the one it has just read, and behind a wrong one always the same."""
    phrase = arrange([said("two", "两"), said("cups", "杯"), said("of"), said("tea", "茶")])
    pieces = learn_pieces([phrase, *PHRASES])
    true = [*pieces.numbers(piece.text for piece in phrase.chinese), END]
    after = dict(zip([START, *true[:-1]], true, strict=True))

    class Follows(torch.nn.Module):
        """Reads nothing of the source."""

        def encode(self, source: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
            return source[..., None].float()

        def decode(self, written: torch.Tensor, *_: torch.Tensor) -> torch.Tensor:
            says = [[after.get(piece, true[1]) for piece in row] for row in written.tolist()]
            return torch.nn.functional.one_hot(torch.tensor(says), len(pieces)).float()

    translator: Any = Translator("transformer", Follows(), pieces)  # type: ignore[arg-type]
    assert exposure_bias._guessed(translator, phrase) == {
        "forced": [True, True, True],
        "free": [True, True, True],
        "near": [True, True, False],  # 杯 is the place's own, then the one before it, then neither
        "next": [True, False, False],
    }


@pytest.mark.parametrize(("lost", "verdict"), [(0, "held"), (150, "failed"), (3, "undecided")])
def test_a_layer_that_can_go_costs_surely_little(lost: int, verdict: str) -> None:
    """The cheapest is chosen by one half of the sentences: here the second layer, whatever the third says."""
    removed = [
        {"tower": tower, "layer": layer, "part": part, "chosen_by": chosen, "right": 500 - lost}
        | {"lost": lost if layer == 2 else 0, "gained": 0}
        for tower in ("encoder", "decoder")
        for layer, chosen in ((1, 10), (2, 400), (3, 20))
        for part in ("layer", "self")
    ]
    found, facts = removable_layers.outcome({"sentences": 500, "whole": 500, "removed": removed})
    assert (found, facts["decoder_layer"], facts["parts"]) == (verdict, 2, 6)


def test_what_is_left_out_comes_back_and_makes_a_difference() -> None:
    torch.manual_seed(3)
    network: Any = Transformer(20, D=16, H=4, L=3, F=32).eval()
    source, written = torch.tensor([[5, 9, 3]]), torch.tensor([[2, 7]])
    real = torch.ones_like(source, dtype=torch.bool)
    names = [name for name, _ in network.named_parameters()]
    with torch.no_grad():
        before = network(source, real, written)
        for tower, parts in removable_layers.PARTS.items():
            for part in (removable_layers.WHOLE, *parts):
                with removable_layers._without(network, tower, 1, part):
                    assert not torch.allclose(network(source, real, written), before, atol=1e-4)
        two = Transformer(20, D=16, H=4, L=2, F=32).eval()
        layers = ((0, 0), (2, 1))
        state = {f"encoder.{own}.": f"encoder.{new}." for own, new in layers}
        moved = dict(network.state_dict())
        shorter = {
            name.replace(old, new): tensor
            for name, tensor in moved.items()
            for old, new in state.items()
            if name.startswith(old)
        }
        decoder = {name: moved[name] for name in two.state_dict() if name.startswith("decoder.")}
        with removable_layers._without(network, "encoder", 1, removable_layers.WHOLE):
            without = network.encode(source, real)
        two.load_state_dict({"table.weight": moved["table.weight"], **shorter, **decoder})
        assert torch.allclose(two.encode(source, real), without, atol=1e-6)
    assert [name for name, _ in network.named_parameters()] == names
    assert torch.equal(network(source, real, written), before)


def test_warm_up_is_noam_s_shape_and_without_it_the_first_steps_are_the_highest() -> None:
    warm = [warm_up.rate_of(step, 0.004, 80, warm=True) for step in range(1, 201)]
    cold = [warm_up.rate_of(step, 0.004, 80, warm=False) for step in range(1, 201)]
    assert max(warm) == warm[79] == 0.004
    assert warm[0] == pytest.approx(0.00005)
    assert cold[:80] == [0.004] * 80
    assert cold[80:] == warm[80:]


@pytest.mark.parametrize(
    ("without", "verdict"),
    [([4.0, 4.1, 4.2], "held"), ([1.0, 1.1, 1.2], "failed"), ([2.0, 4.2, 2.6], "undecided")],
)
def test_post_norm_needs_warm_up_only_where_it_surely_ends_above(without: list[float], verdict: str) -> None:
    point = {"post_with": [2.5, 2.6, 2.6], "pre_without": [2.1, 2.0, 2.2], "post_without": without}
    points = [{"rate": rate, **point} for rate in (0.001, 0.004)]
    numbers = {"trainings": 3, "steps": 200, "warmup": 80, "points": points}
    assert warm_up.outcome(numbers)[0] == verdict


@pytest.mark.parametrize("order", ["post", "pre"])
def test_the_order_is_torch_s_norm_first(order: Order) -> None:
    """An encoder layer is torch's of the same weights, with the norm before or after."""
    torch.manual_seed(5)
    own = Transformer(20, D=16, H=4, L=1, F=32, order=order).eval().encoder[0]
    theirs = torch.nn.TransformerEncoderLayer(
        16, 4, 32, dropout=0.0, batch_first=True, norm_first=order == "pre"
    ).eval()
    parts = own.self_attention
    maps = (parts.query, parts.key, parts.value)
    theirs.load_state_dict(
        {
            "self_attn.in_proj_weight": torch.cat([part.weight for part in maps]),
            "self_attn.in_proj_bias": torch.cat([part.bias for part in maps]),
            "self_attn.out_proj.weight": parts.output.weight,
            "self_attn.out_proj.bias": parts.output.bias,
            "linear1.weight": own.widen.weight,
            "linear1.bias": own.widen.bias,
            "linear2.weight": own.narrow.weight,
            "linear2.bias": own.narrow.bias,
            "norm1.weight": own.self_norm.weight,
            "norm1.bias": own.self_norm.bias,
            "norm2.weight": own.norm.weight,
            "norm2.bias": own.norm.bias,
        }
    )
    x = torch.randn(2, 5, 16)
    with torch.no_grad():
        assert torch.allclose(own(x, torch.ones(5, 5, dtype=torch.bool)), theirs(x), atol=1e-5)
