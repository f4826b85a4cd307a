"""The next-token view of Decoding: one distribution, filter by filter, and draws from it."""

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.app.numbers import numeral
from core.app.panels import figure, table
from core.app.state import Translator
from core.topics.decoding.views import shared, writer

if TYPE_CHECKING:
    from core.models.language_model import LanguageModel
    from core.topics.decoding.concepts.filters import Filters

MOST_BARS = 30
DRAWS = (1, 1000)


def next_view(t: Translator) -> None:
    """One distribution, and what the filters leave of it."""
    settings, picture = st.columns([1, 3], gap="medium")
    with settings:
        text = shared.ask(t, st)
        with st.container(gap=None):
            chosen = shared.filters(t)
    with picture:
        if text is not None and (model := writer.ready_model(t)):
            _next(model, text, chosen, settings, t)


def _next(model: "LanguageModel", text: str, chosen: "Filters", settings: Any, t: Translator) -> None:
    """The distribution at the node that was clicked in the tree, or after the prompt."""
    import torch

    from core.topics.decoding.concepts.filters import stages

    tokens = shared.path("decoding_node")
    text = writer.start_read(model, text, len(tokens), t)
    logits = shared.scores_at(model, model.name, text, tokens)
    prompt = model.prompt(text)[0]
    seen = torch.cat([prompt, torch.tensor(tokens, dtype=torch.long)])  # (S+T,)
    by_filter = stages(logits, seen, chosen)
    with settings:
        counts = _draws(by_filter[-1].logits, (model.name, text, tokens, chosen), t)
    names = _bars(model, by_filter, tokens, counts, t)
    shared.note_bytes(names, t)
    st.caption(t("decoding.next_after"))
    st.text(f"{text}{model.text(list(tokens))}")
    if counts is not None:
        _drawn(counts, by_filter[-1].logits, model, t)
    _cuts(by_filter, t)


def _draws(logits: Any, key: Any, t: Translator) -> Any:
    """The two buttons, and the counts (V) of the last draw, None before one."""
    import torch

    from core.topics.decoding.concepts.search import draw_many

    last_draw = st.session_state.get("decoding.drawn")
    with st.container(horizontal=True, vertical_alignment="center"):
        for count in DRAWS:
            if st.button(
                t("decoding.draw", count=f"{count:,}"),
                icon=":material/casino:",
                key=f"decoding_draw_{count}",
            ):
                seed = 1 + (last_draw[1] if last_draw and last_draw[0] == key else 0)
                last_draw = st.session_state["decoding.drawn"] = (key, seed, count)
    if not last_draw or last_draw[0] != key:
        return None
    _, seed, count = last_draw
    generator = torch.Generator().manual_seed(seed)
    drawn = draw_many(logits.softmax(-1), count, generator)
    return torch.bincount(drawn, minlength=len(logits))  # (V,)


def _bars(
    model: "LanguageModel", by_filter: list, path: tuple[int, ...], counts: Any, t: Translator
) -> list[str]:
    """The most probable tokens after a path, and how they are written."""
    from core.topics.decoding.figures import next_token_bars
    from core.topics.decoding.figures_tree import shown_last

    before, after = by_filter[0].logits.softmax(-1), by_filter[-1].logits.softmax(-1)
    top = before.topk(min(MOST_BARS, len(before))).indices  # (bars,)
    drawn = (counts[top] / counts.sum()).tolist() if counts is not None else None
    before_it = [model.piece(token) for token in path]
    names = [shown_last([*before_it, model.piece(token)]) for token in top.tolist()]
    values = (before[top].tolist(), after[top].tolist(), drawn)
    figure("decoding.next", next_token_bars, names, *values, t=t)
    return names


def _cuts(by_filter: list, t: Translator) -> None:
    """Filter by filter: how many tokens it cut, with how much probability, and the entropy after it."""
    from core.topics.decoding.concepts.filters import NEVER

    rows = [
        (
            t(f"decoding.filter_{stage.name}"),
            int((stage.logits > NEVER).sum()),
            stage.cut,
            numeral(stage.mass, ".1%"),
            stage.entropy,
            numeral(float(stage.logits.softmax(-1).max()), ".1%"),
        )
        for stage in by_filter
    ]
    names = ("filter", "left", "cut", "mass", "entropy", "top")
    columns = [t(f"decoding.cut_{name}") for name in names]
    table(pd.DataFrame(rows, columns=columns), decimals={t("decoding.cut_entropy"): 3})
    st.caption(t("decoding.cut_note"))


def _drawn(counts: Any, logits: Any, model: "LanguageModel", t: Translator) -> None:
    """One draw by name; many by chi-square against the filtered distribution."""
    from core.topics.decoding.figures_tree import shown_token
    from core.topics.decoding.goodness_of_fit import fit

    probabilities, total = logits.softmax(-1), int(counts.sum())
    if total == 1:
        token = int(counts.argmax())
        st.markdown(t("decoding.drawn_one"))
        st.code(
            f"{shown_token(model.piece(token))}   {numeral(float(probabilities[token]), '.2%')}",
            language=None,
        )
        return
    result = fit(counts, probabilities)
    if result is None:
        st.markdown(t("decoding.drawn_certain"))
        return
    numbers = {
        "statistic": numeral(result.statistic, ".1f"),
        "degrees": result.degrees,
        "chance": numeral(result.p_value, ".2f"),
    }
    st.markdown(t("decoding.drawn_many", count=f"{total:,}", **numbers))
