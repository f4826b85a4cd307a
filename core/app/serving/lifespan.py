"""Before the first request: the first page is made ready while the browser still loads Streamlit's own."""

import asyncio
import importlib
import logging
import os
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import streamlit as st
from streamlit import config

from core.app.jobs import upload
from core.app.models import shared
from core.app.models.warm_up import is_wanted
from core.app.serving.wakeups import gather_wakeups
from core.base import heap
from core.base.clients import check_settings
from core.base.collector import for_good
from core.base.i18n import LANGUAGES, labels
from core.base.settings import is_public

log = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 60
FRAME = "core.app.serving.frame"


def lifespan_of(first_page: str) -> Callable[[st.App], AbstractAsyncContextManager[None]]:
    """The lifespan of a server whose first page is drawn by the module of that name."""

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        heap.keep_small()
        if is_public():
            _keep_to_public_limits()
        if is_wanted():
            _begin("first-page", lambda: _make_ready(first_page))
            _begin("first-words", lambda: [labels(language) for language in LANGUAGES])
            _begin("idle-models", _forget_idle_models)
        gather_wakeups(asyncio.get_running_loop())
        _open_browser()
        yield

    return lifespan


def _make_ready(first_page: str) -> None:
    """The first verdict, then what draws the page around it."""
    try:
        with for_good():
            from core.app.serving import first_screen

            first_screen.prepare()
            for module in (FRAME, first_page):
                importlib.import_module(module)
    except Exception:  # the page itself says what is wrong
        log.warning("the first page could not be made ready", exc_info=True)


def _keep_to_public_limits() -> None:
    """Streamlit reads no more of an upload than we take; a setting that cannot be read stops the server here.

    The page then also names the right limit to a visitor, before a file is sent.
    """
    check_settings()
    most = min(upload.limit_megabytes(), st.get_option("server.maxUploadSize"))
    config.set_option("server.maxUploadSize", most)


def _forget_idle_models() -> None:
    """Look once a minute, for as long as the server runs."""
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        shared.forget_idle_models()


def _open_browser() -> None:
    """A served app opens no browser of its own accord, as one that Streamlit runs as a script does."""
    if not st.get_option("server.headless") and _has_screen():
        _begin("browser", lambda: webbrowser.open(address()))


def _begin(name: str, task: Callable[[], object]) -> None:
    threading.Thread(target=task, name=name, daemon=True).start()


def _has_screen() -> bool:
    """False where only a browser in the terminal could open, or none."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def address() -> str:
    """Where a browser on this machine finds the app: `http://localhost:8501/`, with the configured path."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    host = st.get_option("server.address") or "localhost"
    if host in ("0.0.0.0", "::"):  # every interface; a browser here takes this one
        host = "localhost"
    path = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{scheme}://{host}:{st.get_option('server.port')}/{path}"
