"""Bytes of a character that a token holds only a part of, beside Python's own UTF-8."""

import pytest
from tokenizers.pre_tokenizers import ByteLevel

from core.models.byte_tokens import byte_of, completed, has_bytes, is_of_bytes, joined, written_bytes


def as_written(text: str) -> str:
    """Text as a byte-level BPE writes it, before it is merged into tokens."""
    return "".join(piece for piece, _ in ByteLevel(add_prefix_space=False).pre_tokenize_str(text))


def test_each_byte_is_written_as_the_library_writes_it() -> None:
    assert len(set(byte_of().values())) == len(byte_of()) == 256
    assert set(ByteLevel.alphabet()) == set(byte_of())
    text = "剧情 of a naïve ☃\n\x00\t!"
    assert bytes(byte_of()[character] for character in as_written(text)) == text.encode()


@pytest.mark.parametrize("text", ["剧", "☃", "é", "𝄞"])
def test_parts_of_a_character_are_told_byte_by_byte_and_a_whole_one_is_itself(text: str) -> None:
    written, raw = as_written(f" {text}"), text.encode()
    assert written_bytes(written) == f" {text}"
    for end in range(1, len(raw)):
        told = "".join(f"<{byte:02X}>" for byte in raw[:end])
        assert written_bytes(written[: 1 + end]) == f" {told}"
        assert has_bytes(told)
    assert not has_bytes(text)


@pytest.mark.parametrize("text", ["剧", "é", "𝄞", "剧情"])
def test_bytes_after_each_other_become_the_character_that_they_are(text: str) -> None:
    pieces = [f"<{byte:02X}>" for byte in text.encode()]
    assert joined(["a ", *pieces, " b"]) == f"a {text} b"
    told = [completed(["a", *pieces[:end]]) for end in range(1, len(pieces) + 1)]
    assert "".join(told) == text
    assert told[-1] == text[-1]


def test_what_completes_no_character_is_told_as_bytes() -> None:
    assert joined(["<E5><89>", "<E5>"]) == "<E5><89><E5>"
    assert completed([]) == completed(["film"]) == completed(["<E5>", "film"]) == ""
    assert completed(["<E5><89>", "<A7>", "film"]) == ""
    assert completed(["<E5><89>", "<A7>!"]) == "剧!"


def test_a_token_of_another_kind_is_not_of_bytes() -> None:
    assert is_of_bytes(as_written(" film"))
    assert not is_of_bytes("▁film")
    assert not is_of_bytes("")
