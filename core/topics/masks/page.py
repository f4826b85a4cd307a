"""Masks: what a token may not look at, how its scores are told so, and what happens without."""

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.models import traced_model
from core.app.page import concept_page
from core.app.state import Translator, colours, sentence
from core.app.url_picks import number, pick
from core.app.widgets.panels import chart
from core.models.catalog import MAIN_MODEL
from core.topics.masks.views import shared
from core.topics.masks.views.mask_grid import mask_grid
from core.topics.masks.views.unmasked_decoder import peek

HEIGHT = 520


def see(t: Translator) -> None:
    views = {"grid": grid, "both": both, "ways": ways, "empty": empty, "peek": peek}
    view = url_state.choose(
        t("masks.view"),
        tuple(views),
        key="masks_view",
        default="grid",
        names=lambda name: t(f"masks.view_{name}"),
        label_visibility="collapsed",
    )
    views[view](t)


def grid(t: Translator) -> None:
    """Scores + mask → softmax of one head, every cell of the mask to be clicked."""
    kind = shared.choose_kind(t)
    st.markdown(t(f"masks.about_{kind}"))
    with st.skeleton(HEIGHT):
        shared.traced(sentence())
    shared.note_on_cut(t)
    row, layer, head = shared.choose_row_and_head(t)
    _grid(kind, row, layer, head, t)


@st.fragment
def _grid(kind: str, row: int, layer: int, head: int, t: Translator) -> None:
    """Cells are clicked here without the rest of the page."""
    from core.topics.masks.concept import additive, additive_masked_softmax

    shown = shared.seen(kind, row, layer, head)
    scores = shown.of("scores")
    arrays = {
        "scores": scores,
        "mask": additive(shown.mask),
        "attention": additive_masked_softmax(scores, shown.mask),
    }
    mask_grid(arrays, shown.pieces, shown.traced.real[row].tolist(), shown.flips, shared.flip, t)
    left, right = st.columns([1, 3], vertical_alignment="center")
    label = t("masks.clear", count=len(shown.flips))
    left.button(label, icon=":material/undo:", disabled=not shown.flips, on_click=shared.clear)
    if not shown.mask.any(dim=1).all():
        right.warning(t("masks.empty_rows"), icon=":material/block:")
    T = len(shown.mask)
    plain = shown.traced.real[row].expand(T, T).contiguous()  # (T, S): as the model was trained
    told = [shared.prediction(sentence(), row, mask.numpy().tobytes(), T) for mask in (plain, shown.mask)]
    for name, probability, column in zip(("trained", "here"), told, st.columns(2), strict=True):
        column.metric(t(f"masks.verdict_{name}"), f"{probability:.1%}", border=True)
    st.caption(t("masks.grid_note"))


def both(t: Translator) -> None:
    """The two masks that are often confused, on one batch."""
    from core.nn.masks import causal
    from core.topics.masks.figures import batch_masks

    st.markdown(t("masks.both"))
    with st.skeleton(HEIGHT):
        shown = shared.traced(sentence())
    shared.note_on_cut(t)
    keys = ("title", "padding", "causal", "both", "seen", "ahead", "pad", "twice", "hover")
    words = {key: t(f"masks.both_{key}") for key in keys}
    table = causal(shown.real.shape[1]).numpy()
    figure = batch_masks(table, shown.real.numpy(), shown.batch.pieces, words, colours())
    chart(figure, key="masks_both", alt=t("masks.both_alt"))
    st.caption(t("masks.both_note"))


