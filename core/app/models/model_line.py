"""One line on the main model, its numbers from its own files: what it is, and what it learned from."""

import json
from typing import Any

import streamlit as st

from core.app.models.cached_models import card
from core.app.numbers import numeral
from core.app.state import Translator
from core.models.catalog import MAIN_MODEL


@st.cache_resource(max_entries=1, show_spinner=False)
def _configuration() -> dict[str, Any]:
    from core.models.locate import locate

    return json.loads((locate(MAIN_MODEL).folder / "config.json").read_text(encoding="utf-8"))


def model_line(t: Translator) -> str:
    """`MiniLM, a BERT of 6 layers × 384 …, fine-tuned on SST-2, …`."""
    configuration, written = _configuration(), card(MAIN_MODEL)
    low, high = written["dev"]["accuracy_interval_95"]
    return t(
        "models.line",
        model=t(f"models.{MAIN_MODEL}"),
        layers=configuration["num_hidden_layers"],
        width=configuration["hidden_size"],
        phrases=f"{written['data']['train_rows']:,}",
        accuracy=numeral(written["dev"]["accuracy"], ".1%"),
        low=numeral(low, ".1%"),
        high=numeral(high, ".1%"),
    )
