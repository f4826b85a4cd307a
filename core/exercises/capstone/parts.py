"""The parts of the whole classifier: each a learner's own where they have solved its exercise, else ours."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.exercises.progress import Done
from core.exercises.registry import Listed, listed

# Each function of the program, and the exercises that ask for it, the most fitting first.
PARTS: Mapping[str, tuple[str, ...]] = {
    "word_ids": ("workshop.word_ids",),
    "pad_batch": ("workshop.pad_batch",),
    "embed": ("inside.embed",),
    "layer_norm": ("normalization.layer_norm", "normalization.in_the_model"),
    "split_heads": ("attention.split_heads",),
    "masked_attention": ("attention.in_the_model", "attention.masked"),
    "join_heads": ("attention.join_heads",),
    "feed_forward": ("inside.feed_forward",),
    "pool": ("inside.pooler", "inside.pooler_in_the_model"),
    "cross_entropy": ("workshop.cross_entropy",),
    "clip": ("workshop.clip",),
    "adamw": ("workshop.adamw",),
}


@dataclass(frozen=True)
class Part:
    """A function of the program; `code` is the learner's, "" where ours stands in its place."""

    name: str
    exercise: Listed
    code: str = ""


def parts(progress: Mapping[str, Done]) -> tuple[Part, ...]:
    """All of them in the program's order, with the last code of what was solved."""
    by_name = {one.name: one for one in listed()}
    return tuple(_part(name, [by_name[one] for one in asked], progress) for name, asked in PARTS.items())


def _part(name: str, asked: list[Listed], progress: Mapping[str, Done]) -> Part:
    for one in asked:
        done = progress.get(one.name)
        if done and done.solved and done.code:
            return Part(name, one, done.code)
    return Part(name, asked[0])
