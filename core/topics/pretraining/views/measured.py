"""What the shipped network knows about texts it never read, above the claims of Pretraining."""

from typing import Any

import streamlit as st

from core.app.glossary import explained
from core.app.models.cached_models import card
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.topics.pretraining.views import shared


def network(t: Translator) -> None:
    """Masked tokens and next sentences of held-out documents, from the model card."""
    from core.topics.pretraining.figures import held_out_words

    shared.folder_of(name := shared.ours())
    card_of_ours = card(name)
    with st.container(border=True):
        st.markdown(f"#### {t('pretraining.network', model=shared.called(name, t))}")
        documents = card_of_ours["data"]["held_out_documents"]
        figure("pretraining.network", held_out_words, card_of_ours, t=t, documents=documents)
        perplexity = numeral(card_of_ours["held_out"]["perplexity"], ".1f")
        positions = f"{card_of_ours['held_out']['places']:,}"
        st.markdown(explained(t("pretraining.network_words", perplexity=perplexity, places=positions)))
        for line in pair_lines(card_of_ours, t):
            st.markdown(line)
        st.caption(explained(t("pretraining.network_note")))
        if name == shared.CHINESE:
            st.caption(t("pretraining.held_out_e5"))
        commands = stages(card_of_ours)
        if len(commands) > 1:
            st.caption(t("pretraining.network_stages"))
        for command in commands:
            st.code(command, language="shell", wrap_lines=True)
    if name == shared.CHINESE:
        st.caption(t("pretraining.measured_english", model=shared.called(shared.MAIN, t)))


def pair_lines(card_of_ours: dict[str, Any], t: Translator) -> list[str]:
    """How often next sentences are told rightly, with the form that was trained on first."""
    trained, lines = card_of_ours["recipe"]["pairs"], []
    for form, score in sorted(card_of_ours["next_sentence"].items(), key=lambda pair: pair[0] != trained):
        if not score["pairs"]:
            continue
        low, high = score["accuracy_interval_95"]
        numbers = {
            "accuracy": numeral(score["accuracy"], ".1%"),
            "low": numeral(low, ".1%"),
            "high": numeral(high, ".1%"),
        }
        told = t(f"pretraining.network_{form}")
        told = t("pretraining.network_trained", form=told) if form == trained else told
        lines.append(t("pretraining.network_pairs", form=told, pairs=f"{score['pairs']:,}", **numbers))
    return lines


def stages(card_of_ours: dict[str, Any]) -> list[str]:
    """The commands of all the runs that made a network, the first one first, from its model card."""
    before = card_of_ours.get("base", {}).get("card")
    return [*(stages(before) if before else []), card_of_ours["command"]]
