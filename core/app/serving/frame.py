"""The script that Streamlit runs at every interaction: what all pages share, around the chosen one."""

import logging

import streamlit as st

from core import jobs
from core.app.course import station_end, station_title
from core.app.errors import friendly
from core.app.header import header
from core.app.models.warm_up import warm_up
from core.app.navigation import PAGES
from core.app.search import search
from core.app.state import translator
from core.app.style import ICON, LOGO, words
from core.app.tour import tour_bar
from core.app.url_state import enter_page
from core.app.widgets.browser_name import keep_browser_name
from core.app.widgets.links import follow_links
from core.app.widgets.page_marks import mark_page
from core.base.errors import SentiscopeError

log = logging.getLogger(__name__)


@st.cache_resource(max_entries=1, show_spinner=False)
def continue_jobs() -> None:
    """Once a server start: jobs that an earlier server left go on before anyone looks at them.

    Where that fails pages are drawn all the same; whoever needs a job is told by what it is needed for.
    """
    try:
        jobs.keep_going()
    except SentiscopeError:
        log.warning("the jobs of an earlier server do not go on", exc_info=True)


def main() -> None:
    """Set up the app, draw what every page shares, and run the chosen page."""
    t = translator()
    st.set_page_config(page_title="Sentiscope", page_icon=ICON, layout="wide")
    st.logo(LOGO, icon_image=ICON, size="medium")
    menu: dict[str, list] = {}
    for page in PAGES:
        entry = st.Page(
            page.path,
            title=station_title(page.name, t),
            icon=page.icon,
            url_path=page.name,
            default=page.name == "home",
        )
        menu.setdefault(t(f"sections.{page.section}"), []).append(entry)
    chosen = st.navigation(menu, expanded=True)
    follow_links()  # the first of our components: the browser fetches what draws them, the verdict's card too
    name = chosen.url_path or "home"
    enter_page(chosen.url_path)
    words(translator())
    header(name)
    mark_page()
    search(translator())
    tour_bar(name, translator())
    with friendly():
        keep_browser_name()
        continue_jobs()
        chosen.run()
    station_end(name, translator())
    warm_up()


if __name__ == "__main__":  # Streamlit runs it so; the server imports it before anyone asks
    main()
