"""Inside BERT: one forward pass opened, every number on the way from tokens to a verdict."""

import pandas as pd
import streamlit as st

from core.ui import inside, link
from core.ui.family import family_diagrams
from core.ui.flow import flow, labels, shape_text, title
from core.ui.frame import concept_page
from core.ui.inside_compute import show_cell
from core.ui.panels import chart
from core.ui.state import Translator, colours, sentence

HEIGHT = 600
BETWEEN = 2  # learned positions from one row of the similarity map to the next


def see(t: Translator) -> None:
    views = {"flow": walk, "verdict": verdict, "embeddings": embeddings, "cost": cost, "family": family}
    view = link.choose(
        t("inside.view"),
        tuple(views),
        key="inside_view",
        default="flow",
        names=lambda name: t(f"inside.view_{name}"),
        label_visibility="collapsed",
    )
    views[view](t)


def walk(t: Translator) -> None:
    """The forward pass as a diagram, with the chosen step opened beside it."""
    with st.skeleton(HEIGHT):
        shown = inside.current_walk()
    inside.note_on_cut(shown, t)
    _walk(t)


@st.fragment
def _walk(t: Translator) -> None:
    """A step opens here without the rest of the page, from the trace that is kept."""
    shown = inside.current_walk()
    place = inside.place(shown.opened.shape.layers, shown.opened.shape.heads)
    flow(shown, place, inside.go, t)


def verdict(t: Translator) -> None:
    """What the classifier would say after each layer, and how the tokens move meanwhile."""
    from core.explain.forming import moves, stream_norms, verdict_by_layer
    from core.figures.inside import forming_curve, layers_by_tokens

    with st.skeleton(HEIGHT):
        shown = inside.current_walk()
    inside.note_on_cut(shown, t)
    trace, opened = shown.trace, shown.opened
    layers = [t("inside.after_layer", layer=layer + 1) for layer in range(opened.shape.layers)]
    stages = [t("inside.after_embeddings"), *layers]
    tokens = [token.text for token in shown.inputs.tokens]
    formed = verdict_by_layer(trace, opened.weights, opened.shape, opened.positive).tolist()
    words = {key: t(f"inside.forming_{key}") for key in ("title", "y", "hover")}
    figure = forming_curve(formed, stages, words, colours())
    chart(figure, key="inside_forming", alt=t("inside.forming_alt"))
    st.caption(t("inside.forming_note"))
    for name, measure, rows in (("norms", stream_norms, stages), ("moves", moves, layers)):
        words = {key: t(f"inside.{name}_{key}") for key in ("title", "scale", "hover")}
        figure = layers_by_tokens(measure(trace, opened.shape).numpy(), rows, tokens, words, colours())
        chart(figure, key=f"inside_{name}", alt=t(f"inside.{name}_alt"))
        st.caption(t(f"inside.{name}_note"))


def embeddings(t: Translator) -> None:
    """The three vectors of every token, what they are worth, and the tables they come from."""
    second = link.text(
        t("inside.second"),
        key="inside_second",
        help=t("inside.second_help"),
        placeholder=t("inside.second_hint"),
    )
    with st.skeleton(HEIGHT):
        shown = inside.walk(inside.MAIN_MODEL, sentence(), second)
    inside.note_on_cut(shown, t)
    strips(shown, t)
    st.markdown(f"#### {t('inside.without')}")
    without_parts(shown, t)
    tables(shown, t)


