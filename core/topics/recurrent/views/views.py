"""The three views of See: the cell with its hands, the verdict as it forms, and every unit at every word."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.state import Translator, colours, sentence
from core.app.url_picks import pick
from core.app.widgets.panels import chart
from core.topics.recurrent.views import shared
from core.topics.recurrent.views.cell_diagram import cell_diagram

if TYPE_CHECKING:
    from core.topics.recurrent.trace import Jump, Reading

MOST_JUMPS = 8
MOST_SENTENCES = 300  # of a visitor's own dev file, so that the search takes a second at most


def cell(t: Translator) -> None:
    """The diagram; below it the verdict after each word, as it is and with a gate held by hand."""
    from core.topics.recurrent.figures import reading_lines

    kind = shared.choose_kind(t)
    with st.skeleton(shared.HEIGHT):
        free = shared.reading(kind, sentence())
    shared.note_on_cut(free, t)
    hold = shared.chosen_hold(kind, len(free.words))
    held = shared.reading(kind, sentence(), hold) if hold else None
    cell_diagram(free, held, t)
    curves = {kind: free.probability.numpy()}
    texts = shared.texts_of(t, "reading", "x", "y", "hover") | {kind: t(f"recurrent.kind_{kind}")}
    texts["title"] = t("recurrent.cell_reading_title")
    between = None
    if held and hold:
        curves["held"] = held.probability.numpy()
        state = t(f"recurrent.cell_{'open' if hold.value else 'shut'}")
        texts["held"] = t("recurrent.held_line", gate=t(f"recurrent.part_{hold.gate}"), state=state)
        between = (hold.first, hold.last)
    figure = reading_lines(curves, free.words, texts, colours(), between)
    chart(figure, key="recurrent_cell_reading", alt=t("recurrent.reading_alt"))
    if held:
        before, after = (f"{one.probability[-1].item():.1%}" for one in (free, held))
        st.markdown(t("recurrent.held_told", before=before, after=after))
    else:
        st.caption(t("recurrent.held_invitation" if kind != "rnn" else "recurrent.no_gates"))


def reading(t: Translator) -> None:
    """LSTM, GRU and RNN read the same sentence; which word turned each of them most."""
    from core.topics.recurrent.figures import reading_lines
    from core.topics.recurrent.trace import turning_point

    with st.skeleton(shared.HEIGHT):
        shown = shared.readings()
    first = next(iter(shown.values()))
    shared.note_on_cut(first, t)
    texts = shared.texts_of(t, "reading", "title", "x", "y", "hover")
    texts |= {kind: t(f"recurrent.kind_{kind}") for kind in shown}
    curves = {kind: one.probability.numpy() for kind, one in shown.items()}
    figure = reading_lines(curves, first.words, texts, colours())
    chart(figure, key="recurrent_reading", alt=t("recurrent.reading_alt"))
    for (kind, one), column in zip(shown.items(), st.columns(len(shown)), strict=True):
        place, move = turning_point(one)
        column.metric(
            t("recurrent.reading_end", kind=t(f"recurrent.kind_{kind}")),
            f"{one.probability[-1].item():.1%}",
            t("recurrent.turned", word=one.words[place], move=f"{move * 100:+.0f}"),
            delta_color="off",
            delta_arrow="off",
            border=True,
        )
    st.caption(t("recurrent.reading_note"))


def units(t: Translator) -> None:
    """A gate or state of all units as a heat map, the track of one unit, and where else it jumps so."""
    from core.topics.recurrent.concept import GATES
    from core.topics.recurrent.figures import unit_map, unit_track
    from core.topics.recurrent.trace import by_movement

    kind = shared.choose_kind(t)
    with st.skeleton(shared.HEIGHT):
        shown = shared.reading(kind, sentence())
    shared.note_on_cut(shown, t)
    part = choose_part(kind, t)
    values = shown.steps[part]
    order = by_movement(values)
    unit = shared.chosen_unit(shown)
    texts = {"title": t("recurrent.map_title", part=t(f"recurrent.part_{part}"), count=len(order))}
    texts |= shared.texts_of(t, "map", "y", "hover")
    gates = GATES[kind]  # type: ignore[index]
    figure = unit_map(values.numpy(), order, shown.words, part in gates, unit, texts, colours())
    chart(figure, key="recurrent_map", alt=t("recurrent.map_alt"))
    names = {
        number: t("recurrent.unit_rank", unit=number, rank=rank + 1) for rank, number in enumerate(order)
    }
    with st.columns([1, 2])[0]:
        label = t("recurrent.cell_unit")
        unit = pick(label, order, key=shared.UNIT, chosen=unit, names=lambda one: names[one])
    parts = shared.parts_of(kind)
    texts = shared.texts_of(t, "track", "y", "hover") | {one: t(f"recurrent.part_{one}") for one in parts}
    texts["title"] = t("recurrent.track_title", unit=unit)
    lines = {one: shown.steps[one][:, unit].numpy() for one in parts}
    chart(
        unit_track(lines, gates, shown.words, texts, colours()),
        key="recurrent_track",
        alt=t("recurrent.track_alt"),
    )
    alike(kind, shown, part, unit, t)


def choose_part(kind: str, t: Translator) -> str:
    """Which gate or state the map shows; one choice for the diagram and the map."""
    chosen = shared.chosen_part(kind)
    label, names = t("recurrent.part"), lambda part: t(f"recurrent.part_{part}")
    with st.columns([1, 2])[0]:
        return pick(label, shared.parts_of(kind), key=shared.PART, chosen=chosen, names=names)


def alike(kind: str, shown: "Reading", part: str, unit: int, t: Translator) -> None:
    """Sentences in which this unit jumps the same way as at its largest step here."""
    track = shown.steps[part][:, unit]
    if len(track) < 2:
        return  # nothing moves within one word
    moves = track.diff()
    place = int(moves.abs().argmax())
    up, word = moves[place].item() >= 0, shown.words[place + 1]
    name, way = t(f"recurrent.part_{part}"), t(f"recurrent.way_{'up' if up else 'down'}")
    st.markdown(f"#### {t('recurrent.alike', unit=unit)}")
    st.markdown(t("recurrent.alike_about", part=name, word=literal(word), way=way))
    sentences, own = other_sentences()
    st.dataframe(
        [row(one, t) for one in jumps(kind, part, unit, up, own)],
        hide_index=True,
        height=38 + 35 * MOST_JUMPS,
    )
    st.caption(t("recurrent.alike_own" if own else "recurrent.alike_project", count=len(sentences)))


@st.cache_resource(max_entries=64, show_spinner=False)
def jumps(kind: str, part: str, unit: int, up: bool, own: bool) -> "list[Jump]":
    """Where else the unit jumps so; one scan over the sentences."""
    from core.topics.recurrent.trace import jumps_like

    return jumps_like(shared.model(kind), other_sentences()[0], part, unit, up, MOST_JUMPS)


@st.cache_resource(max_entries=1, show_spinner=False)
def other_sentences() -> tuple[tuple[str, ...], bool]:
    """Dev sentences where the visitor has SST-2 at home, else the project's own; and which of the two."""
    from core.base.errors import SentiscopeError
    from core.base.settings import is_public, sst2_folder
    from core.data.film_sentences import film_sentences
    from core.data.sst2 import read_split

    folder = None if is_public() else sst2_folder()
    if folder is not None and (folder / "dev.tsv").is_file():
        try:
            return tuple(read_split(folder / "dev.tsv").sentences[:MOST_SENTENCES]), True
        except SentiscopeError:
            pass  # a damaged file is no reason to show nothing
    return film_sentences(), False


def row(one: "Jump", t: Translator) -> dict[str, object]:
    """A jump as a line of the table, the word itself in brackets."""
    words = [f"[{word}]" if place == one.place else word for place, word in enumerate(one.words)]
    return {
        t("recurrent.alike_sentence"): " ".join(words),
        t("recurrent.alike_before"): round(one.earlier, 3),
        t("recurrent.alike_after"): round(one.later, 3),
    }


def literal(word: str) -> str:
    """A visitor's word inside Markdown stays what it is."""
    return f"`{word.replace('`', chr(39))}`"
