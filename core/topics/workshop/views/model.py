"""Workshop, step model: what `num_labels=2` adds, read live from the headers of two files."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.panels import chart
from core.app.state import Translator, colours

if TYPE_CHECKING:
    from core.topics.workshop.added_head import Added
    from core.topics.workshop.concepts.safetensors_header import Entry

ENCODER, CLASSIFIER = "minilm", "sst2-minilm"
MOST_LABELS = 10
CALL = 'AutoModelForSequenceClassification.from_pretrained("minilm", num_labels={labels})'
SHOWN_ALIKE = 200  # rows of the table of loaded tensors


@st.cache_data(max_entries=4, show_spinner=False)
def _added() -> "Added":
    from core.models.locate import locate, main_file
    from core.topics.workshop.added_head import added_head

    return added_head(main_file(locate(ENCODER)), main_file(locate(CLASSIFIER)))


def model_step(t: Translator) -> None:
    """Parts and their sizes, the new parameters, and the shapes for other numbers of labels."""
    added = _added()
    new, loaded, share = st.columns(3)
    new.metric(t("workshop_model.new"), f"{added.new_count:,}")
    loaded.metric(t("workshop_model.loaded"), f"{added.loaded_count:,}")
    part = added.new_count / (added.new_count + added.loaded_count)
    share.metric(t("workshop_model.share"), f"{part:.4%}")
    _bars(added, t)
    _labels(added, t)
    _start(t)
    with st.expander(t("workshop_model.all_loaded", count=len(added.loaded))):
        _table(added.loaded[:SHOWN_ALIKE], t)
        if added.missing:
            st.caption(t("workshop_model.missing", names=", ".join(added.missing)))


def _bars(added: "Added", t: Translator) -> None:
    from core.topics.workshop.added_head import counts_by_part
    from core.topics.workshop.figures.model import parameter_bars

    def named(counts: dict[str, int]) -> dict[str, int]:
        return {_part(part, t): count for part, count in counts.items()}

    texts = {part: t(f"workshop_model.bars_{part}") for part in ("title", "x", "hover", "loaded", "new")}
    sizes = named(counts_by_part(added.loaded)), named(counts_by_part(added.new))
    chart(parameter_bars(*sizes, texts, colours()), key="workshop_model_bars", alt=t("workshop_model.alt"))


def _part(name: str, t: Translator) -> str:
    if name.startswith("layer "):
        return t("workshop_model.part_layer", number=name.split(" ")[1])
    return t(f"workshop_model.part_{name}")


def _labels(added: "Added", t: Translator) -> None:
    """The call, and the shapes that follow from the number of labels."""
    from core.topics.workshop.added_head import with_classes

    labels = int(
        url_state.slider(
            t("workshop_model.labels"),
            low=1,
            high=MOST_LABELS,
            step=1,
            key="workshop_model_labels",
            default=2,
        )
    )
    st.code(CALL.format(labels=labels), language="python", wrap_lines=True)
    _table(with_classes(added.new, labels), t)
    width = f"{added.width} \\cdot {labels} + {labels}"
    st.latex(rf"D \cdot C + C = {width} = {added.width * labels + labels:,}".replace(",", r"\,"))
    st.caption(t("workshop_model.labels_note" if labels > 1 else "workshop_model.one_label"))


def _start(t: Translator) -> None:
    """Where the new numbers begin: drawn by the seed, and what the first loss is therefore."""
    import math

    st.markdown(t("workshop_model.start", chance=f"{math.log(2):.3f}"))


def _table(entries: "tuple[Entry, ...]", t: Translator) -> None:
    import pandas as pd

    table = {
        t("workshop_model.column_name"): [entry.name for entry in entries],
        t("workshop_model.column_shape"): [" × ".join(map(str, entry.shape)) for entry in entries],
        t("workshop_model.column_count"): [entry.count for entry in entries],
        t("workshop_model.column_dtype"): [entry.dtype for entry in entries],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True)
