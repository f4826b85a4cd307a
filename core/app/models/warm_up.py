"""Once a server: torch and the main model are made ready in the background, after the first page is drawn.

The first page needs neither, and the pages that do then find them. A page that comes before the end waits
for the same load, since both go through the same cache.
"""

import importlib
import logging
import os
import subprocess
import sys
import threading
import time
from functools import partial

import streamlit as st
from streamlit import runtime

from core.base.collector import for_good
from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
from core.data.example_sentences import DEFAULT

log = logging.getLogger(__name__)
SECONDS_BEFORE = 0.5  # in which the browser fetches what the first page shows
NETWORKS = ("torch", "transformers.models.bert.modeling_bert")  # what the main model is made of
CHARTS = ("pandas", "plotly.graph_objects")  # what draws tables and charts: a page's first one would wait
SWITCH = "SENTISCOPE_WARM_UP"  # 0: tests, and servers short of memory


def is_wanted() -> bool:
    """False in tests and scripts, and where `SENTISCOPE_WARM_UP=0` says so."""
    return os.environ.get(SWITCH, "1") != "0" and runtime.exists()


def warm_up() -> None:
    """Begin, unless another page of this server has begun, or nobody is to be kept from waiting."""
    if is_wanted():
        _begun()


@st.cache_resource(max_entries=1, show_spinner=False)
def _begun() -> None:
    threading.Thread(target=_make_ready, name="warm-up", daemon=True).start()


def _make_ready() -> None:
    """Torch and the main model with a first traced pass; then SmolLM2, converted in another process."""
    time.sleep(SECONDS_BEFORE)
    for step in STEPS:
        try:
            step()
        except SentiscopeError as error:  # no weights package, for example
            log.info("not made ready: %s", error)
        except Exception:  # a page that needs it says what is wrong
            log.warning("could not be made ready", exc_info=True)


def _load_main_model() -> None:
    from core.app.models.cached_models import quick_classifier
    from core.app.models.traced_model import opened
    from core.models.catalog import MAIN_MODEL
    from core.trace.trace import trace_forward

    quick_classifier(MAIN_MODEL)
    trace_forward(opened(MAIN_MODEL), DEFAULT)


def _convert() -> None:
    """SmolLM2's packed weights, by a command of lower priority; it ends with the server or before."""
    from core.models.locate import convertible
    from core.models.prepare import CONVERTED

    if convertible(CONVERTED):
        command = [sys.executable, "-m", "core.models.prepare", "--gently"]
        nowhere = subprocess.DEVNULL
        subprocess.run(command, cwd=REPOSITORY, stdin=nowhere, stdout=nowhere, stderr=nowhere, check=False)


def _load_language_model() -> None:
    """SmolLM2 itself, where its weights are here, with a first pass, so that the first tree need not wait."""
    from core.models.language_model import NAME, Continuation
    from core.models.locate import convertible

    if not convertible(NAME):  # else converting has failed
        import torch

        from core.app.models.cached_models import language_model

        model = language_model(NAME)
        Continuation(model.network, model.prompt(DEFAULT)).logits(torch.empty(1, 0, dtype=torch.long))


def _import(names: tuple[str, ...]) -> None:
    with for_good():
        for name in names:
            importlib.import_module(name)


STEPS = (
    partial(_import, NETWORKS),
    _load_main_model,
    partial(_import, CHARTS),
    _convert,
    _load_language_model,
)
