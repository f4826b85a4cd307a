"""The next-token view of Decoding: one distribution, filter by filter, and draws from it."""

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.app.state import Translator, colours
from core.app.widgets.panels import chart
from core.topics.decoding.views import shared

if TYPE_CHECKING:
    from core.models.language_model import LanguageModel

MOST_BARS = 50
DRAWS = (1, 1000)
EXPECTED = 5.0  # a class of chi-square needs at least this many; rarer tokens are put together


def next_view(model: "LanguageModel", text: str, t: Translator) -> None:
    """The distribution at the node that was clicked in the tree, or after the prompt."""
    import torch

    from core.topics.decoding.concepts.filters import stages

    tokens = shared.path("decoding_node")
    logits = shared.scores_at(model, model.name, text, tokens)
    st.caption(t("decoding.next_after"))
    st.text(f"{text}{model.text(list(tokens))}")
    chosen = shared.filters(t, st.columns(5, gap="medium"))
    prompt = model.prompt(text)[0]
    seen = torch.cat([prompt, torch.tensor(tokens, dtype=torch.long)])  # (S+T,)
    found = stages(logits, seen, chosen)
    counts = _draws(found[-1].logits, (model.name, text, tokens, chosen), t)
    if counts is not None:
        _judge(counts, found[-1].logits, model, t)
    _bars(model, found, counts, t)
    _cuts(found, t)


def _draws(logits: Any, key: Any, t: Translator) -> Any:
    """The two buttons, and the counts (V) of the last draw, None before one."""
    import torch

    from core.topics.decoding.concepts.search import draw_many

    kept = st.session_state.get("decoding.drawn")
    with st.container(horizontal=True, vertical_alignment="center"):
        for count in DRAWS:
            if st.button(
                t("decoding.draw", count=f"{count:,}"),
                icon=":material/casino:",
                key=f"decoding_draw_{count}",
            ):
                seed = 1 + (kept[1] if kept and kept[0] == key else 0)
                kept = st.session_state["decoding.drawn"] = (key, seed, count)
    if not kept or kept[0] != key:
        return None
    _, seed, count = kept
    generator = torch.Generator().manual_seed(seed)
    drawn = draw_many(logits.softmax(-1), count, generator)
    return torch.bincount(drawn, minlength=len(logits))  # (V,)


def _bars(model: "LanguageModel", found: list, counts: Any, t: Translator) -> None:
    from core.topics.decoding.figures import next_token_bars
    from core.topics.decoding.figures_tree import shown_token

    before, after = found[0].logits.softmax(-1), found[-1].logits.softmax(-1)
    top = before.topk(min(MOST_BARS, len(before))).indices  # (bars,)
    drawn = (counts[top] / counts.sum()).tolist() if counts is not None else None
    texts = {
        key: t(f"decoding.next_{key}") for key in ("title", "before", "after_filters", "drawn", "hover", "y")
    }
    figure = next_token_bars(
        [shown_token(model.piece(token)) for token in top.tolist()],
        before[top].tolist(),
        after[top].tolist(),
        drawn,
        texts,
        colours(),
    )
    chart(figure, key="decoding_next", alt=t("decoding.next_alt"))


def _cuts(found: list, t: Translator) -> None:
    """Filter by filter: how many tokens it cut, with how much probability, and the entropy after it."""
    from core.topics.decoding.concepts.filters import NEVER

    rows = [
        (
            t(f"decoding.filter_{stage.name}"),
            int((stage.logits > NEVER).sum()),
            stage.cut,
            stage.mass,
            stage.entropy,
            float(stage.logits.softmax(-1).max()),
        )
        for stage in found
    ]
    names = ("filter", "left", "cut", "mass", "entropy", "top")
    table = pd.DataFrame(rows, columns=[t(f"decoding.cut_{name}") for name in names])
    share = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        table,
        hide_index=True,
        height=38 + 35 * len(table),
        column_config={
            t("decoding.cut_mass"): share,
            t("decoding.cut_top"): share,
            t("decoding.cut_entropy"): st.column_config.NumberColumn(format="%.3f"),
        },
    )
    st.caption(t("decoding.cut_note"))


def _judge(counts: Any, logits: Any, model: "LanguageModel", t: Translator) -> None:
    """One draw by name; many by chi-square against the filtered distribution."""
    import torch

    from core.topics.decoding.concepts.filters import chi_square
    from core.topics.decoding.figures_tree import shown_token

    total = int(counts.sum())
    if total == 1:
        token = int(counts.argmax())
        percent = f"{float(logits.softmax(-1)[token]):.2%}"
        st.markdown(t("decoding.drawn_one"))
        st.code(f"{shown_token(model.piece(token))}   {percent}", language=None)
        return
    probabilities = logits.softmax(-1).double()
    often = probabilities * total >= EXPECTED  # (V,)
    rest = counts[~often].sum()[None], probabilities[~often].sum()[None]
    seen, expected = torch.cat([counts[often], rest[0]]).double(), torch.cat([probabilities[often], rest[1]])
    seen, expected = (seen, expected) if rest[1] > 0 else (seen[:-1], expected[:-1])
    if len(seen) < 2:
        st.markdown(t("decoding.drawn_certain"))
        return
    from scipy.stats import chi2

    statistic = chi_square(seen, expected / expected.sum()).item()
    chance = chi2.sf(statistic, len(seen) - 1)
    st.markdown(
        t(
            "decoding.drawn_many",
            count=f"{total:,}",
            statistic=f"{statistic:.1f}",
            degrees=len(seen) - 1,
            chance=f"{chance:.2f}",
        )
    )
