"""Cards about libraries, made of the twins that the pages themselves show: nothing is written for them.

A card asks which call does something, or which library a call comes from. Its other answers are those of
twins of the same topic, then of the topics that follow.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pkgutil import resolve_name
from typing import Literal

from core.app.navigation import ROAD
from core.base.shortened import shortened
from core.nn.twin import Twin, called

Kind = Literal["call", "library"]
OPTIONS = 4
LONGEST_CALL = 110  # characters


@dataclass(frozen=True)
class Placed:
    """A twin, its topic, and the setting by which that page's Code shows it."""

    twin: Twin
    topic: str
    key: str


@dataclass(frozen=True)
class Card:
    """A question about a twin; `options` are written as code, and one of them is `right`."""

    kind: Kind
    about: Placed
    options: tuple[str, ...]
    right: str


def card(seed: int, number: int) -> Card:
    """The card of that number, from 0, in the deck of a seed: each topic once before one comes again."""
    topics = list(ROAD)
    random.Random(f"{seed}.{number // len(ROAD)}").shuffle(topics)
    draw = random.Random(f"{seed}/{number}")
    at = number % len(topics)
    others = (one for topic in (*topics[at:], *topics[:at]) for one in shuffled(placed(topic), draw))
    return made(draw.choice(placed(topics[at])), draw.choice(("call", "library")), others, draw)


def made(about: Placed, kind: Kind, others: Iterable[Placed], draw: random.Random) -> Card:
    """A card about a twin, with wrong answers of the first others whose answer is another."""
    told: Callable[[Placed], str] = call_of if kind == "call" else library_of
    told_apart: Callable[[Placed], str] = (lambda one: called(one.twin)) if kind == "call" else library_of
    answers = {told_apart(about): told(about)}
    unlike = (one for one in others if told_apart(one) not in answers)
    wrong = list(islice(_first_of_each(unlike, told_apart), OPTIONS - 1))
    options = [told(about), *(told(one) for one in wrong)]
    draw.shuffle(options)
    return Card(kind, about, tuple(options), told(about))


@cache
def placed(topic: str) -> tuple[Placed, ...]:
    """The twins of a topic whose other side is a library's."""
    code = resolve_name(f"core.topics.{topic}.page:PAGE").code
    twins: Sequence[Twin] = resolve_name(getattr(code, "twins", f"core.topics.{topic}.twins:TWINS"))
    key = getattr(code, "key", f"{topic}_twin")
    return tuple(Placed(twin, topic, key) for twin in twins if twin.reference == "library")


def call_of(one: Placed) -> str:
    """The call on one line, without what is said behind it."""
    lines = (line.split("  #")[0] for line in one.twin.call.splitlines())
    return shortened(re.sub(r"(?<=\() | (?=\))", "", " ".join(" ".join(lines).split())), LONGEST_CALL)


def library_of(one: Placed) -> str:
    """The library of a twin's first import: `transformers`; of torch the part, `torch.nn.functional`."""
    words = one.twin.import_path.splitlines()[0].split()
    module = f"{words[1]}.{words[3]}" if words[:2] == ["from", "torch"] else words[1]
    parts = module.split(".")
    if parts[0] != "torch":
        return parts[0]
    return module if module == "torch.nn.functional" else ".".join(parts[:2])


def shuffled(twins: Sequence[Placed], draw: random.Random) -> list[Placed]:
    """In an order of its own."""
    return draw.sample(twins, len(twins))


def _first_of_each(twins: Iterable[Placed], told_apart: Callable[[Placed], str]) -> Iterator[Placed]:
    seen: set[str] = set()
    for one in twins:
        if told_apart(one) not in seen:
            seen.add(told_apart(one))
            yield one
