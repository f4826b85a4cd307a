"""Sentiscope: see inside a sentiment Transformer. Run with `streamlit run app.py`.

Streamlit finds the server `app` here, which runs the script it names at every interaction. `AppTest` has no
server and runs this file itself.
"""

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.app.editor import bundle
from core.app.serving.gate import Gate
from core.app.serving.index_page import IndexPage
from core.app.serving.lifespan import lifespan_of

app = st.App(
    "core/app/serving/frame.py",
    lifespan=lifespan_of("core.topics.home.page"),
    routes=[bundle.route()],
    middleware=[Middleware(Gate), Middleware(IndexPage)],
)

if get_script_run_ctx(suppress_warning=True):
    from core.app.serving.frame import main

    main()
