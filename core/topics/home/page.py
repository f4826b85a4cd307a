"""Home: what this is, where to start, the road through the pages, and a verdict on the shared sentence."""

import streamlit as st

from core.app.errors import friendly
from core.app.exercises.done import all_done
from core.app.models.cached_models import timed_prediction
from core.app.models.model_line import model_line
from core.app.models.reader import reader
from core.app.navigation import BY_NAME, ROAD
from core.app.panels import notes
from core.app.serving.first_visit import inside_app
from core.app.state import Translator, sentence, translator
from core.app.tour import start_tour
from core.app.waiting import waiting_for
from core.app.widgets.components import prediction_card, road
from core.exercises import registry
from core.exercises.ladder import solved

CARD_HEIGHT = 150  # pixels of a verdict's card


def live_prediction(t: Translator) -> None:
    """The prediction for the shared sentence, at once."""
    with friendly():
        name = reader()
        with waiting_for(name, CARD_HEIGHT, t):
            timed = timed_prediction(name, sentence())
        prediction_card(timed, t(f"models.{name}"), t, key="home_verdict")
        notes(timed.prediction, t)


def doors(t: Translator) -> None:
    """The ways in: the first station, the tour over the whole road, a file to score."""
    with st.container(key="ss-doors", horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(t("home.start"), type="primary", icon=":material/play_arrow:"):
            st.switch_page(BY_NAME[ROAD[0]].path)
        if st.button(t("home.tour"), icon=":material/tour:"):
            start_tour()
        if st.button(t("home.score"), icon=":material/table_rows:"):
            st.switch_page(BY_NAME["batch"].path)


def draw_road(t: Translator) -> None:
    """The stations in order, each a card that opens its page."""
    stops = [
        {"name": name, "title": t(f"pages.{name}.menu"), "about": t(f"pages.{name}.about")} for name in ROAD
    ]
    clicked = road(stops, t)
    if clicked in ROAD:
        st.switch_page(BY_NAME[clicked].path)


def exercises_line(t: Translator) -> None:
    """How many exercises are solved, as the way to all of them."""
    listed = registry.listed()
    text = t("home.write", solved=solved(listed, all_done()), count=len(listed))
    st.page_link(BY_NAME["practice"].path, label=text, icon=BY_NAME["practice"].icon)


def draw() -> None:
    inside_app()
    t = translator()
    about, prediction = st.columns([3, 2], gap="large", vertical_alignment="center")
    with about, st.container(key="ss-home", gap="small"):
        st.title(t("pages.home.title"), anchor=False)
        st.markdown(t("pages.home.question"))
        st.caption(model_line(t, reader()))
        doors(t)
    with prediction:
        live_prediction(t)
    draw_road(t)
    exercises_line(t)
