"""Tokens of a byte-level BPE that hold part of a character: which bytes they are.

Such a tokenizer writes each byte as one printable character: what can be printed of Latin-1 as it is, the
other 68 bytes as the characters from U+0100 on.
Source: Radford et al. 2019, section 2.2, and GPT-2's encoder.
"""

import re
from functools import lru_cache

UNREADABLE = "\ufffd"  # what a decoder writes for bytes that are no character
_PRINTED = (*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))
_LEFT_OVER = re.compile(r"<[0-9A-F]{2}>")


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
    raw = bytes(byte_of()[character] for character in token)
    text = raw.decode("utf-8", errors="surrogateescape")
    return "".join(f"<{ord(c) - 0xDC00:02X}>" if "\udc80" <= c <= "\udcff" else c for c in text)


def has_bytes(text: str) -> bool:
    """True where a piece shows a byte that is part of a character."""
    return bool(_LEFT_OVER.search(text))
