"""Who may ask this server, and what a browser may do with what it gets: before Streamlit sees a request.

- A host that nobody allowed (`server.allowedHosts`) is refused: a stranger's name may point here.
- A page of another origin may not connect or send. Streamlit would first ask the network for this machine's
  own addresses.
- A page may fetch from this server only, be framed by none, and no visitor empties the caches of all.
- In public an upload is measured before any of it is read and while it is, and one client can neither
  crowd the others out nor hold them up: its further pages and files are refused, its interactions take turns.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

from core.app.serving.index_page import language_of
from core.base.clients import Clients, address_of, client_at
from core.base.i18n import label
from core.base.settings import MOST_DIGITS, is_public

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

WRONG_HOST, WRONG_ORIGIN = "server.wrong_host", "server.wrong_origin"
TOO_LARGE, TOO_MANY = "server.too_large", "server.too_many"
TRY_AGAIN_SECONDS = 60
SELF, INLINE, NONE = "'self'", "'unsafe-inline'", "'none'"
SOURCES = {
    "default-src": (SELF,),
    # Streamlit's scripts, and our components', which reach the browser as text and get an address there.
    "script-src": (SELF, INLINE, "blob:"),
    "style-src": (SELF, INLINE),
    "img-src": (SELF, "data:", "blob:"),
    "font-src": (SELF, "data:"),
    "worker-src": (SELF, "blob:"),
    "object-src": (NONE,),
    "base-uri": (SELF,),
    "form-action": (SELF,),
    "frame-ancestors": (NONE,),
}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
OWN = "/_stcore/"  # of Streamlit's own answers
UPLOADS = f"{OWN}upload_file/"
ENVELOPE = 1_000_000  # bytes that a form adds to its file, at most
FOR_THE_OPERATOR = ("clear_cache", "debug_shutdown_runtime", "debug_disconnect_websocket", "set_run_on_save")


class Gate:
    """ASGI middleware around the whole app."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app
        self._clients = Clients()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        public = is_public()
        if public:  # the app behind is told of the visitor, not of a proxy
            scope = {**scope, "client": (address_of(scope), 0)}
        if refusal := refused(scope) or (self._too_many(scope) if public else None):
            await _refuse(scope, receive, send, *refusal)
        elif scope["type"] == "websocket":
            await self._talk(scope, _without_what_is_for_the_operator(receive), send, public)
        elif public and _is_upload(scope):
            await self._measured(scope, receive, send)
        else:
            await self._app(scope, receive, _with_rules(send, _header(scope, b"host")))

    def _too_many(self, scope: "Scope") -> tuple[int, str] | None:
        client = _client(scope)
        if _is_upload(scope):
            is_one_too_many = not self._clients.may_upload(client)
        else:
            opens = scope["type"] == "websocket" or _is_page(scope)
            is_one_too_many = opens and not self._clients.may_connect(client)
        return (429, TOO_MANY) if is_one_too_many else None

    async def _talk(self, scope: "Scope", receive: "Receive", send: "Send", public: bool) -> None:
        if not public:
            await self._app(scope, receive, send)
            return
        client = _client(scope)

        async def in_turn() -> "Message":
            message = await receive()
            if message["type"] == "websocket.receive":
                await asyncio.sleep(self._clients.seconds_to_wait(client))
            return message

        with self._one_more(client):
            await self._app(scope, in_turn, send)

    @contextmanager
    def _one_more(self, client: str) -> Iterator[None]:
        self._clients.connect(client)
        try:
            yield
        finally:
            self._clients.leave(client)

    async def _measured(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand on an upload until it is longer than one may be; then the app is told that nobody sends on."""
        left, begun = _most_bytes(), False

        async def measured() -> "Message":
            nonlocal left
            message = await receive() if left >= 0 else {"type": "http.disconnect"}
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        async def sent(message: "Message") -> None:
            nonlocal begun
            if left >= 0 or begun:
                begun = True
                await _with_rules(send, _header(scope, b"host"))(message)

        try:
            await self._app(scope, measured, sent)
        except Exception:
            if left >= 0:
                raise
        if left < 0 and not begun:
            await _refuse(scope, receive, send, 413, TOO_LARGE)


def refused(scope: "Scope") -> tuple[int, str] | None:
    """The status of a refusal and the key of its sentence, or None."""
    host, origin = _header(scope, b"host"), _header(scope, b"origin")
    if not _is_allowed_host(host):
        return 400, WRONG_HOST
    changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
    if changes and origin and not _is_allowed_origin(origin, host):
        return 403, WRONG_ORIGIN
    return _refused_upload(scope) if is_public() else None


def _is_allowed_host(host: str) -> bool:
    allowed = st.get_option("server.allowedHosts") or ["*"]
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(_matches(name, one.strip().lower().rstrip(".")) for one in allowed)


def _matches(name: str, allowed: str) -> bool:
    return allowed == "*" or name == allowed or (allowed.startswith("*.") and name.endswith(allowed[1:]))


def _is_allowed_origin(origin: str, host: str) -> bool:
    if not st.get_option("server.enableCORS"):
        return True
    return urlsplit(origin).netloc == host or origin in (st.get_option("server.corsAllowedOrigins") or ())


def _refused_upload(scope: "Scope") -> tuple[int, str] | None:
    """A file that says of itself that it is too large; of one that says nothing the bytes are counted."""
    length = _header(scope, b"content-length") if _is_upload(scope) else ""
    is_known = length.isdecimal() and len(length) <= MOST_DIGITS
    if not length or (is_known and int(length) <= _most_bytes()):
        return None
    return 413, TOO_LARGE


def _is_upload(scope: "Scope") -> bool:
    is_http = scope["type"] == "http"
    return is_http and UPLOADS in scope["path"] and scope["method"] not in (*SAFE_METHODS, "DELETE")


def _is_page(scope: "Scope") -> bool:
    """True for the address of a page, which a browser opens; not for the files and answers behind it."""
    path = scope["path"]
    return scope["method"] == "GET" and "." not in path.rpartition("/")[2] and OWN not in path


def _most_bytes() -> int:
    from core.app.jobs.upload import MEGABYTE, limit_megabytes

    return limit_megabytes() * MEGABYTE + ENVELOPE


def _client(scope: "Scope") -> str:
    return client_at(scope["client"][0])


def _header(scope: "Scope", name: bytes) -> str:
    return dict(scope["headers"]).get(name, b"").decode("latin-1")


async def _refuse(scope: "Scope", receive: "Receive", send: "Send", status: int, key: str) -> None:
    sentence = label(key, language_of(scope))
    if scope["type"] == "websocket":
        await receive()  # the wish to connect
        await send({"type": "websocket.close", "code": 1008, "reason": key})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    if status == 429:
        headers.append((b"retry-after", str(TRY_AGAIN_SECONDS).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode()})


def _with_rules(send: "Send", host: str) -> "Send":
    rules = [(name.encode(), value.encode()) for name, value in headers(host).items()]

    async def sent(message: "Message") -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *rules]}
        await send(message)

    return sent


def headers(host: str) -> dict[str, str]:
    """What a browser is told to keep to; `host` is the name and port it asked."""
    sources = {**SOURCES, "connect-src": (SELF, f"ws://{host}", f"wss://{host}")}
    return {
        "content-security-policy": "; ".join(" ".join((name, *allowed)) for name, allowed in sources.items()),
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }


def _without_what_is_for_the_operator(receive: "Receive") -> "Receive":
    async def received() -> "Message":
        while _is_for_the_operator(message := await receive()):
            pass
        return message

    return received


def _is_for_the_operator(message: "Message") -> bool:
    """True for a message that would empty the caches of all visitors, or is for developers."""
    data = message.get("bytes") if message["type"] == "websocket.receive" else None
    if not data:
        return False
    try:
        return BackMsg.FromString(data).WhichOneof("type") in FOR_THE_OPERATOR
    except DecodeError:  # Streamlit says what is wrong with it
        return False
