"""A view of Positions: from no positions to RoPE in five steps, prose and slider beside the picture."""

from typing import Any

import streamlit as st

from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.models.reader import reader
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.app.url_picks import worded_buttons
from core.app.waiting import waiting_for_torch
from core.app.widgets.controls import controls
from core.topics.positions.views import shared

STEPS = ("unordered", "number", "digits", "hands", "turned")
KEY = "positions_step"
POSITIONS = 128  # of the curve, and of the steps that are compared
SHOWN, DIGITS = 16, 4  # rows and columns of the map of digits
HANDS = 4  # pairs of a code of 8 dimensions
PAIRS = (0, 2, 4)  # of a head of 32 dimensions: those that turn within a few positions
SHUFFLES, MOST_SHIFT = 20, 100


def steps_view(t: Translator) -> None:
    """The buttons of the steps, and the one that is open: words, slider and number, then its picture."""
    with controls("positions_steps"):
        step = worded_buttons("positions.step", STEPS, t, default=STEPS[0], label_visibility="collapsed")
    words, picture = st.columns([2, 3], gap="medium")
    with words:
        st.markdown(explained(t(f"positions.told_{step}")))
    _STEPS[step](words, picture, t)
    with words:
        _next_button(step, t)


def _next_button(step: str, t: Translator) -> None:
    """To the step after this one."""
    following = STEPS[STEPS.index(step) + 1 :][:1]
    if following:
        st.button(
            t("positions.step_next"), icon=":material/arrow_forward:", on_click=_go, args=(following[0],)
        )


def _go(step: str) -> None:
    st.session_state[KEY] = step


def _number(container: Any, text: str) -> None:
    """The number that proves the step, beside the picture."""
    container.container(key="ss-readout-steps").markdown(text)


def _unordered(words: Any, picture: Any, t: Translator) -> None:
    """The shuffled sentence gives the same vectors, only elsewhere."""
    from core.topics.positions.figures.steps import crossings

    with words:
        seed = shared.whole("shuffle", 1, SHUFFLES, 1, t) - 1
    with picture, waiting_for_torch(shared.HEIGHT, t, reader()):
        moved = shared.moved(reader(), sentence(), seed)
    with picture:
        home = [token.before for token in moved]
        figure("positions.crossings", crossings, [token.text for token in moved], home, t=t)
    gap = numeral(max(token.without_positions for token in moved), ".1e")
    elsewhere = sum(token.before != token.after for token in moved)
    _number(words, t("positions.proof_unordered", gap=gap, moved=elsewhere))


def _number_added(words: Any, picture: Any, t: Translator) -> None:
    """The number itself in every dimension: it grows, the word does not, and all words look alike."""
    from core.topics.embeddings.concept import cosine, lengths
    from core.topics.positions.figures.steps import growing
    from core.topics.positions.steps import two_words, with_numbers

    with words:
        position = shared.whole("place", 0, POSITIONS - 1, 20, t)
    with picture:
        traced = shared.current_trace(t)
    vectors, places = traced.trace.of("token")[0].double(), two_words(traced.inputs.tokens)  # (T, D)
    first, second = (with_numbers(vectors[place], POSITIONS) for place in places)  # (N, D) each
    long, alike = lengths(first), cosine(first, second).diagonal()  # (N,) each
    names: dict[str, Any] = {"first": _token(traced, places[0]), "second": _token(traced, places[1])}
    with picture:
        figure("positions.growing", growing, long[0].item(), long.numpy(), position, t=t, **names)
    told = {
        "own": numeral(long[0].item(), ".2f"),
        "length": numeral(long[position].item(), ".1f"),
        "before": numeral(alike[0].item(), ".3f"),
        "after": numeral(alike[position].item(), ".5f"),
    }
    told |= {"first": foreign(names["first"]), "second": foreign(names["second"])}
    _number(words, t("positions.proof_number", position=position, **told))


def _token(traced: Any, position: int) -> str:
    return shared.sentence_tokens(traced)[position]


def _digits(words: Any, picture: Any, t: Translator) -> None:
    """Binary digits: each flips half as often as the one before, and neighbours may differ in all."""
    import torch

    from core.topics.positions.figures.steps import digits_map
    from core.topics.positions.steps import binary, step_lengths

    with words:
        position = shared.whole("from_place", 0, SHOWN - 2, 7, t)
    digits = binary(torch.arange(SHOWN), DIGITS)  # (N, B)
    with picture:
        figure("positions.digits", digits_map, digits.numpy(), position, t=t)
    flips = int((digits[position] != digits[position + 1]).sum())
    length = numeral(step_lengths(digits.double())[position].item(), ".3f")
    _number(
        words, t("positions.proof_digits", position=position, next=position + 1, flips=flips, length=length)
    )


def _hands(words: Any, picture: Any, t: Translator) -> None:
    """Sines and cosines: digits made smooth, so that each step is as long as any other."""
    from core.topics.positions.figures.positions import circles
    from core.topics.positions.steps import hands, step_lengths

    with words:
        position = shared.whole("hand", 0, 11, 7, t)
    turned, codes = hands(POSITIONS, 2 * HANDS)  # (N, P), (N, D)
    names = [t("positions.pair_name", pair=i) for i in range(HANDS)]
    with picture:
        figure("positions.clock", circles, turned[: position + 1].numpy(), names, t=t, position=position)
    lengths = step_lengths(codes)
    told = {"length": numeral(lengths[position].item(), ".3f"), "gap": _gap(lengths.max() - lengths.min())}
    _number(words, t("positions.proof_hands", position=position, next=position + 1, **told))


def _turned(words: Any, picture: Any, t: Translator) -> None:
    """RoPE: both arrows turn on with the shift, what is between them stays."""
    from core.topics.positions.figures.steps import pair_arrows
    from core.topics.positions.schemes import queries_and_keys
    from core.topics.positions.steps import angle_between, turned, two_words

    with words:
        shift = shared.whole("shift_both", 0, MOST_SHIFT, 5, t)
    with picture:
        traced, passes = shared.current(t)
    key, query = two_words(traced.inputs.tokens)
    queries, keys = queries_and_keys(passes, 0, 0)  # (T, K) each
    both = turned(queries[query].double(), keys[key].double(), (query, key), shift, PAIRS)
    names = [
        t("positions.pair_between", pair=pair, angle=numeral(angle_between(q, k), ".1f"))
        for pair, q, k in zip(PAIRS, both.query, both.key, strict=True)
    ]
    ends: dict[str, Any] = {"first": _token(traced, query), "second": _token(traced, key)}
    with picture:
        arrows = (both.query.numpy(), both.key.numpy(), names)
        figure("positions.arrows", pair_arrows, *arrows, t=t, **ends)
    told = {"before": numeral(both.unmoved, ".6f"), "after": numeral(both.product, ".6f")}
    gap = _gap(abs(both.product - both.unmoved))
    places = {"asking": query + shift, "asked": key + shift, "distance": query - key}
    _number(words, t("positions.proof_turned", gap=gap, **places, **told))


def _gap(difference: Any) -> str:
    return numeral(float(difference), ".1e")


_STEPS = {
    "unordered": _unordered,
    "number": _number_added,
    "digits": _digits,
    "hands": _hands,
    "turned": _turned,
}
