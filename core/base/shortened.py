"""Texts of any length, where a place has room for their beginning only."""


def shortened(text: str, most: int) -> str:
    """The text, or its first `most` characters with … behind them."""
    return text if len(text) <= most else f"{text[:most]}…"
