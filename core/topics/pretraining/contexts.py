"""Where in a corpus a network means something like a word of one's sentence: the corpus as vectors.

After Hoover, Strobelt & Gehrmann 2020 (exBERT), whose search over a corpus this is in small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.models.bert.weights import MOST_TOKENS, Inputs, OpenedModel
from core.models.reading.pieces import BLANK
from core.nn.batches import length_sorted_batches, pad_rows
from core.topics.embeddings.concept import cosine
from core.topics.pretraining.concept import nearest_contexts
from core.trace.encoder_trace import trace_encoder

KEPT = ("embedding_norm", "output")  # of a pass: a whole trace is twenty times as large
ROWS_AT_ONCE = 32  # texts of about one length in a batch
TABLE = "bert.embeddings.word_embeddings.weight"
MOST_BESIDE = 56  # characters shown to either side of a token


@dataclass(frozen=True, eq=False)
class Corpus:
    """N tokens of short texts, special ones left out, with their vectors in half precision.

    `vectors` are those after the embeddings and after each layer; `texts`, `ids` and `spans` say in which
    text each token stands, which it is, and from which character to which.
    """

    lines: tuple[str, ...]
    texts: Int[Tensor, "N"]
    ids: Int[Tensor, "N"]
    spans: Int[Tensor, "N 2"]
    vectors: Float[Tensor, "S N D"]


@dataclass(frozen=True)
class Place:
    """A token of the corpus: its row there, how near it is, and its line in three parts."""

    row: int
    cosine: float
    before: str
    token: str
    after: str


@torch.inference_mode()
def stages(
    opened: OpenedModel, ids: Int[Tensor, "B T"], mask: Int[Tensor, "B T"]
) -> Float[Tensor, "S B T D"]:
    """Hidden states after the embeddings and after each layer (S = L + 1) of a batch."""
    trace = trace_encoder(ids, mask, opened.weights, opened.shape, torch.zeros_like(ids), keep=KEPT)
    layers = (trace.of("output", layer) for layer in range(opened.shape.layers))
    return torch.stack([trace.of("embedding_norm"), *layers])


def read_corpus(opened: OpenedModel, lines: Sequence[str]) -> Corpus:
    """Read all lines in batches, each cut to what a trace may hold, and keep what every token became."""
    read = opened.tokenizer(
        list(lines), truncation=True, max_length=MOST_TOKENS, return_offsets_mapping=True, verbose=False
    )
    rows = read["input_ids"]
    vectors: list[Tensor] = [torch.empty(0)] * len(rows)  # of each line (S, T, D), [CLS] and [SEP] left out
    for numbers in length_sorted_batches([len(row) for row in rows], ROWS_AT_ONCE):
        ids, mask = pad_rows([rows[number] for number in numbers], opened.tokenizer.pad_token_id)
        states = stages(opened, ids, mask)  # (S, B, T, D)
        for place, number in enumerate(numbers):
            vectors[number] = states[:, place, 1 : len(rows[number]) - 1].half()
    texts = [number for number, row in enumerate(rows) for _ in row[1:-1]]
    return Corpus(
        tuple(lines),
        torch.tensor(texts),
        torch.tensor([token for row in rows for token in row[1:-1]]),
        torch.tensor([span for number in range(len(rows)) for span in _spans(read[number])]),
        torch.cat(vectors, dim=1),
    )


def _spans(read: Any) -> list[tuple[int, int]]:
    """From which character to which each token goes; a lone blank, set before a text, has none of its own."""
    pairs = zip(read.tokens[1:-1], read.offsets[1:-1], strict=True)
    return [(start, start if token == BLANK else end) for token, (start, end) in pairs]


def others_than(corpus: Corpus, inputs: Inputs) -> Int[Tensor, "M"]:
    """The corpus's rows, without a line that is the sentence itself: it would only find itself."""
    own = inputs.ids[0, 1:-1].tolist()
    same = [
        number
        for number in corpus.texts.unique().tolist()
        if corpus.ids[corpus.texts == number].tolist() == own
    ]
    return (~torch.isin(corpus.texts, torch.tensor(same, dtype=torch.long))).nonzero()[:, 0]


def similar(
    opened: OpenedModel, corpus: Corpus, inputs: Inputs, position: int, layer: int, count: int
) -> tuple[list[Place], list[Place]]:
    """The places nearest to a token after a layer (0: the embeddings), and those by its static row."""
    query, table = own_vectors(opened, inputs)[layer, position], opened.weights[TABLE]
    among = others_than(corpus, inputs)
    texts = corpus.texts[among]
    by_context = nearest_contexts(query, corpus.vectors[layer, among].float(), texts, count)
    static = nearest_contexts(table[inputs.ids[0, position]], table[corpus.ids[among]], texts, count)
    return _places(corpus, among, *by_context), _places(corpus, among, *static)


def own_vectors(opened: OpenedModel, inputs: Inputs) -> Float[Tensor, "S T D"]:
    """The sentence's hidden states after the embeddings and after each layer."""
    return stages(opened, inputs.ids, inputs.mask)[:, 0]


def paths(
    opened: OpenedModel, corpus: Corpus, inputs: Inputs, position: int, rows: Sequence[int]
) -> Float[Tensor, "M S"]:
    """The cosine of the token with some rows of the corpus, after the embeddings and each layer."""
    own = own_vectors(opened, inputs)[:, position]  # (S, D)
    chosen = corpus.vectors[:, list(rows)].float()  # (S, M, D)
    return torch.stack([cosine(query[None], layer)[0] for query, layer in zip(own, chosen, strict=True)]).T


def _places(corpus: Corpus, among: Tensor, rows: Tensor, cosines: Tensor) -> list[Place]:
    found = zip(among[rows].tolist(), cosines.tolist(), strict=True)
    return [Place(row, cosine, *_parts(corpus, row)) for row, cosine in found]


def _parts(corpus: Corpus, row: int) -> tuple[str, str, str]:
    """What stands before a token in its line, the token, and what stands after; long ends are cut."""
    line, (start, end) = corpus.lines[corpus.texts[row]], corpus.spans[row].tolist()
    before, after = line[:start], line[end:]
    if len(before) > MOST_BESIDE:
        kept = before[-MOST_BESIDE:]
        before = "… " + (kept.partition(" ")[2] or kept)  # from a whole word on, where blanks part them
    if len(after) > MOST_BESIDE:
        kept = after[:MOST_BESIDE]
        after = (kept.rpartition(" ")[0] or kept) + " …"
    return before, line[start:end] or BLANK, after
