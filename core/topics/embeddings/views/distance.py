"""A view of Embeddings: how distances crowd together as dimensions are added."""

import streamlit as st

from core.app import url_state
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.topics.embeddings.views import shared

DIMENSIONS = ("1", "2", "3", "5", "10", "20", "50", "100", "200", "500", "1000")
THICKNESSES = (0.01, 0.05, 0.1)
MOST_DIMENSIONS = 1000


def distance_view(t: Translator) -> None:
    """How distances crowd together as dimensions are added, and where a ball keeps its volume."""
    label = t("embeddings.dimension")
    with controls("embeddings_distance"):
        D = int(url_state.option_slider(label, DIMENSIONS, key="embeddings_dimension", default="50"))
    _gaps(D, t)
    _shells(D, t)


def _gaps(D: int, t: Translator) -> None:
    """Distances between random points and between word vectors, and their relative contrast."""
    from core.topics.embeddings.concept import relative_contrast
    from core.topics.embeddings.distance_concentration import KINDS, gaps
    from core.topics.embeddings.figures import distance_histograms

    with st.skeleton(shared.HEIGHT):
        distances = gaps(D, shared.glove())
        names = {kind: t(f"embeddings.kind_{kind}") for kind in KINDS}
        spread = {kind: values.numpy() for kind, values in distances.items()}
        figure("embeddings.gaps", distance_histograms, spread, names, t=t, dimension=D)
    for (kind, values), column in zip(
        distances.items(), st.columns(len(distances), gap="medium"), strict=True
    ):
        contrast = relative_contrast(values[0]).item()  # of the first point, to all others
        column.metric(f"{names[kind]}: {t('embeddings.contrast')}", numeral(contrast, ".2f"), border=True)
    st.caption(t("embeddings.gaps_note"))


def _shells(D: int, t: Translator) -> None:
    """The part of a ball's volume that lies in a thin shell."""
    from core.topics.embeddings.concept import shell_volume
    from core.topics.embeddings.figures import shell_curve

    dimensions = list(range(1, MOST_DIMENSIONS + 1))
    parts = {thick: [shell_volume(d, thick) for d in dimensions] for thick in THICKNESSES}
    names = {thick: t("embeddings.shell_name", thickness=numeral(thick, ".0%")) for thick in THICKNESSES}
    figure("embeddings.shell", shell_curve, parts, dimensions, D, names, t=t)
    st.caption(t("embeddings.shell_note"))
