"""What comes out of scoring, before a file is chosen: the sample's first rows with their verdicts."""

import pandas as pd
import streamlit as st

from core.app.glossary import explained
from core.app.models.cached_models import timed_prediction
from core.app.panels import table
from core.app.state import Translator
from core.app.waiting import waiting_for
from core.models.catalog import MAIN_MODEL
from core.topics.batch.views.prepare import SAMPLE

ROWS = 8
HEIGHT = 318  # pixels of the table


def what_comes_out(t: Translator) -> None:
    """The rows as they are in the file, then the columns that scoring adds to them."""
    st.caption(explained(t("batch.comes_out", model=t(f"models.{MAIN_MODEL}"))))
    with waiting_for(MAIN_MODEL, HEIGHT, t):
        rows = scored_sample()
    text = st.column_config.TextColumn(width=260)
    table(rows, column_config={"review": text})


def scored_sample() -> pd.DataFrame:
    """The sample's first rows as the scored file will hold them."""
    from core.data.files.tables import open_any, preview_of
    from core.scoring.outcome import ADDED, Outcome, confidence
    from core.scoring.plan import DEFAULT_THRESHOLD

    seen = preview_of(open_any(SAMPLE), ROWS)
    text, numbers = seen.guess().text, range(len(seen.columns))
    rows = []
    for row in seen.rows:
        probability = timed_prediction(MAIN_MODEL, row.cell(text)).prediction.probability
        outcome = Outcome(probability, row.problem or "", bool(confidence(probability) < DEFAULT_THRESHOLD))
        rows.append([*(row.cell(number) for number in numbers), *outcome.cells()])
    return pd.DataFrame(rows, columns=[*seen.columns, *ADDED])
