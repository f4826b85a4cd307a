"""CodeMirror's bundle under an address of its own, so that a browser fetches it once and keeps it.

A component's script travels again whenever its page is drawn: at 360 kB too much for each keystroke's answer.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FILE = Path(__file__).parent / "codemirror" / "codemirror.min.js"
HEADERS = {"cache-control": "max-age=31536000,immutable"}  # the address changes with the file


@cache
def address() -> str:
    """Where the bundle lies, from the address of the app: `code-editor-0123456789abcdef.js`."""
    return f"code-editor-{sha256(_content()).hexdigest()[:16]}.js"


def route() -> Route:
    """The server's answer to a browser that opens the editor."""
    home = (st.get_option("server.baseUrlPath") or "").strip("/")
    return Route(f"/{home}/{address()}" if home else f"/{address()}", _send)


def _send(_request: Request) -> Response:
    return Response(_content(), media_type="text/javascript", headers=HEADERS)


@cache
def _content() -> bytes:
    return FILE.read_bytes()
