"""Jobs of before the browser had a name of its own: they were filed under Streamlit's XSRF token.

They are handed over once the browser sends its name. No job lives longer than 90 days
(`SENTISCOPE_JOBS_DAYS`), so this module can go when the release that introduced it is as old.
"""

import hashlib
import logging

import streamlit as st

from core import jobs
from core.app.jobs.browser import name_in_cookie, owner
from core.base.errors import SentiscopeError

log = logging.getLogger(__name__)
XSRF_COOKIE = "_streamlit_xsrf"
LEAST_SECRET = 16  # bytes
_HANDED_OVER = "browser.handed_over"


def hand_over_jobs() -> None:
    """File the jobs of this browser's former owner under its name, once a visit."""
    if not name_in_cookie() or st.session_state.get(_HANDED_OVER):
        return
    st.session_state[_HANDED_OVER] = True
    secret = browser_secret(st.context.cookies.get(XSRF_COOKIE, ""))
    if secret is None:
        return
    try:
        jobs.hand_over(hashlib.sha256(secret).hexdigest()[:32], owner())
    except SentiscopeError:  # the next visit tries again; this one's page needs no job
        log.warning("the jobs of the former owner are not handed over", exc_info=True)


def browser_secret(cookie: str) -> bytes | None:
    """The token in a cookie `2|mask|masked token|time`, masked anew in each answer; None in any other."""
    try:
        version, mask, masked, _ = cookie.split("|")
        key, hidden = bytes.fromhex(mask), bytes.fromhex(masked)
    except ValueError:
        return None
    if version != "2" or not key or len(hidden) < LEAST_SECRET:
        return None
    return bytes(byte ^ key[position % len(key)] for position, byte in enumerate(hidden))