def strips(shown, t: Translator) -> None:
    """The real vectors, and how long they are."""
    from core.explain.embedding_parts import PARTS, norms
    from core.figures.inside import embedding_strips, part_norms

    tokens = [token.text for token in shown.inputs.tokens]
    names = {part: t(f"inside.step_{part}") for part in PARTS}
    words = names | {key: t(f"inside.strips_{key}") for key in ("title", "x", "hover")}
    vectors = {part: shown.trace.of(part)[0].numpy() for part in PARTS}
    figure = embedding_strips(vectors, tokens, words, colours())
    chart(figure, key="inside_strips", alt=t("inside.strips_alt"))
    words = names | {key: t(f"inside.lengths_{key}") for key in ("title", "y", "hover")}
    lengths = dict(zip(PARTS, norms(shown).numpy(), strict=True))
    chart(part_norms(lengths, tokens, words, colours()), key="inside_lengths", alt=t("inside.lengths_alt"))


def without_parts(shown, t: Translator) -> None:
    """The full verdict beside what is said with one of the tables set to zero."""
    from core.explain.embedding_parts import TABLES, without

    whole = shown.trace.of("probabilities")[0, shown.opened.positive].item()
    places = st.columns(1 + len(TABLES), gap="medium")
    places[0].metric(t("inside.without_nothing"), f"{whole:.1%}", border=True)
    for part, column in zip(TABLES, places[1:], strict=True):
        left = without(shown, part)
        move = t("predict.points", move=f"{(left - whole) * 100:+.1f}")
        column.metric(
            t(f"inside.without_{part}"),
            f"{left:.1%}",
            move,
            delta_color="off",
            delta_arrow="off",
            border=True,
        )
    st.caption(t("inside.without_note"))


def tables(shown, t: Translator) -> None:
    """What was learned, whatever the sentence: positions and segments."""
    from core.explain.embedding_parts import position_similarity, segment_vectors
    from core.figures.inside import segment_strips, similarity_map

    words = {key: t(f"inside.similarity_{key}") for key in ("title", "x", "hover")}
    similarity = position_similarity(shown, BETWEEN).numpy()
    left, right = st.columns(2, gap="medium")
    with left:
        figure = similarity_map(similarity, BETWEEN, words, colours())
        chart(figure, key="inside_similarity", alt=t("inside.similarity_alt"))
        st.caption(t("inside.similarity_note"))
    words = {key: t(f"inside.segments_{key}") for key in ("title", "x", "hover")}
    names = [t("inside.segment_first"), t("inside.segment_second")]
    with right:
        figure = segment_strips(segment_vectors(shown).numpy(), names, words, colours())
        chart(figure, key="inside_segments", alt=t("inside.segments_alt"))
        counts = shown.inputs.segments[0].tolist()
        st.caption(t("inside.segments_note", first=counts.count(0), second=counts.count(1)))


def cost(t: Translator) -> None:
    """Parameters and operations of each step, adding up to the whole model's."""
    from core.concepts.encoder_cost import costs
    from core.explain.cost import by_step, total
    from core.figures.inside import cost_bars

    with st.skeleton(HEIGHT):
        shown = inside.current_walk()
    inside.note_on_cut(shown, t)
    tokens = len(shown.inputs.tokens)
    steps = by_step(costs(shown.opened.weights, shown.opened.shape, tokens))
    whole = total(steps)
    st.markdown(
        t(
            "inside.cost_total",
            parameters=f"{whole.parameters:,}",
            operations=f"{whole.operations:,}",
            tokens=tokens,
            layers=shown.opened.shape.layers,
        )
    )
    names = {step.step: t(f"inside.step_{step.step}") for step in steps} | {"total": t("inside.cost_sum")}
    words = ("title", "parameters", "operations", "hover", "hover_operations")
    texts = {key: t(f"inside.cost_{key}") for key in words}
    chart(cost_bars(steps, names, texts, colours()), key="inside_cost", alt=t("inside.cost_alt"))
    table = pd.DataFrame(
        {
            t("inside.cost_step"): [names[step.step] for step in (*steps, whole)],
            t("inside.cost_parameters"): [step.parameters for step in (*steps, whole)],
            t("inside.cost_operations"): [step.operations for step in (*steps, whole)],
        }
    )
    thousands = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        table,
        hide_index=True,
        height=38 + 35 * len(table),
        column_config=dict.fromkeys(table.columns[1:], thousands),
    )
    st.caption(t("inside.cost_note"))


