"""One line on a shipped Transformer, its numbers from its own files: what it is, and what it learned from."""

import json
from typing import Any

import streamlit as st

from core.app.models.cached_models import card
from core.app.numbers import numeral
from core.app.state import Translator
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL


@st.cache_resource(max_entries=2, show_spinner=False)
def _configuration(name: str) -> dict[str, Any]:
    from core.models.locate import locate

    return json.loads((locate(name).folder / "config.json").read_text(encoding="utf-8"))


def model_line(t: Translator, name: str = MAIN_MODEL) -> str:
    """`MiniLM, a BERT of 6 layers × 384 …, fine-tuned on SST-2, …`."""
    configuration, written = _configuration(name), card(name)
    sizes = {
        "model": t(f"models.{name}"),
        "layers": configuration["num_hidden_layers"],
        "width": configuration["hidden_size"],
    }
    shown = {**sizes, **_shares(written["dev"])}
    if name == CHINESE_MODEL:
        english = {f"english_{key}": value for key, value in _shares(written["dev_english"]).items()}
        return t("models.line_both", pieces=f"{configuration['vocab_size']:,}", **shown, **english)
    return t("models.line", phrases=f"{written['data']['train_rows']:,}", **shown)


def _shares(dev: dict[str, Any]) -> dict[str, str]:
    """The accuracy on a dev set, and its interval."""
    low, high = dev["accuracy_interval_95"]
    shares = {"accuracy": dev["accuracy"], "low": low, "high": high}
    return {name: numeral(share, ".1%") for name, share in shares.items()}
