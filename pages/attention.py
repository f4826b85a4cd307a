"""Attention: every head of the real model, and every kind of attention on its queries and keys."""

import streamlit as st

from core.ui import attention, inside, link
from core.ui.attention_compute import show_chain
from core.ui.frame import concept_page
from core.ui.models import classifier
from core.ui.panels import chart
from core.ui.pick import number, one_of, pick
from core.ui.state import Translator, colours, sentence

HEIGHT = 640
WINDOW = 2.0  # tokens to either side, unless chosen
MOST_WINDOW = 32.0


@st.cache_resource(max_entries=8, scope="session", show_spinner=False)
def fitted(first: str, second: str, layer: int, head: int):
    """Additive attention fitted to one head of the traced sentence; both count from 0."""
    from core.explain.kinds import fit_to_head

    return fit_to_head(inside.walk(inside.MAIN_MODEL, first, second), layer, head)


@st.cache_resource(max_entries=6, scope="session", show_spinner=False)
def model_tiles(first: str, second: str, measure: str):
    """All maps of the traced sentence as bytes: a layer's are sent when it is shown."""
    from core.explain.tiles import tiles_of

    return tiles_of(inside.walk(inside.MAIN_MODEL, first, second), measure)


@st.cache_resource(max_entries=4, scope="session", show_spinner=False)
def bertviz_page(first: str, second: str, view: str, layer: int, dark: bool) -> str:
    """BertViz's HTML, whose ids differ at every call."""
    from core.explain.rollout import attention_of
    from core.figures.bertviz import bertviz_html

    shown = inside.walk(inside.MAIN_MODEL, first, second)
    maps = [layer_maps[None] for layer_maps in attention_of(shown)]
    tokens = [token.text for token in shown.inputs.tokens]
    return bertviz_html(view, maps, tokens, layer, attention.second_starts(shown), dark)


def second() -> str:
    """The second sentence, as typed on whichever part of the page."""
    return st.session_state.get("attention_second") or ""


def traced(t: Translator, place=st):
    """The traced pass of the sentence or pair; the field for a second sentence stands at `place`."""
    from core.models.reading import notes_on

    link.text(
        t("inside.second"),
        key="attention_second",
        place=place,
        placeholder=t("attention.second_hint"),
        label_visibility="collapsed",
    )
    with st.skeleton(HEIGHT):
        shown = inside.walk(inside.MAIN_MODEL, sentence(), second())
    inside.note_on_cut(shown, t)
    unknown = sum(token.id == shown.opened.tokenizer.unk_token_id for token in shown.inputs.tokens)
    for note in notes_on(sentence(), unknown, len(shown.inputs.tokens) - 2):
        st.info(t(f"verdict.{note}"), icon=":material/info:")
    return shown


def see(t: Translator) -> None:
    views = {"model": model_view, "kinds": kinds_view, "pair": pair_view, "bertviz": bertviz_view}
    left, right = st.columns([2, 1], gap="medium")
    with left:
        view = link.choose(
            t("inside.view"),
            tuple(views),
            key="attention_view",
            default="model",
            names=lambda name: t(f"attention.view_{name}"),
            label_visibility="collapsed",
        )
    views[view](traced(t, right), t)


def model_view(shown, t: Translator) -> None:
    """Every head of the model, as attention, as contribution, or rolled out over the layers."""
    from core.explain.tiles import MEASURES

    measure = link.choose(
        t("attention.measure"),
        MEASURES,
        key="attention_measure",
        default="attention",
        names=lambda name: t(f"attention.measure_{name}"),
    )
    st.caption(t(f"attention.about_{measure}"))
    _model(measure, t)
    from_cls(shown, t)


