"""The pictures of Normalization: the block, companions, training and inference, padding, order, family."""

import streamlit as st

from core.app.models import traced_model
from core.app.state import Translator, colours
from core.app.widgets.architecture_diagram import norm_diagrams
from core.app.widgets.panels import chart
from core.models.catalog import MAIN_MODEL
from core.topics.normalization.views import shared
from core.topics.normalization.views.sheets import sheets

HEIGHT = 560


def chosen_place_and_size(t: Translator) -> tuple[str, int]:
    """The LayerNorm whose numbers are shown, and the batch-size slider beside it."""
    with st.skeleton(HEIGHT):
        shared.others()
    shared.note_on_cut(t)
    left, right = st.columns(2, gap="large")
    with left:
        place = shared.choose_place(t)
    with right:
        return place, shared.choose_size(t)


def block(t: Translator) -> None:
    """The block as stacked sheets; the numbers that are averaged together light up."""
    kind = shared.choose_kind(t)
    st.markdown(t(f"normalization.about_{kind}"))
    place, size = chosen_place_and_size(t)
    _block(kind, place, size, t)


@st.fragment
def _block(kind: str, place: str, size: int, t: Translator) -> None:
    """Another number is chosen here without the rest of the page."""
    shown = shared.normed(kind, place, size)
    sheets(shown, kind, shared.chosen_cell(tuple(shown.x.shape)), shared.go, t)
    st.caption(t(f"normalization.weights_{'trained' if kind == 'layer' else 'fresh'}"))


def companions(t: Translator) -> None:
    """BatchNorm's result for one number jitters with the rest of the batch, LayerNorm's does not."""
    from core.topics.normalization.batches import SIZES, jitter, spread_by_size
    from core.topics.normalization.concept import EPSILON
    from core.topics.normalization.figures import jitter_strip, spread_curve

    place, size = chosen_place_and_size(t)
    shown = shared.batch(shared.MOST_SENTENCES)
    x = shown.inputs[place]
    _, token, dimension = shared.chosen_cell((1, *x.shape[1:]))
    cell = (min(token, int(shown.real[0].sum()) - 1), dimension)
    st.markdown(t("normalization.which", token=shown.pieces[0][cell[0]], t=cell[0], d=dimension))
    names = {kind: t(f"normalization.kind_{kind}") for kind in ("batch", "layer")}
    words = names | {key: t(f"normalization.jitter_{key}", size=size) for key in ("title", "x", "y")}
    words["hover"] = t("normalization.jitter_hover")
    drawn = jitter(x, shown.real, cell, size, EPSILON)
    figure = jitter_strip(drawn.batch.numpy(), drawn.layer.numpy(), words, colours())
    chart(figure, key="normalization_jitter", alt=t("normalization.jitter_alt"))
    words = names | {key: t(f"normalization.spread_{key}") for key in ("title", "x", "y", "hover")}
    figure = spread_curve(SIZES, spread_by_size(x, shown.real, cell, EPSILON), size, words, colours())
    chart(figure, key="normalization_spread", alt=t("normalization.spread_alt"))
    st.caption(t("normalization.companions_note"))


def modes(t: Translator) -> None:
    """Training asks the batch, inference the running statistics; and what a batch of one does."""
    from core.topics.normalization.batches import training, values_by_mode
    from core.topics.normalization.concept import EPSILON, MOMENTUM
    from core.topics.normalization.figures import running_curve

    st.markdown(t("normalization.modes"))
    place, size = chosen_place_and_size(t)
    shown = shared.batch(shared.MOST_SENTENCES)
    x = shown.inputs[place]
    _, token, dimension = shared.chosen_cell((1, *x.shape[1:]))
    cell = (min(token, int(shown.real[0].sum()) - 1), dimension)
    course = training(x, shown.real, dimension, size, MOMENTUM)
    own = {"mean": course.means.numpy(), "variance": course.variances.numpy()}
    running = {"mean": course.running[:, 0].numpy(), "variance": course.running[:, 1].numpy()}
    keys = ("title", "x", "mean", "variance", "own", "running", "hover")
    words = {key: t(f"normalization.running_{key}") for key in keys}
    figure = running_curve(own, running, words, colours())
    chart(figure, key="normalization_running", alt=t("normalization.running_alt"))
    st.markdown(t("normalization.which", token=shown.pieces[0][cell[0]], t=cell[0], d=dimension))
    values = values_by_mode(x, shown.real, cell, size, course, EPSILON)
    for (mode, value), column in zip(values.items(), st.columns(len(values)), strict=True):
        column.metric(t(f"normalization.mode_{mode}"), f"{value:+.4f}", border=True)
    st.caption(t("normalization.modes_note"))
    one(x[:1, 0], t)


def one(x, t: Translator) -> None:
    """A batch of one by the formula, and what torch says to it."""
    from core.topics.normalization.batches import batch_of_one

    largest, refusal = batch_of_one(x)
    st.markdown(f"#### {t('normalization.one')}")
    left, right = st.columns(2, gap="large")
    left.markdown(t("normalization.one_formula", count=x.shape[-1], largest=f"{largest:g}"))
    right.markdown(t("normalization.one_library"))
    right.code(refusal, language="text", wrap_lines=True)


def padding(t: Translator) -> None:
    """Padding counts as data for BatchNorm, and is none of LayerNorm's business."""
    from core.topics.normalization.batches import padding_moves
    from core.topics.normalization.concept import EPSILON
    from core.topics.normalization.figures import padding_curve

    st.markdown(t("normalization.padding"))
    place, size = chosen_place_and_size(t)
    shown = shared.padded(size)
    longest, widest = int(shown.real.sum(dim=1).max()), shown.real.shape[1]
    widths = list(range(longest, widest + 1))
    moved = padding_moves(shown.inputs[place], shown.real, widths, EPSILON)
    names = {kind: t(f"normalization.kind_{kind}") for kind in ("batch", "layer")}
    words = names | {key: t(f"normalization.padding_{key}") for key in ("title", "x", "y", "hover")}
    figure = padding_curve(widths, moved, words, colours())
    chart(figure, key="normalization_padding", alt=t("normalization.padding_alt"))
    least = 1 - shown.real[:, :longest].float().mean().item()
    most = 1 - shown.real.float().mean().item()
    st.caption(
        t(
            "normalization.padding_note",
            least=f"{least:.0%}",
            most=f"{most:.0%}",
            longest=longest,
            widest=widest,
        )
    )


def order(t: Translator) -> None:
    """Where the norm stands in a layer, and what that does to the stream of the model at hand."""
    from core.topics.normalization.figures import stream_lengths
    from core.topics.normalization.inputs import lengths, norm_weights

    st.markdown(t("normalization.order"))
    norm_diagrams(t)
    with st.skeleton(HEIGHT // 2):
        shown = shared.batch(1)
    opened = traced_model.opened(MAIN_MODEL)
    weights = {place: norm_weights(opened, place) for place in shown.inputs}
    before, after = lengths(shown, weights)
    words = {key: t(f"normalization.lengths_{key}") for key in ("title", "y", "hover", "before", "after")}
    names = [shared.place_name(place, t, "short") for place in shown.inputs]
    figure = stream_lengths(names, before.numpy(), after.numpy(), words, colours())
    chart(figure, key="normalization_lengths", alt=t("normalization.lengths_alt"))
    st.caption(t("normalization.lengths_note"))


def table(t: Translator) -> None:
    """The comparison that textbooks give, with its imprecise line put right."""
    st.markdown(t("normalization.table"))
    st.info(t("normalization.correction"), icon=":material/edit:")
