"""Sentiscope: see inside a sentiment Transformer. Run with `streamlit run app.py`."""

import streamlit as st

from core import jobs
from core.app.errors import friendly
from core.app.header import header
from core.app.navigation import PAGES
from core.app.state import translator
from core.app.style import style
from core.app.url_state import enter_page
from core.app.widgets.browser_name import keep_browser_name


@st.cache_resource(max_entries=1, show_spinner=False)
def continue_jobs() -> None:
    """Once a server start: jobs that an earlier server left go on before anyone looks at them."""
    jobs.keep_going()


def main() -> None:
    """Set up the app, draw what every page shares, and run the chosen page."""
    t = translator()
    st.set_page_config(page_title="Sentiscope", page_icon="assets/icon.svg", layout="wide")
    menu: dict[str, list] = {}
    for page in PAGES:
        title = t(f"pages.{page.name}.menu")
        entry = st.Page(
            page.path, title=title, icon=page.icon, url_path=page.name, default=page.name == "home"
        )
        menu.setdefault(t(f"sections.{page.section}"), []).append(entry)
    chosen = st.navigation(menu)
    enter_page(chosen.url_path)
    style()
    header()
    with friendly():
        keep_browser_name()
        continue_jobs()
        chosen.run()


main()
