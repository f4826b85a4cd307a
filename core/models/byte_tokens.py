"""Tokens of a byte-level BPE that hold part of a character: which bytes they are.

Such a tokenizer writes each byte as one printable character: what can be printed of Latin-1 as it is, the
other 68 bytes as the characters from U+0100 on.
Source: Radford et al. 2019, section 2.2, and GPT-2's encoder.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

UNREADABLE = "\ufffd"  # what a decoder writes for bytes that are no character
_PRINTED = (*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))
_LEFT_OVER = re.compile(r"<[0-9A-F]{2}>")
_RUN = re.compile(r"(?:<[0-9A-F]{2}>)+")


@lru_cache(maxsize=1)
def byte_of() -> dict[str, int]:
    """The byte that each printable character stands for."""
    others = (byte for byte in range(0x100) if byte not in _PRINTED)
    moved = {chr(0x100 + number): byte for number, byte in enumerate(others)}
    return {chr(byte): byte for byte in _PRINTED} | moved


def is_of_bytes(token: str) -> bool:
    """True for a token as a byte-level BPE writes it."""
    return bool(token) and all(character in byte_of() for character in token)


def written_bytes(token: str) -> str:
    """The text of such a token, and each byte that is no whole character in it as `<E5>`."""
    return _decoded(bytes(byte_of()[character] for character in token))


def _decoded(raw: bytes) -> str:
    text = raw.decode("utf-8", errors="surrogateescape")
    return "".join(f"<{ord(c) - 0xDC00:02X}>" if "\udc80" <= c <= "\udcff" else c for c in text)


def joined(pieces: Sequence[str]) -> str:
    """Pieces after each other as one text, in which bytes that together are a character have become it."""
    return _RUN.sub(lambda run: _decoded(bytes.fromhex(re.sub("[<>]", "", run[0]))), "".join(pieces))


def completed(pieces: Sequence[str]) -> str:
    """The text that the last piece's bytes complete with those before them; "" where they complete none."""
    begun = whole = ""
    for piece in pieces:
        text = joined([begun, piece]) if has_bytes(piece) else ""
        whole = text if begun and not has_bytes(text) else ""
        begun = text if has_bytes(text) else ""
    return whole


def has_bytes(text: str) -> bool:
    """True where a piece shows a byte that is part of a character."""
    return bool(_LEFT_OVER.search(text))
