"""The measured claims of Pretraining, and what the shipped network knows about texts it never read."""

from typing import Any

import streamlit as st

from core.app.errors import friendly
from core.app.models.cached_models import card
from core.app.state import Translator, colours
from core.app.widgets.experiment_panel import experiment_panel
from core.app.widgets.panels import chart
from core.topics.pretraining.views import shared


def measured(t: Translator) -> None:
    """The network's figures, then three claims."""
    from core.topics.pretraining.figures import mix_accuracy, rate_curve, sides_accuracy

    with friendly():
        network(t)
    experiment_panel("mask_sides", sides_accuracy, t)
    experiment_panel("mask_rate", rate_curve, t)
    experiment_panel("mask_mix", mix_accuracy, t)


def network(t: Translator) -> None:
    """Masked tokens and next sentences of held-out documents, from the model card."""
    from core.topics.pretraining.figures import held_out_words

    shared.folder_of(shared.MAIN)
    told = card(shared.MAIN)
    with st.container(border=True):
        st.markdown(f"#### {t('pretraining.network')}")
        parts = ("x", "hover", "most_frequent", "left_trigram", "two_sided_trigram", "top_1", "top_5")
        words = {part: t(f"pretraining.network_{part}") for part in parts}
        words["title"] = t("pretraining.network_title", documents=told["data"]["held_out_documents"])
        figure = held_out_words(told, words, colours())
        chart(figure, key="pretraining_network", alt=t("pretraining.network_alt"))
        perplexity = f"{told['held_out']['perplexity']:.1f}"
        places = f"{told['held_out']['places']:,}"
        st.markdown(t("pretraining.network_words", perplexity=perplexity, places=places))
        trained = told["recipe"]["pairs"]
        for form, score in sorted(told["next_sentence"].items(), key=lambda pair: pair[0] != trained):
            low, high = score["accuracy_interval_95"]
            numbers = {"accuracy": f"{score['accuracy']:.1%}", "low": f"{low:.1%}", "high": f"{high:.1%}"}
            st.markdown(t(f"pretraining.network_{form}", pairs=f"{score['pairs']:,}", **numbers))
        st.caption(t("pretraining.network_note"))
        commands = stages(told)
        if len(commands) > 1:
            st.caption(t("pretraining.network_stages"))
        for command in commands:
            st.code(command, language="shell", wrap_lines=True)


def stages(told: dict[str, Any]) -> list[str]:
    """The commands of all the runs that made a network, the first one first, from its model card."""
    before = told.get("base", {}).get("card")
    return [*(stages(before) if before else []), told["command"]]
