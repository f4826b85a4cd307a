"""The HTML that a browser receives first: Streamlit's own with our name, our style and, on Home, the verdict.

Streamlit offers no way to change its page, so its answer is replaced on the way out.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

import streamlit

from core.app.style import ICON, rules
from core.base.i18n import LANGUAGES, closest_language

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NIGHT = Path(__file__).with_name("index_page.css")
STREAMLITS_OWN = Path(streamlit.__file__).parent / "static" / "index.html"
FETCHED = re.compile(r'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet)"[^>]*>')
HEADERS = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-cache")]
OK, NOT_MODIFIED = 200, 304


class IndexPage:
    """ASGI middleware: where the app answers with its index page, ours goes out."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        replaced = False

        async def sent(message: "Message") -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                replaced = _is_index(message, scope)
                if replaced:
                    await _send_index(scope, send)
            if not replaced:
                await send(message)

        await self._app(scope, receive, sent)


def _is_index(start: "Message", scope: "Scope") -> bool:
    """True for the index page, and for the word that a browser's copy of some index page still holds."""
    if start["status"] == NOT_MODIFIED:
        return "." not in scope["path"].rpartition("/")[2]
    headers = dict(start["headers"])
    return start["status"] == OK and headers.get(b"content-type", b"").startswith(b"text/html")


async def _send_index(scope: "Scope", send: "Send") -> None:
    language = language_of(scope)
    screen = await _first_screen(language) if _is_plain_home(scope) else ""
    await send({"type": "http.response.start", "status": OK, "headers": HEADERS})
    await send({"type": "http.response.body", "body": index_page(language, screen).encode()})


async def _first_screen(language: str) -> str:
    from core.app.serving.first_screen import first_screen  # what it imports is no server's start

    return await first_screen(language)


def _is_plain_home(scope: "Scope") -> bool:
    """True for Home as a first visit finds it: nothing in the URL but a language."""
    home = (streamlit.get_option("server.baseUrlPath") or "").strip("/")
    return scope["path"].strip("/") == home and set(_query(scope)) <= {"lang"}


def _query(scope: "Scope") -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"))


def language_of(scope: "Scope") -> str:
    """The language of the link, else the browser's first, else English, as the app itself has it."""
    [*_, asked] = ["", *_query(scope).get("lang", [])]
    if asked in LANGUAGES:
        return asked
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    return closest_language(accepted.partition(",")[0].partition(";")[0].strip() or None)


def index_page(language: str, first_screen: str = "") -> str:
    """Streamlit's index page with our name, language and style, and a first screen before what is fetched.

    What Streamlit's page fetches moves into the body behind the first screen, which need not wait for it;
    our style follows, and so stands behind what Streamlit adds to the head: of two equally strong rules the
    later one counts.
    """
    before, behind = _halves(language)
    return f"{before}{first_screen}{behind}"


@lru_cache(maxsize=len(LANGUAGES))
def _halves(language: str) -> tuple[str, str]:
    """What stands before and behind the first screen."""
    page = STREAMLITS_OWN.read_text(encoding="utf-8")
    for theirs, ours in _replacements(language).items():
        if theirs not in page:
            raise ValueError(f"Streamlit's index page has no {theirs!r}")
        page = page.replace(theirs, ours, 1)
    head, _, body = page.partition("<body>")
    fetched = "".join(FETCHED.findall(head))
    night, style = f"<style>{NIGHT.read_text(encoding='utf-8')}</style>", f"<style>{rules()}</style>"
    return f"{FETCHED.sub('', head)}<body>{night}", f"{fetched}{style}{body}"


def _replacements(language: str) -> dict[str, str]:
    return {
        '<html lang="en">': f'<html lang="{language}">',
        "<title>Streamlit</title>": "<title>Sentiscope</title>",
        'href="./favicon.png"': f'type="image/svg+xml" href="{_data_url(Path(ICON))}"',
    }


def _data_url(svg: Path) -> str:
    return f"data:image/svg+xml,{quote(svg.read_text(encoding='utf-8'))}"