@st.fragment
def _model(measure: str, t: Translator) -> None:
    """Another layer or head is shown without the rest of the page, from the trace that is kept."""
    from core.explain.tiles import only_row

    shown = inside.walk(inside.MAIN_MODEL, sentence(), second())
    layer, head = attention.layer_and_head(shown)
    tiles = model_tiles(sentence(), second(), measure)
    layers = [str(number + 1) for number in range(shown.opened.shape.layers)]
    heads = [str(number + 1) for number in range(shown.opened.shape.heads)]
    others = attention.drawn_together("attention_more", [*map(int, heads)])

    def moved(tile: int, more: list[int]) -> None:
        link.remember("attention_layer", str(tile // tiles.columns + 1))
        link.remember("attention_head", str(tile % tiles.columns + 1))
        attention.keep_together("attention_more", [str(other % tiles.columns + 1) for other in more])

    def rolled(tile: int, more: list[int]) -> None:
        link.remember("attention_layer", str(tile + 1))
        attention.keep_together("attention_layers", [str(other + 1) for other in more])

    if measure == "rollout":
        together = attention.drawn_together("attention_layers", [*map(int, layers)])
        chosen = layer - 1, [other - 1 for other in together if other != layer]
        attention.attention_maps(shown, tiles, ([""], layers), chosen, rolled, t, grid="rollout")
        return
    start = (layer - 1) * tiles.columns - 1
    chosen = start + head, [start + other for other in others if other != head]
    row = only_row(tiles, layer - 1)
    attention.attention_maps(shown, row, (layers, heads), chosen, moved, t, grid="heads")


def from_cls(shown, t: Translator) -> None:
    """What [CLS], which the classifier reads, takes from each token, by each measure."""
    from core.explain.rollout import from_first
    from core.explain.tiles import MEASURES
    from core.figures.attention import shares_by_layer

    st.markdown(f"#### {t('attention.cls')}")
    st.caption(t("attention.cls_note"))
    tokens = [token.text for token in shown.inputs.tokens]
    layers = [str(number + 1) for number in range(shown.opened.shape.layers)]
    for measure, column in zip(MEASURES, st.columns(len(MEASURES), gap="small"), strict=True):
        words = {"title": t(f"attention.measure_{measure}"), "hover": t("attention.cls_hover")}
        figure = shares_by_layer(from_first(shown, measure).numpy(), layers, tokens, words, colours())
        with column:
            alt = t("attention.cls_alt", measure=words["title"])
            chart(figure, key=f"attention_cls_{measure}", alt=alt)


def head_pickers(shown, t: Translator, places) -> tuple[int, int]:
    """Layer and head from two lists; both count from 1."""
    layer, head = attention.layer_and_head(shown)
    shape = shown.opened.shape
    pick(t("inside.layer"), range(1, shape.layers + 1), key="attention_layer", chosen=layer, place=places[0])
    pick(t("inside.head"), range(1, shape.heads + 1), key="attention_head", chosen=head, place=places[1])
    return layer, head


def window_slider(t: Translator, place) -> int:
    with place:
        width = link.number(
            t("attention.window"),
            low=0.0,
            high=MOST_WINDOW,
            step=1.0,
            key="attention_window",
            default=WINDOW,
            format="%d",
        )
    return int(width)


def kinds_view(shown, t: Translator) -> None:
    """Three ways to score times four ranges, on one head's queries and keys."""
    st.caption(t("attention.kinds_note"))
    places = st.columns([1, 1, 2])
    layer, head = head_pickers(shown, t, places)
    window = window_slider(t, places[2])
    with st.skeleton(HEIGHT):
        fit = fitted(sentence(), second(), layer - 1, head - 1)
    _kinds(layer, head, window, t)
    cells = fit.scores.numel()
    numbers = {"explained": f"{fit.explained:.1%}", "weights": f"{fit.weights:,}", "cells": f"{cells:,}"}
    st.markdown(t("attention.fit", **numbers))


@st.fragment
def _kinds(layer: int, head: int, window: int, t: Translator) -> None:
    from core.concepts.attention import RANGES
    from core.explain.kinds import SCORES, every_kind
    from core.explain.tiles import tiles

    shown = inside.walk(inside.MAIN_MODEL, sentence(), second())
    fit = fitted(sentence(), second(), layer - 1, head - 1)
    kinds = [f"{score}.{kind}" for score in SCORES for kind in RANGES]
    chosen = one_of("attention_kind", kinds, "scaled.global")
    others = attention.drawn_together("attention_kinds", kinds)

    def moved(tile: int, more: list[int]) -> None:
        link.remember("attention_kind", kinds[tile])
        attention.keep_together("attention_kinds", [kinds[other] for other in more])

    names = [t(f"attention.score_{score}") for score in SCORES]
    attention.attention_maps(
        shown,
        tiles(every_kind(shown, layer - 1, head - 1, window, fit), most=1.0),
        (names, [t(f"attention.range_{kind}") for kind in RANGES]),
        (kinds.index(chosen), [kinds.index(other) for other in others if other != chosen]),
        moved,
        t,
        grid="kinds",
    )


def cell_pickers(shown, t: Translator, places) -> tuple[int, int]:
    """A query's token and a key's, counted from 0, from two lists."""
    tokens = [token.text for token in shown.inputs.tokens]
    chosen = []
    for name, usual, place in zip(("query", "key"), (1, 2), places, strict=True):
        key, last = f"attention_{name}", len(tokens) - 1
        start = number(key, last, 0) if link.remembered(key) else min(usual, last)
        pick(
            t(f"attention.{name}"),
            range(len(tokens)),
            key=key,
            chosen=start,
            names=lambda place: f"{place} · {tokens[place]}",
            place=place,
        )
        chosen.append(start)
    return chosen[0], chosen[1]


def pair_view(shown, t: Translator) -> None:
    """The K numbers of a query and a key, and what comes of them."""
    from core.figures.attention import pair_bars, products_by_key

    st.caption(t("attention.pair_note"))
    places = st.columns([1, 1, 2, 2])
    layer, head = head_pickers(shown, t, places[:2])
    row, column = cell_pickers(shown, t, places[2:])
    of = lambda step: shown.trace.of(step, layer - 1)[0, head - 1]  # noqa: E731
    query, keys = of("queries")[row], of("keys")  # (K,), (S, K)
    score, weight = of("scores")[row, column].item(), of("attention")[row, column].item()
    tokens, K = [token.text for token in shown.inputs.tokens], len(query)
    total = (query * keys[column]).sum().item()
    values = {"sum": f"{total:+.4f}", "root": f"{score:+.4f}", "softmax": f"{weight:.2%}"}
    for (name, value), place in zip(values.items(), st.columns(len(values)), strict=True):
        place.metric(t(f"attention.pair_{name}", width=K), value, border=True)
    words = {name: t(f"attention.bars_{name}") for name in ("query", "key", "product", "hover", "x")}
    words["title"] = t("attention.bars_title", asks=tokens[row], answers=tokens[column])
    figure = pair_bars(query.numpy(), keys[column].numpy(), words, colours())
    chart(figure, key="attention_bars", alt=t("attention.bars_alt"))
    words = {
        name: t(f"attention.products_{name}") for name in ("left", "right", "x", "hover", "hover_weight")
    }
    words["title"] = t("attention.products_title", query=tokens[row])
    products, weights = (query * keys).numpy(), of("attention")[row].numpy()
    figure = products_by_key(products, weights, tokens, column, words, colours())
    chart(figure, key="attention_products", alt=t("attention.products_alt"))


def bertviz_view(shown, t: Translator) -> None:
    """BertViz's own views, on request and for short sentences."""
    from core.figures.bertviz import MOST_TOKENS, VIEWS, available

    st.caption(t("attention.bertviz_note"))
    tokens = len(shown.inputs.tokens)
    if not available():
        st.info(t("attention.bertviz_missing"), icon=":material/download:")
    elif tokens > MOST_TOKENS:
        st.info(t("attention.bertviz_long", tokens=tokens, most=MOST_TOKENS), icon=":material/content_cut:")
    else:
        view = link.choose(
            t("attention.bertviz_which"),
            VIEWS,
            key="attention_bertviz",
            default="head",
            names=lambda name: t(f"attention.bertviz_{name}"),
        )
        layer, dark = attention.layer_and_head(shown)[0], st.context.theme.type == "dark"
        page = bertviz_page(sentence(), second(), view, layer - 1, dark)
        st.iframe(page, height=120 + 23 * tokens if view == "head" else 620)


def compute(t: Translator) -> None:
    """A cell from its query and key to the weighted sum of values."""
    from core.concepts.attention import RANGES
    from core.explain.kinds import chain

    shown = traced(t)
    places = st.columns([1, 1, 2, 2, 1])
    layer, head = head_pickers(shown, t, places)
    row, column = cell_pickers(shown, t, places[2:4])
    K = shown.trace.of("values", 0).shape[-1]
    dimension = number("attention_dimension", K - 1, 0)
    pick(t("attention.dimension"), range(K), key="attention_dimension", chosen=dimension, place=places[4])
    left, right = st.columns([3, 2])
    with left:
        kind = link.choose(
            t("attention.range"),
            RANGES,
            key="attention_range",
            default="global",
            names=lambda name: t(f"attention.range_{name}"),
        )
    window = window_slider(t, right) if "local" in kind else int(WINDOW)
    show_chain(shown, chain(shown, layer - 1, head - 1, kind, window, row), row, column, dimension, t)


def code(t: Translator) -> None:
    """Each kind beside the library's call, on this sentence's own tensors."""
    from core.concepts.attention_twins import TWINS, arguments
    from core.ui.twins import twin_panel

    shown = traced(t)
    twins = {twin.name: twin for twin in TWINS}
    wide, *places = st.columns([2, 1, 1])
    chosen = one_of("attention_twin", tuple(twins), TWINS[0].name)
    pick(
        t("attention.twin"),
        tuple(twins),
        key="attention_twin",
        chosen=chosen,
        names=lambda name: t(f"twins.{name}"),
        place=wide,
    )
    layer, head = head_pickers(shown, t, places)
    opened, fit = shown.opened, fitted(sentence(), second(), layer - 1, head - 1)
    given = arguments(shown.trace, opened.weights, opened.shape, layer - 1, head - 1, fit)
    twin_panel(twins[chosen], given[chosen], t)
    st.caption(t("inside.twin_note"))
    whole_model(shown, t)


def whole_model(shown, t: Translator) -> None:
    """All maps of the page against those that the library's model gives."""
    from core.explain.rollout import attention_of
    from core.models.library_attention import CALL, library_attention

    st.markdown(f"#### {t('attention.library')}")
    st.code(CALL, language="python")
    theirs = library_attention(classifier(inside.MAIN_MODEL).network, shown.inputs, inside.MAIN_MODEL)
    ours = attention_of(shown)
    gap = f"{(ours - theirs).abs().max().item():.1e}"
    st.markdown(t("attention.library_gap", gap=gap, maps=ours.shape[0] * ours.shape[1], tokens=ours.shape[2]))


def measured(t: Translator) -> None:
    """Why √K, what a window saves, and which heads matter."""
    from core.figures.attention import heads_worth, local_growth, scaling_curves
    from core.ui.experiments import experiment_panel

    experiment_panel("scaling", scaling_curves, t)
    experiment_panel("local_attention", local_growth, t)
    experiment_panel("heads", heads_worth, t)


concept_page("attention", {"see": see, "compute": compute, "code": code, "measured": measured})
