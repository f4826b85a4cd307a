"""One number of each position scheme worked out step by step, with plain arithmetic, for a page to show."""

import math
from dataclasses import dataclass, field

from core.topics.positions.concept import BASE, frequencies
from core.topics.positions.relative_positions import alibi_slopes, clipped_index, t5_bucket
from core.topics.positions.schemes import (
    Passes,
    Tables,
    backward,
    queries_and_keys,
    scores,
    token_distances,
)
from core.trace.trace import TracedForward


@dataclass(frozen=True)
class Worked:
    """The numbers of a formula by name, its result, and the same number out of the tensors.

    `terms` are rows of a table whose last column adds up to the result's sum.
    """

    numbers: dict[str, float]
    worked: float
    traced: float
    terms: list[tuple[float, ...]] = field(default_factory=list)


@dataclass(frozen=True)
class Spot:
    """Query and key position, a dimension or pair, layer and head; all from 0."""

    query: int
    key: int
    dimension: int
    layer: int
    head: int


def work_out(scheme: str, traced: TracedForward, passes: Passes, tables: Tables | None, spot: Spot) -> Worked:
    """The cell of a scheme; Shaw and T5 need `tables`."""
    if scheme == "sinusoidal":
        return _sinusoidal(traced, spot)
    if scheme == "learned":
        return _learned(traced, spot)
    if scheme == "rope":
        return _rope(traced, passes, spot)
    return _score(scheme, traced, passes, tables, spot)


def _sinusoidal(traced: TracedForward, spot: Spot) -> Worked:
    """sin or cos of p · ω_i: one number of one code, as wide as the model."""
    import torch

    from core.topics.positions.concept import sinusoidal

    D = traced.trace.of("token").shape[-1]
    pair, odd = divmod(spot.dimension, 2)
    speed = BASE ** (-2 * pair / D)
    angle = spot.query * speed
    code = sinusoidal(torch.tensor([float(spot.query)], dtype=torch.float64), D)
    numbers = {"p": spot.query, "pair": pair, "odd": odd, "D": D, "speed": speed, "angle": angle}
    return Worked(numbers, (math.cos if odd else math.sin)(angle), code[0, spot.dimension].item())


def _learned(traced: TracedForward, spot: Spot) -> Worked:
    """The row's number, added to those of the token and the segment."""
    parts = {
        name: traced.trace.of(name)[0, spot.query, spot.dimension].item()
        for name in ("token", "position", "segment")
    }
    total = traced.trace.of("sum")[0, spot.query, spot.dimension].item()
    return Worked({"p": spot.query, "d": spot.dimension, **parts}, sum(parts.values()), total)


def _rope(traced: TracedForward, passes: Passes, spot: Spot) -> Worked:
    """Each pair's term of q · k is |q_i| |k_i| cos(angle between them + (i − j) ω_i)."""
    queries, keys = queries_and_keys(passes, spot.layer, spot.head)
    query, key = queries[spot.query].double(), keys[spot.key].double()
    K, half = len(query), len(query) // 2
    terms: list[tuple[float, ...]] = []
    for pair, speed in enumerate(frequencies(K).tolist()):
        (a, b), (c, d) = ((x[pair].item(), x[pair + half].item()) for x in (query, key))
        lengths = math.hypot(a, b) * math.hypot(c, d)
        between = math.atan2(b, a) - math.atan2(d, c)
        turned = (spot.query - spot.key) * speed
        terms.append((speed, between, turned, lengths * math.cos(between + turned)))
    total = sum(term[-1] for term in terms)
    value = scores(passes, "rope", spot.layer, spot.head, traced.opened.shape.heads, None)
    numbers = {"total": total, "K": K, "distance": spot.query - spot.key}
    return Worked(numbers, total / math.sqrt(K), value[spot.query, spot.key].item(), terms)


def _score(scheme: str, traced: TracedForward, passes: Passes, tables: Tables | None, spot: Spot) -> Worked:
    """q · k / √K and what the scheme adds to it."""
    heads = traced.opened.shape.heads
    queries, keys = queries_and_keys(passes, spot.layer, spot.head)
    query, key = queries[spot.query].double(), keys[spot.key].double()
    numbers = {
        "product": (query @ key).item(),
        "K": len(query),
        "distance": spot.key - spot.query,
        "away": abs(spot.key - spot.query),
    }
    content = numbers["product"] / math.sqrt(len(query))
    distance = backward(token_distances(len(queries)))
    if scheme == "alibi":
        numbers["slope"] = alibi_slopes(heads)[spot.head].item()
        added = -numbers["slope"] * numbers["away"]
    elif scheme == "t5" and tables is not None:
        bucket = t5_bucket(distance, bidirectional=False, buckets=len(tables.t5))[spot.query, spot.key]
        numbers["bucket"] = int(bucket)
        numbers["bias"] = added = tables.t5[bucket, spot.head % tables.t5.shape[1]].item()
    elif scheme == "shaw" and tables is not None:
        row = clipped_index(distance, tables.clip)[spot.query, spot.key]
        numbers |= {"row": int(row), "k": tables.clip}
        numbers["position"] = (query @ tables.shaw_keys[row].double()).item()
        added = numbers["position"] / math.sqrt(len(query))
    else:
        added = 0.0
    value = scores(passes, scheme, spot.layer, spot.head, heads, tables)
    return Worked(numbers, content + added, value[spot.query, spot.key].item())
