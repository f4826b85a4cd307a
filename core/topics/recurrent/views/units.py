"""A view of Recurrent networks: every unit at every word, one unit's track, and where else it jumps so."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.foreign import foreign_code
from core.app.models.cached_models import classifier
from core.app.panels import HEADING, ROW, figure
from core.app.state import Translator, sentence
from core.app.url_picks import pick
from core.app.widgets.controls import controls
from core.data.language import is_chinese
from core.topics.recurrent.views import shared

if TYPE_CHECKING:
    from core.topics.recurrent.trace import Jump, RecurrentTrace

MOST_JUMPS = 8
OF_WHICH = (  # of English data, and of Chinese
    {"data": "SST-2", "variable": "SENTISCOPE_SST2"},
    {"data": "ChnSentiCorp", "variable": "SENTISCOPE_CHNSENTICORP"},
)
MOST_SENTENCES = 300  # of a visitor's own dev file, so that the search takes a second at most


def units_view(t: Translator) -> None:
    """A gate or state of all units as a heat map, the track of one unit, and where else it jumps so."""
    from core.topics.recurrent.concept import GATES
    from core.topics.recurrent.figures import unit_map, unit_track
    from core.topics.recurrent.trace import by_movement

    if not shared.can_read(t):
        return
    with controls("recurrent_units"):
        kind = shared.choose_kind(t)
        part = choose_part(kind, t)
    shown = shared.current_trace(kind, t)
    values = shown.steps[part]
    order = by_movement(values)
    unit = shared.chosen_unit(shown)
    gates, name = GATES[kind], t(f"recurrent.part_{part}")  # type: ignore[index]
    drawn = (values.numpy(), order, shown.words, part in gates, unit)
    figure("recurrent.map", unit_map, *drawn, t=t, part=name, count=len(order))
    names = {
        number: t("recurrent.unit_rank", unit=number, rank=rank + 1) for rank, number in enumerate(order)
    }
    with controls("recurrent_unit"):
        label = t("recurrent.cell_unit")
        unit = pick(label, order, key=shared.UNIT, chosen=unit, names=names.__getitem__)
    parts = shared.parts_of(kind)
    part_names = {step: t(f"recurrent.part_{step}") for step in parts}
    lines = {step: shown.steps[step][:, unit].numpy() for step in parts}
    figure("recurrent.track", unit_track, lines, gates, shown.words, t=t, more=part_names, unit=unit)
    _alike(kind, shown, part, unit, t)


def choose_part(kind: str, t: Translator) -> str:
    """Which gate or state the map shows; one choice for the diagram and the map."""
    chosen = shared.chosen_part(kind)
    label, names = t("recurrent.part"), lambda part: t(f"recurrent.part_{part}")
    return pick(label, shared.parts_of(kind), key=shared.PART, chosen=chosen, names=names)


def _alike(kind: str, shown: "RecurrentTrace", part: str, unit: int, t: Translator) -> None:
    """Sentences in which this unit jumps the same way as at its largest step here."""
    track = shown.steps[part][:, unit]
    if len(track) < 2:
        return  # nothing moves within one word
    moves = track.diff()
    position = int(moves.abs().argmax())
    up, word = moves[position].item() >= 0, shown.words[position + 1]
    name, way = t(f"recurrent.part_{part}"), t(f"recurrent.way_{'up' if up else 'down'}")
    st.markdown(f"#### {t('recurrent.alike', unit=unit)}")
    st.markdown(t("recurrent.alike_about", part=name, word=foreign_code(word), way=way))
    chinese = is_chinese(sentence())
    sentences, own = other_sentences(chinese)
    rows = [
        row(jump, t) for jump in jumps(shared.network_name(kind, sentence()), part, unit, up, own, chinese)
    ]
    st.dataframe(rows, hide_index=True, height=HEADING + ROW * MOST_JUMPS)
    st.caption(
        t(
            "recurrent.alike_own" if own else "recurrent.alike_project",
            count=len(sentences),
            **OF_WHICH[chinese],
        )
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def jumps(name: str, part: str, unit: int, up: bool, own: bool, chinese: bool) -> "list[Jump]":
    """Where else the unit jumps so; one scan over the sentences."""
    from core.topics.recurrent.trace import jumps_like

    return jumps_like(classifier(name), other_sentences(chinese)[0], part, unit, up, MOST_JUMPS)


@st.cache_resource(max_entries=2, show_spinner=False)
def other_sentences(chinese: bool) -> tuple[tuple[str, ...], bool]:
    """Dev sentences where the visitor has the data set at home, else our own; and which of the two."""
    from core.base.errors import SentiscopeError
    from core.base.settings import chnsenticorp_folder, is_public, sst2_folder
    from core.data import chnsenticorp, sst2
    from core.data.film_sentences import film_sentences
    from core.data.own_texts import own_texts

    read_split = chnsenticorp.read_split if chinese else sst2.read_split
    folder = None if is_public() else chnsenticorp_folder() if chinese else sst2_folder()
    if folder is not None and (folder / "dev.tsv").is_file():
        try:
            return tuple(read_split(folder / "dev.tsv").sentences[:MOST_SENTENCES]), True
        except SentiscopeError:
            pass  # a damaged file is no reason to show nothing
    return own_texts("zh") if chinese else tuple(film_sentences()), False


def row(jump: "Jump", t: Translator) -> dict[str, object]:
    """A jump as a line of the table, the word itself in brackets."""
    words = [f"[{word}]" if position == jump.position else word for position, word in enumerate(jump.words)]
    return {
        t("recurrent.alike_sentence"): " ".join(words),
        t("recurrent.alike_before"): round(jump.earlier, 3),
        t("recurrent.alike_after"): round(jump.later, 3),
    }