def family(t: Translator) -> None:
    """What BERT is, and what of the Transformer it keeps."""
    st.markdown(t("inside.family"), width=760)
    family_diagrams(t)
    st.markdown(t("inside.family_table"))


def compute(t: Translator) -> None:
    """Any cell of any step, with all its operands."""
    from core.concepts.encoder import LAYER_STEPS
    from core.explain.steps import PER_HEAD, STEPS, open_step

    with st.skeleton(HEIGHT):
        shown = inside.current_walk()
    inside.note_on_cut(shown, t)
    shape = shown.opened.shape
    place = inside.place(shape.layers, shape.heads)
    wide, layer, head = st.columns([3, 1, 1])
    inside.pick(
        t("inside.step"),
        STEPS,
        key="inside_step",
        chosen=place.step,
        names=lambda s: t(f"inside.step_{s}"),
        place=wide,
    )
    if place.step in LAYER_STEPS:
        layers = range(1, shape.layers + 1)
        inside.pick(t("inside.layer"), layers, key="inside_layer", chosen=place.layer, place=layer)
    if place.step in PER_HEAD:
        inside.pick(
            t("inside.head"), range(1, shape.heads + 1), key="inside_head", chosen=place.head, place=head
        )
    opened = open_step(shown, place.step, place.layer - 1, place.head - 1)
    row, column = chosen_cell(shown, opened, t)
    st.markdown(f"#### {title(place, t)} · `{shape_text(opened)}`")
    st.markdown(t(f"inside.about_{place.step}"))
    show_cell(shown, opened, row, column, t)


def chosen_cell(shown, opened, t: Translator) -> tuple[int, int]:
    """Row and column of the cell, from two lists."""
    rows, columns = labels(shown, opened, t)
    R, C = opened.value.shape
    row, column = inside.number("inside_row", R - 1, 0), inside.number("inside_column", C - 1, 0)
    left, right = st.columns(2)
    names = lambda number: f"{number} · {rows[number]}"  # noqa: E731
    inside.pick(t("inside.row"), range(R), key="inside_row", chosen=row, names=names, place=left)
    names = lambda number: f"{number} · {columns[number]}" if columns else str(number)  # noqa: E731
    inside.pick(t("inside.column"), range(C), key="inside_column", chosen=column, names=names, place=right)
    return row, column


def code(t: Translator) -> None:
    """Each step beside the library's module that does it, on this sentence's own tensors."""
    from core.concepts.encoder_twins import TWINS, arguments
    from core.ui.twins import twin_panel

    twins = {twin.name: twin for twin in TWINS}
    chosen = link.choose(
        t("inside.twin"),
        tuple(twins),
        key="inside_twin",
        default="self_attention",
        names=lambda name: t(f"twins.{name}"),
    )
    with st.skeleton(HEIGHT):
        shown = inside.current_walk()
    opened, inputs = shown.opened, shown.inputs
    layers = opened.shape.layers
    layer = inside.number("inside_layer", layers)
    inside.pick(
        t("inside.layer"), range(1, layers + 1), key="inside_layer", chosen=layer, place=st.columns(4)[0]
    )
    given = arguments(
        shown.trace, inputs.ids, inputs.mask, inputs.segments, opened.weights, opened.shape, layer - 1
    )
    twin_panel(twins[chosen], given[chosen], t)
    st.caption(t("inside.twin_note"))


def measured(t: Translator) -> None:
    """What pretraining and each ingredient are worth, measured."""
    from core.figures.experiments import ingredients_worth, pretrained_curves
    from core.ui.experiments import experiment_panel

    experiment_panel("pretrained", pretrained_curves, t)
    experiment_panel("ingredients", ingredients_worth, t)


concept_page("inside", {"see": see, "compute": compute, "code": code, "measured": measured})