def ways(t: Translator) -> None:
    """−∞, a large negative number, a small one, and 0 after the softmax, on one row."""
    from core.topics.masks.concept import mask_of
    from core.topics.masks.figures import ways_bars
    from core.topics.masks.ways import ways as every_way

    st.markdown(t("masks.ways"))
    with st.skeleton(HEIGHT):
        shown = shared.traced(sentence())
    shared.note_on_cut(t)
    T = int(shown.real[0].sum())
    pieces = shown.batch.pieces[0][:T]
    row = number("masks_looks", T - 2, 0) if url_state.remembered("masks_looks") else min(2, T - 2)

    def rows_list(place) -> None:
        names = lambda number: f"{number} · {pieces[number]}"  # noqa: E731
        rows = range(T - 1)
        pick(t("masks.looks"), rows, key="masks_looks", chosen=row, names=names, place=place)

    layer, head = shared.choose_head(t, rows_list)
    seen = mask_of("causal", shown.real[0, :T])[row]  # (S,)
    results = every_way(shown.head("scores", layer, head, 0)[row, :T], seen)
    words = {way: t(f"masks.way_{way}") for way in results}
    words |= {key: t(f"masks.ways_{key}", token=pieces[row]) for key in ("title", "y")}
    words["hover"] = t("masks.ways_hover")
    shares = {way: result.shares.numpy() for way, result in results.items()}
    chart(
        ways_bars(shares, pieces, seen.numpy(), words, colours()), key="masks_ways", alt=t("masks.ways_alt")
    )
    table = pd.DataFrame(
        {
            t("masks.column_way"): [words[way] for way in results],
            t("masks.column_total"): [result.total for result in results.values()],
            t("masks.column_hidden"): [result.hidden for result in results.values()],
            t("masks.column_moved"): [result.moved for result in results.values()],
        }
    )
    st.dataframe(table, hide_index=True)
    st.caption(t("masks.ways_note"))


def empty(t: Translator) -> None:
    """A row that may look at nothing: what the formula and the library's functions give."""
    from core.topics.masks.ways import empty_row

    st.markdown(t("masks.empty"))
    with st.skeleton(HEIGHT):
        shown = shared.traced(sentence())
    layer, head = shared.choose_head(t)
    parts = [shown.head(step, layer, head, 0) for step in ("queries", "keys", "values")]
    results = empty_row(parts[0], parts[1], parts[2], row=1)
    for (way, output), column in zip(results.items(), st.columns(len(results)), strict=True):
        column.metric(t(f"masks.empty_{way}"), f"{output[0].item():.4f}".replace("nan", "NaN"), border=True)
        column.caption(t(f"masks.empty_{way}_about"))
    st.caption(t("masks.empty_note", token=shown.batch.pieces[0][1]))


def compute(t: Translator) -> None:
    """Any share of the masked row, from the scores."""
    from core.topics.masks.views.compute import choose_cell, show_share

    kind = shared.choose_kind(t)
    with st.skeleton(HEIGHT):
        shared.traced(sentence())
    shared.note_on_cut(t)
    row, layer, head = shared.choose_row_and_head(t)
    shown = shared.seen(kind, row, layer, head)
    show_share(shown, *choose_cell(shown, t), t)


def code(t: Translator) -> None:
    """Our masks beside torch's and the tokenizer's, on one head of the batch."""
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.masks.twins import TWINS, arguments

    twin = choose_twin(TWINS, t("masks.twin"), key="masks_twin", default="additive_causal", t=t)
    with st.skeleton(HEIGHT):
        shown = shared.traced(sentence())
    shared.note_on_cut(t)
    layer, head = shared.choose_head(t)
    queries, keys, values = (shown.trace.of(step, layer)[:, head] for step in ("queries", "keys", "values"))
    tokenizer = traced_model.opened(MAIN_MODEL).tokenizer
    given = arguments(queries, keys, values, shown.real.sum(dim=1), shared.sentences(), tokenizer)
    twin_panel(twin, given[twin.name], t)
    st.caption(t("masks.twin_note"))


def measured(t: Translator) -> None:
    """A decoder without its mask, what leaks under each mask, and padding without one."""
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.masks.figures import decoder_curves, leakage_maps, padding_moves

    experiment_panel("mask_decoder", decoder_curves, t)
    experiment_panel("mask_leakage", leakage_maps, t)
    experiment_panel("mask_padding", padding_moves, t)


def draw() -> None:
    concept_page("masks", {"see": see, "compute": compute, "code": code, "measured": measured})
