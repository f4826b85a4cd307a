"""Our component for towers of blocks, each a way to its page: BERT and the Transformer, norms in a layer."""

from typing import Any

import streamlit as st

from core.app.navigation import BY_NAME
from core.app.state import Translator
from core.app.widgets.component import component

# Block → the page that opens it; blocks of the same name have the same text.
PAGE_OF = {
    "embeddings": "embeddings",
    "positions": "positions",
    "positions_segments": "positions",
    "self_attention": "attention",
    "masked_attention": "masks",
    "cross_attention": "attention",
    "add_norm": "normalization",
    "feed_forward": "",
    "classifier": "predict",
    "next_word": "decoding",
    "stream_in": "",
    "stream_out": "",
    "add": "",
    "norm": "",
}
ENCODER = ("embeddings", "positions", "self_attention", "add_norm", "feed_forward", "add_norm")
DECODER = (
    *("embeddings", "positions", "masked_attention", "add_norm"),
    *("cross_attention", "add_norm", "feed_forward", "add_norm"),
)

Tower = tuple[str, tuple[str, ...]]  # its kind, and its blocks from the bottom up

_family = component("family")


def family_diagrams(t: Translator) -> None:
    """Encoder-only beside encoder-decoder; a click on a block opens its page."""
    towers: dict[str, list[Tower]] = {
        "bert": [("encoder", ("embeddings", "positions_segments", *ENCODER[2:], "classifier"))],
        "transformer": [("encoder", ENCODER), ("decoder", (*DECODER, "next_word"))],
    }
    _draw([_figure("inside.family", name, parts, t) for name, parts in towers.items()], "inside_family", t)


def norm_diagrams(t: Translator) -> None:
    """One layer with its norms after the additions, and one with its norms before the sublayers."""
    towers: dict[str, list[Tower]] = {
        "post": [
            (
                "post",
                ("stream_in", "self_attention", "add", "norm", "feed_forward", "add", "norm", "stream_out"),
            )
        ],
        "pre": [
            (
                "pre",
                ("stream_in", "norm", "self_attention", "add", "norm", "feed_forward", "add", "stream_out"),
            )
        ],
    }
    figures = [_figure("normalization.order", name, parts, t) for name, parts in towers.items()]
    _draw(figures, "normalization_order", t)


def _draw(figures: list[dict[str, Any]], key: str, t: Translator) -> None:
    """The towers; a click on a block opens its page."""
    data = {"figures": figures, "opens": t("inside.block_opens")}
    opened = _family(data=data, key=key, on_open_change=lambda: None).open
    if opened in BY_NAME:
        st.switch_page(BY_NAME[opened].path)


def _figure(section: str, name: str, parts: list[Tower], t: Translator) -> dict[str, Any]:
    towers = [
        {"name": t(f"inside.tower_{tower}"), "kind": tower, "blocks": [_block(block, t) for block in blocks]}
        for tower, blocks in parts
    ]
    return {"title": t(f"{section}_{name}"), "about": t(f"{section}_{name}_about"), "towers": towers}


def _block(name: str, t: Translator) -> dict[str, Any]:
    page = BY_NAME.get(PAGE_OF[name])
    return {
        "name": name,
        "text": t(f"inside.block_{name}"),
        "page": page.name if page else None,
        "title": t(f"pages.{page.name}.menu") if page else "",
    }
