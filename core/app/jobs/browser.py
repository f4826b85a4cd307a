"""Which browser this is: a random name of our own, kept in a cookie, by which it finds its jobs again.

Streamlit reads cookies and cannot set any, so core/app/widgets/browser_name.py has the browser write it.
"""

import hashlib
import re
import secrets

import streamlit as st

COOKIE = "sentiscope_browser"
BYTES = 32
NAME = re.compile(r"[A-Za-z0-9_-]{43}")  # as many bytes in base64
_DRAWN = "browser.drawn"


def owner() -> str:
    """What this browser's jobs are filed under: a hash, so that the job table does not hold the name."""
    return hashlib.sha256(browser_name().encode()).hexdigest()[:32]


def browser_name() -> str:
    """The name in the cookie; before there is one, a name drawn now, which lasts for this visit."""
    drawn: str = st.session_state.setdefault(_DRAWN, secrets.token_urlsafe(BYTES))
    return name_in_cookie() or drawn


def name_in_cookie() -> str:
    """The name in the browser's cookie; "" where there is none yet."""
    written = str(st.context.cookies.get(COOKIE, ""))
    return written if NAME.fullmatch(written) else ""


def adopt(name: str) -> None:
    """Take the name that another tab of the same browser was quicker to write."""
    if NAME.fullmatch(name):
        st.session_state[_DRAWN] = name
