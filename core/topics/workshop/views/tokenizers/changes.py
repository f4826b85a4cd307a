"""From SST-2 to ChnSentiCorp: what of the workshop changes, and why a tokenizer alone is not enough."""

import json
from typing import Any

import streamlit as st

from core.app.glossary import explained
from core.app.models.cached_models import card
from core.app.panels import DEFAULT_HEIGHT, table
from core.app.state import Translator, sentence
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.topics.workshop.views.tokenizers.cuts import tokenizer

MODELS = (MAIN_MODEL, CHINESE_MODEL)
CHANGED = ("file", "labels", "tokenizer", "pieces", "encoder", "longest")
SAME = ("head", "loop", "judged")
MOST_PIECES = 24  # of the sentence, in the table of ids


def changes_view(_: Any, t: Translator) -> None:
    """Line by line what is exchanged and what stays; then what one model's ids mean to the other."""
    names = [t(f"workshop_changes.{part}") for part in (*CHANGED, *SAME)]
    sides = [_side(name, t) for name in MODELS]
    verdicts = [t("workshop_changes.changed")] * len(CHANGED) + [t("workshop_changes.same")] * len(SAME)
    titles = [t(f"workshop_changes.side_{name}") for name in MODELS]
    columns = {
        t("workshop_changes.part"): names,
        **dict(zip(titles, sides, strict=True)),
        t("workshop_changes.verdict"): verdicts,
    }
    table(columns, most=DEFAULT_HEIGHT)
    st.markdown(explained(t("workshop_changes.about")), width=760)
    _ids(t)


def _side(name: str, t: Translator) -> list[str]:
    """Every part of the table as it is for one model and its data."""
    shape, kind = _shape(name), type(tokenizer(name).backend_tokenizer.model).__name__
    D = shape["hidden_size"]
    told = {
        "file": t(f"workshop_changes.file_{name}"),
        "labels": t(f"workshop_changes.labels_{name}"),
        "tokenizer": kind,
        "pieces": f"{len(tokenizer(name)):,}",
        "encoder": f"{t(f'reader.short_{name}')}, {shape['num_hidden_layers']} × {D}",
        "longest": str(card(name)["recipe"]["max_length"]),
        "head": f"2 × {D} + 2",
        "loop": t("workshop_changes.loop_told"),
        "judged": t("workshop_changes.judged_told"),
    }
    return [told[part] for part in (*CHANGED, *SAME)]


@st.cache_data(max_entries=2, show_spinner=False)
def _shape(name: str) -> dict[str, Any]:
    """A shipped model's config.json."""
    from core.models.locate import locate

    read: dict[str, Any] = json.loads((locate(name).folder / "config.json").read_text(encoding="utf-8"))
    return read


def _ids(t: Translator) -> None:
    """The sentence's ids by E5's tokenizer, and the pieces whose rows MiniLM would look up for them."""
    from core.topics.workshop.cuts import cut_by

    pieces = cut_by(tokenizer(CHINESE_MODEL), sentence()).pieces[:MOST_PIECES]
    read = tokenizer(MAIN_MODEL).convert_ids_to_tokens([piece.id for piece in pieces])
    columns = {
        t("workshop_changes.meant"): [piece.text for piece in pieces],
        t("workshop_tokens.column_id"): [piece.id for piece in pieces],
        t("workshop_changes.looked_up"): read,
    }
    table(columns, most=DEFAULT_HEIGHT)
    st.caption(t("workshop_changes.ids_note"))
