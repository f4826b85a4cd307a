"""The part of a view on leaving early: what the exits say of this sentence, and where sentences leave."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.app.models.cached_models import classifier
from core.app.models.shared import loaded_once
from core.app.models.traced_model import chosen_model
from core.app.panels import figure
from core.app.state import Translator
from core.base.errors import SentiscopeError

if TYPE_CHECKING:
    from core.scoring.backends.exits.heads import Exits
    from core.topics.inside.leaving import ExitVerdict
    from core.trace.trace import TracedForward

FEW = 4  # models whose exits are kept


@loaded_once(max_entries=FEW)
def exits_of(folder: Path) -> "Exits":
    """The exits of a model's folder; without a head where there are none of these weights."""
    from core.scoring.backends.exits.heads import Exits, read_exits
    from core.scoring.backends.model_fingerprint import fingerprint_of

    try:
        return read_exits(folder, fingerprint_of(folder))
    except SentiscopeError:
        return Exits(())


def said_by_exits(traced: "TracedForward") -> tuple["ExitVerdict", ...]:
    """What each exit of the chosen model says of the sentence; nothing where it has none."""
    from core.topics.inside.leaving import exit_verdicts
    from core.trace.layerwise import stream

    exits = exits_of(classifier(chosen_model()).folder)
    return exit_verdicts(stream(traced.trace, traced.opened.shape), exits)


def leaving_line(verdicts: tuple["ExitVerdict", ...], layers: int, t: Translator) -> str:
    """After which layer the sentence could have left, in a sentence."""
    from core.topics.inside.leaving import first_sure

    left = first_sure(verdicts)
    if left is None:
        return t("inside.exits_none", layers=layers)
    return t(
        "inside.exits_left",
        layer=left.after,
        verdict=t(f"verdict.{'positive' if left.log_odds >= 0 else 'negative'}"),
        log_odds=left.log_odds,
        threshold=left.threshold,
        spared=layers - left.after,
    )


def leaving_part(verdicts: tuple["ExitVerdict", ...], layers: list[str], t: Translator) -> None:
    """How sure each exit is, and how many of dev's sentences leave where; `layers` by name from the first."""
    from core.topics.inside.figures_leaving import exit_sureness

    st.markdown(leaving_line(verdicts, len(layers), t), width=760)
    figure("inside.sureness", exit_sureness, verdicts, layers, t=t)
    st.caption(t("inside.sureness_note"))
    _shares(verdicts, layers, t)


def _shares(verdicts: tuple["ExitVerdict", ...], layers: list[str], t: Translator) -> None:
    from core.scoring.backends.exits.told import judged
    from core.topics.inside.figures_leaving import leaving_shares
    from core.topics.inside.leaving import first_sure

    found = judged(classifier(chosen_model()).folder, "dev")
    if found is None:
        return
    left = first_sure(verdicts)
    here = found.after.index(left.after) if left else len(found.after) - 1
    names = [*(layers[after - 1] for after in found.after[:-1]), t("inside.shares_end")]
    figure("inside.shares", leaving_shares, found.leaving, names, here, t=t)
    numbers = {"same": found.same_labels, "computed": found.computed}
    st.caption(t("inside.shares_note", sentences=found.texts, backend=found.backend, **numbers))
