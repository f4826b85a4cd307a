"""The shared sentence on its way from characters to ids."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.models.cached_models import classifier
from core.app.models.reader import reader
from core.app.panels import DEFAULT_HEIGHT, figure, table
from core.app.state import Translator, sentence
from core.topics.workshop.views.padding import LIMIT

if TYPE_CHECKING:
    from core.topics.workshop.token_path import TokenPath


def token_path_view(container: Any, t: Translator) -> None:
    """Each character over the piece and the id it becomes part of, and all tokens as a table."""
    from core.topics.workshop.figures.tokens import MOST_CHARACTERS, character_path
    from core.topics.workshop.token_path import token_path

    limit = _count_slider("limit", 4, LIMIT, container, t)
    width = _count_slider("width", 0, 16, container, t)
    path = token_path(classifier(reader()).tokenizer, sentence(), limit, width)
    normal = {"normal": t(f"workshop_tokens.normal_{path.kind}")}
    figure("workshop_tokens.path", character_path, path, t=t, key="workshop_path", more=normal)
    if len(path.typed) > MOST_CHARACTERS:
        st.caption(t("workshop_tokens.path_more", shown=MOST_CHARACTERS))
    if path.cut:
        st.info(t("workshop_tokens.cut", limit=limit, cut=path.cut), icon=":material/content_cut:")
    _table(path, t)
    st.markdown(explained(t(f"workshop_tokens.path_note_{path.kind}")), width=760)


def _count_slider(name: str, low: int, default: int, column: Any, t: Translator) -> int:
    """A number of tokens, up to the longest that is read."""
    label, key = t(f"workshop_tokens.{name}"), f"workshop_{name}"
    return int(
        url_state.slider(label, low=low, high=LIMIT, step=1, key=key, default=default, container=column)
    )


def _table(path: "TokenPath", t: Translator) -> None:
    """Every token with its position, id, attention mask and characters."""
    pieces = path.pieces
    columns = {
        "position": range(len(pieces)),
        "token": [piece.text for piece in pieces],
        "id": [piece.id for piece in pieces],
        "mask": [piece.mask for piece in pieces],
        "characters": [
            f"{piece.start}–{piece.end - 1}" if piece.end > piece.start else "" for piece in pieces
        ],
        "text": [path.typed[piece.start : piece.end] for piece in pieces],
    }
    named = {t(f"workshop_tokens.column_{name}"): column for name, column in columns.items()}
    table(named, most=DEFAULT_HEIGHT)
