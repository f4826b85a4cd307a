"""Has the browser keep the name by which it finds its jobs again."""

from core.app.jobs.browser import COOKIE, adopt, browser_name, name_in_cookie
from core.app.jobs.former_owner import hand_over_jobs
from core.app.widgets.component import component

YEAR = 365 * 24 * 3600  # seconds

_cookie_writer = component("browser_name")


def keep_browser_name() -> None:
    """Write the cookie where there is none yet; it is read when the browser connects the next time."""
    if name_in_cookie():
        hand_over_jobs()
        return
    data = {"cookie": COOKIE, "name": browser_name(), "seconds": YEAR}
    name = _cookie_writer(data=data, key="ss-browser", on_name_change=lambda: None).name
    if name:
        adopt(name)
