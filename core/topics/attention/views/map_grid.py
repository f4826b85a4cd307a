"""Our component for attention maps: all of them as tiles, one large, and the same one as lines.

Weights travel as bytes: one layer's maps whole, all others as thumbnails until the page is idle and asks
for them. The scores of a short text go along, so that a cell can show how its weight comes about. What only
changes the view happens in the browser, which tells us afterwards, so that the link and the other parts
know.
"""

import hashlib
import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import streamlit as st

from core.app import url_state
from core.app.state import Translator, language
from core.app.url_picks import option_in_url, replace_in_url
from core.app.widgets.component import component, packed
from core.models.reading.pieces import word_starts

if TYPE_CHECKING:
    from core.topics.attention.tiles import Tiles
    from core.trace.trace import TracedForward

PAIRS = ("all", "aa", "ab", "ba", "bb")
MOST_THRESHOLD = 0.5
MOST_IN_LINE = 3  # tiles of a single row
REQUESTED = "attention_whole"  # the browser shows its first maps and now wants all
OPENED = "attention_opened"  # the visitor goes to another view, which the page has to draw
WORDS = (
    *("together", "words", "least", "pair", "hint", "looks_at", "looked_at", "grid", "map"),
    *("weighed", "open_pair"),
)
PIN = re.compile(r"(?=.)(l\d{1,3})?(r\d{1,3})?")
Option = TypeVar("Option", int, str)

_maps = component("attention", "attention")


def attention_maps(
    traced: "TracedForward",
    tiles: "Tiles",
    names: tuple[list[str], list[str]],
    chosen: tuple[int, list[int]],
    moved: Callable[[int, list[int]], None],
    t: Translator,
    grid: Literal["heads", "rollout", "kinds"],
) -> None:
    """Draw a grid of maps; `moved(tile, others)` is called when another tile, or more of them, are chosen.

    `names` are those of rows and columns, `chosen` the tile that is shown large and those drawn over it.
    """
    key = f"attention_maps_{grid}"

    def keep() -> None:
        state = st.session_state[key].state
        if state.get("whole"):  # an idle page asks
            st.session_state[REQUESTED] = True
        if "tile" in state:  # else nothing was chosen, so nothing goes into the link
            moved(int(state["tile"]), [int(tile) for tile in state["more"]])
            keep_look(state)
        if "open" in state:
            _open_pair(*state["open"])

    if st.session_state.pop(OPENED, False):
        st.rerun()
    tokenizer = traced.opened.tokenizer
    first, last, has_second = tokenizer.cls_token, tokenizer.sep_token, second_starts(traced) is not None
    header = {
        **_words_of(traced),
        "key": _key(traced, tiles),
        "made": f"{language()} {first} {key} {tiles.rows} {tiles.columns} {has_second}",
        "most": tiles.most,
        "loaded": tiles.loaded,
        "width": traced.trace.of("queries", 0).shape[-1],
        "pairs": grid == "heads",  # a map is one head's, whose query and key can be opened
        "grid": {
            "rows": tiles.rows,
            "columns": tiles.columns,
            "across": _across(tiles),
            "row_names": names[0],
            "column_names": names[1],
            "wordy": max(map(len, names[0])) > 3,
        },
        "state": {"tile": chosen[0], "more": chosen[1], **look()},
        "texts": {
            **{word: t(f"attention.{word}") for word in WORDS},
            "hide": t("attention.hide", first=first, last=last),
            "pairs": {pair: t(f"attention.pair_{pair}") for pair in PAIRS},
            "corner": t(f"attention.corner_{grid}"),
            "tile": t(f"attention.tile_{grid}"),
        },
    }
    arrays = {"maps": tiles.maps.numpy(), "thumbs": tiles.thumbs.numpy()}
    if tiles.scores is not None:
        arrays["scores"] = tiles.scores.contiguous().numpy().view("uint8")  # (N, T, 4 · T)
    _maps(data=packed(header, arrays), key=key, on_state_change=keep)


def _across(tiles: "Tiles") -> int:
    """Tiles in a line of the page: a single long row is folded in two, to be as high as the map beside it."""
    return math.ceil(tiles.columns / 2) if tiles.rows == 1 and tiles.columns > MOST_IN_LINE else tiles.columns


def _open_pair(query: int, key: int) -> None:
    """Go to the view of one query and one key, counted from 0."""
    for name, value in (("query", int(query)), ("key", int(key)), ("view", "pair")):
        url_state.remember(f"attention_{name}", str(value))
    st.session_state[OPENED] = True


def all_maps_requested() -> bool:
    """Whether this run answers a page that wants all maps; true once for each time it asks."""
    return bool(st.session_state.pop(REQUESTED, False))


def look() -> dict[str, Any]:
    """The settings of the view, from the URL: checked, and what is wrong taken out of it."""
    pin, written = url_state.remembered("attention_pin") or "", url_state.remembered("attention_least") or "0"
    least = float(written) if re.fullmatch(r"0?\.\d{1,3}|0", written) else 0.0
    state = {
        "hide": url_state.remembered("attention_hide") == "1",
        "words": url_state.remembered("attention_words") == "1",
        "least": min(MOST_THRESHOLD, least),
        "pair": option_in_url("attention_pair", PAIRS, "all"),
        "pin": pin if PIN.fullmatch(pin) else None,
    }
    keep_look(state)
    return state


def keep_look(state: dict[str, Any]) -> None:
    """Put the settings of the view into the URL; what is as usual stays out."""
    url_state.remember("attention_hide", "1" if state["hide"] else None)
    url_state.remember("attention_words", "1" if state["words"] else None)
    url_state.remember("attention_least", f"{float(state['least']):g}" if state["least"] else None)
    url_state.remember("attention_pair", state["pair"] if state["pair"] in PAIRS[1:] else None)
    url_state.remember("attention_pin", state["pin"] if PIN.fullmatch(state["pin"] or "") else None)


def drawn_together(key: str, options: Sequence[Option]) -> list[Option]:
    """Which further maps are drawn over the chosen one, from the URL."""
    written = (url_state.remembered(key) or "").split(url_state.SEPARATOR)
    found = [option for option in options if str(option) in written]
    replace_in_url(key, url_state.SEPARATOR.join(map(str, found)))
    return found


def keep_together(key: str, names: list[str]) -> None:
    """Put them into the URL; none stay out."""
    url_state.remember(key, url_state.SEPARATOR.join(names) or None)


def _words_of(traced: "TracedForward") -> dict[str, Any]:
    """Tokens, which of them only frame the text, the word of each, and where a second sentence begins."""
    tokenizer, tokens = traced.opened.tokenizer, traced.inputs.tokens
    frame = {tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id}
    return {
        "tokens": [token.text for token in tokens],
        "special": [token.id in frame for token in tokens],
        "words": word_starts(tokens),
        "second": second_starts(traced),
    }


def second_starts(traced: "TracedForward") -> int | None:
    """The first token of the second sentence, if there is one."""
    segments = traced.inputs.segments[0].tolist()
    return segments.index(1) if 1 in segments else None


def _key(traced: "TracedForward", tiles: "Tiles") -> str:
    """Differs wherever maps that the browser keeps would no longer be true."""
    inputs = traced.inputs
    ids = f"{inputs.ids.tolist()} {inputs.segments.tolist()} {tiles.most} {tiles.rows} {tiles.columns}"
    return hashlib.sha256(ids.encode() + tiles.thumbs.numpy().tobytes()).hexdigest()[:16]
