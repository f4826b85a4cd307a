"""What `num_labels=2` adds to an encoder, read live from the headers of two files."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import DEFAULT_HEIGHT, figure, table
from core.app.state import Translator

if TYPE_CHECKING:
    from core.topics.workshop.added_head import Added
    from core.topics.workshop.concepts.safetensors_header import Entry

ENCODER, CLASSIFIER = "minilm", "sst2-minilm"
MOST_LABELS = 10
CALL = 'AutoModelForSequenceClassification.from_pretrained("minilm", num_labels={labels})'
MOST_ROWS = 200  # of the table of loaded tensors


@st.cache_data(max_entries=4, show_spinner=False)
def _added() -> "Added":
    from core.models.locate import locate, main_file
    from core.topics.workshop.added_head import added_head

    return added_head(main_file(locate(ENCODER)), main_file(locate(CLASSIFIER)))


def model_step(t: Translator) -> None:
    """Parts and their sizes, the new parameters, and the shapes for other numbers of labels."""
    from core.topics.workshop.added_head import FIRST_LOSS

    added = _added()
    picture, counts = st.columns([3, 1], gap="medium")
    with picture:
        _bars(added, t)
    counts.metric(t("workshop_model.new"), f"{added.new_count:,}")
    counts.metric(t("workshop_model.loaded"), f"{added.loaded_count:,}")
    counts.metric(t("workshop_model.share"), numeral(added.new_proportion, ".4%"))
    _labels(added, t)
    st.markdown(explained(t("workshop_model.start", chance=numeral(FIRST_LOSS, ".3f"))))
    with st.expander(t("workshop_model.all_loaded", count=len(added.loaded))):
        _table(added.loaded[:MOST_ROWS], t)
        if added.missing:
            st.caption(t("workshop_model.missing", names=foreign(t("frame.comma").join(added.missing))))


def _bars(added: "Added", t: Translator) -> None:
    """Each part by its number of parameters."""
    from core.topics.workshop.added_head import counts_by_part
    from core.topics.workshop.figures.model import parameter_bars

    loaded, new = (
        {_part_label(part, t): count for part, count in counts_by_part(entries).items()}
        for entries in (added.loaded, added.new)
    )
    figure("workshop_model.bars", parameter_bars, loaded, new, t=t)


def _part_label(part: str, t: Translator) -> str:
    if part.startswith("layer "):
        return t("workshop_model.part_layer", number=part.split(" ")[1])
    return t(f"workshop_model.part_{part}")


def _labels(added: "Added", t: Translator) -> None:
    """The call, and the shapes that follow from the number of labels."""
    from core.topics.workshop.added_head import with_classes

    label, key = t("workshop_model.labels"), "workshop_model_labels"
    labels = int(url_state.slider(label, low=1, high=MOST_LABELS, step=1, key=key, default=2))
    st.code(CALL.format(labels=labels), language="python")
    _table(with_classes(added.new, labels), t)
    worked, count = f"{added.width} \\cdot {labels} + {labels}", f"{added.head_count(labels):,}"
    st.latex(rf"D \cdot C + C = {worked} = {count}".replace(",", r"\,"))
    st.caption(t("workshop_model.labels_note" if labels > 1 else "workshop_model.one_label"))


def _table(entries: "tuple[Entry, ...]", t: Translator) -> None:
    """Tensors by name, shape, count and type."""
    columns = {
        "name": [entry.name for entry in entries],
        "shape": [" × ".join(map(str, entry.shape)) for entry in entries],
        "count": [entry.count for entry in entries],
        "dtype": [entry.dtype for entry in entries],
    }
    named = {t(f"workshop_model.column_{name}"): column for name, column in columns.items()}
    table(named, most=DEFAULT_HEIGHT)
