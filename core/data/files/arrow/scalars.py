"""One Arrow value without parts as text, and the kinds of such values."""

from typing import Any

from core.data.files.text_encoding import MARK_ERRORS


def text_of(scalar: Any) -> str:
    """One value that has no parts, as text; dates beyond Python's years stay what Arrow makes of them."""
    import pyarrow

    if is_bytes(scalar.type):
        content = scalar.as_buffer()
        return "" if content is None else content.to_pybytes().decode("utf-8", MARK_ERRORS)
    try:
        return str(scalar.as_py())
    except (ValueError, OverflowError, pyarrow.ArrowException):
        return str(scalar.cast(pyarrow.int64()).as_py())


def is_bytes(kind: Any) -> bool:
    """Whether values of an Arrow type are strings or bytes."""
    import pyarrow.types as types

    is_binary = types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind)
    return is_binary or types.is_fixed_size_binary(kind) or is_text(kind)


def is_text(kind: Any) -> bool:
    """Whether an Arrow type is one of strings, or of repeated strings kept once."""
    import pyarrow.types as types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
