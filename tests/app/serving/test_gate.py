"""Who is let in, and what goes out with every answer."""

import asyncio
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from core.app.jobs.upload import MEGABYTES_IN_PUBLIC
from core.app.serving import gate
from core.base import clients
from core.base.clients import BURST_SECONDS, RUNS, SESSIONS, UPLOADS
from core.base.i18n import label

CLIENT = ("198.51.100.7", 40_000)
HOME = ["localhost", "127.0.0.1", "::1"]


@pytest.fixture(autouse=True)
def options(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The server's options as `.streamlit/config.toml` has them; a test may change them."""
    given: dict[str, object] = {"server.allowedHosts": HOME, "server.enableCORS": True}
    monkeypatch.setattr(st, "get_option", given.get)
    return given


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's count falls while a test asks."""
    monkeypatch.setattr(clients, "monotonic", lambda: 1000.0)


def request(method: str = "GET", path: str = "/", kind: str = "http", **headers: str) -> dict[str, Any]:
    given = {"host": "localhost:8501", **headers}
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
    return {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": raw,
        "client": CLIENT,
    }


def answer(
    scope: dict[str, Any], arriving: tuple[dict, ...] = ({"type": "http.request"},)
) -> tuple[list, list]:
    """What the gate sends, and what reaches the app behind it, which answers with 200."""
    sent: list[dict] = []
    reached: list[dict] = []
    waiting = list(arriving)

    async def app(_scope: dict, receive: Any, send: Any) -> None:
        while waiting:
            reached.append(await receive())
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b"1")]})

    async def receive() -> dict:
        return waiting.pop(0)

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(gate.Gate(app)(scope, receive, send))
    return sent, reached


def test_our_own_settings_name_this_machine_only() -> None:
    from streamlit import config

    assert config.get_option("server.allowedHosts") == HOME
    assert config.get_option("server.address") == "localhost"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "localhost.", "127.0.0.1:80", "[::1]:8501"])
def test_this_machine_is_let_in(host: str) -> None:
    sent, _ = answer(request(host=host))
    assert sent[0]["status"] == 200


@pytest.mark.parametrize("host", ["", "other.example", "localhost.other.example", "notlocalhost", "[::1"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_another_name_is_refused_before_the_app_hears_of_it(host: str, kind: str) -> None:
    sent, reached = answer(request(host=host, kind=kind))
    assert sent[0].get("status", sent[0].get("code")) in (400, 1008)
    assert reached == []


def test_the_refusal_speaks_the_browsers_language() -> None:
    sent, _ = answer(request(host="other.example", accept_language="zh-CN"))
    assert "--server.allowedHosts" in sent[1]["body"].decode()
    assert "服务器" in sent[1]["body"].decode()


def test_whoever_runs_the_server_may_allow_more(options: dict[str, object]) -> None:
    options["server.allowedHosts"] = ["*.school.example"]
    assert gate.refused(request(host="see.school.example")) is None
    assert gate.refused(request(host="school.example")) == (400, gate.WRONG_HOST)
    options["server.allowedHosts"] = []
    assert gate.refused(request(host="any.example")) is None


@pytest.mark.parametrize(("method", "kind"), [("POST", "http"), ("PUT", "http"), ("GET", "websocket")])
def test_a_page_of_another_origin_may_not_send_or_connect(method: str, kind: str) -> None:
    there = request(method, kind=kind, origin="https://other.example")
    assert gate.refused(there) == (403, gate.WRONG_ORIGIN)
    assert gate.refused(request(method, kind=kind, origin="null")) == (403, gate.WRONG_ORIGIN)
    assert gate.refused(request(method, kind=kind, origin="http://localhost:8502")) == (
        403,
        gate.WRONG_ORIGIN,
    )
    assert gate.refused(request(method, kind=kind, origin="http://localhost:8501")) is None
    assert gate.refused(request(method, kind=kind)) is None


def test_an_origin_can_be_allowed(options: dict[str, object]) -> None:
    there = request("POST", origin="https://school.example")
    options["server.corsAllowedOrigins"] = ["https://school.example"]
    assert gate.refused(there) is None
    options.update({"server.corsAllowedOrigins": [], "server.enableCORS": False})
    assert gate.refused(there) is None


def test_every_answer_tells_the_browser_what_to_keep_to() -> None:
    sent, _ = answer(request())
    headers = dict(sent[0]["headers"])
    assert headers[b"etag"] == b"1"
    assert headers[b"x-frame-options"] == b"DENY"
    policy = dict(rule.split(" ", 1) for rule in headers[b"content-security-policy"].decode().split("; "))
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["connect-src"] == "'self' ws://localhost:8501 wss://localhost:8501"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "eval" not in policy["script-src"]


@pytest.mark.parametrize("kind", gate.FOR_THE_OPERATOR)
def test_no_visitor_empties_the_caches_of_all(kind: str) -> None:
    field = BackMsg.DESCRIPTOR.fields_by_name[kind]
    wish = BackMsg(**{kind: True}) if field.type == field.TYPE_BOOL else BackMsg(**{kind: {}})
    rerun = BackMsg(rerun_script={"query_string": "lang=zh"})
    messages = tuple({"type": "websocket.receive", "bytes": one.SerializeToString()} for one in (wish, rerun))
    _, reached = answer(request(kind="websocket"), ({"type": "websocket.connect"}, *messages))
    assert reached == [{"type": "websocket.connect"}, messages[1]]


def test_what_is_no_message_is_left_to_streamlit() -> None:
    broken = {"type": "websocket.receive", "bytes": b"\xff\xff"}
    assert answer(request(kind="websocket"), (broken,))[1] == [broken]


def test_a_public_upload_is_measured_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"{gate.UPLOADS}session/file"
    large = str(MEGABYTES_IN_PUBLIC * 1_000_000 + gate.ENVELOPE + 1)
    at_home = request("PUT", path, content_length=large)
    assert gate.refused(at_home) is None
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    assert gate.refused(at_home) == (413, gate.TOO_LARGE)
    assert gate.refused(request("PUT", path, content_length=str(int(large) - 1))) is None
    assert gate.refused(request("PUT", path, content_length="9" * 5000)) == (413, gate.TOO_LARGE)
    assert gate.refused(request("PUT", path)) is None
    assert gate.refused(request("DELETE", path)) is None
    assert gate.refused(request("PUT", "/elsewhere", content_length=large)) is None


@pytest.mark.parametrize("catches", [False, True])
def test_of_an_endless_public_upload_no_more_is_read_than_the_limit(
    monkeypatch: pytest.MonkeyPatch, catches: bool
) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    chunk, read, kept, sent = bytes(1_000_000), [0], [0], []

    async def endless() -> dict:
        read[0] += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def app(_scope: dict, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] == "http.request":
            kept[0] += len(message["body"])
        if not catches:
            raise ConnectionError
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def send(message: dict) -> None:
        sent.append(message)

    scope = request("PUT", f"{gate.UPLOADS}session/file")
    asyncio.run(gate.Gate(app)(scope, endless, send))
    most = MEGABYTES_IN_PUBLIC * 1_000_000 + gate.ENVELOPE
    assert kept[0] == most
    assert read[0] == most + len(chunk)
    assert [message.get("status") for message in sent] == [413, None]
    assert sent[1]["body"].decode() == label(gate.TOO_LARGE, "en")


def test_a_public_upload_within_the_limit_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    body = {"type": "http.request", "body": b"review", "more_body": False}
    sent, reached = answer(request("PUT", f"{gate.UPLOADS}session/file"), (body,))
    assert (sent[0]["status"], reached) == (200, [body])


class Server:
    """A public server's gate in front of an app whose pages stay open as long as `arriving` says."""

    def __init__(self) -> None:
        self.gate, self.told = gate.Gate(self._app), []

    async def _app(self, scope: dict, receive: Any, send: Any) -> None:
        self.told.append(scope["client"][0])
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            return
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def ask(self, scope: dict, arriving: Any = None) -> int:
        """The status of the answer; 200 for a page that was let in."""
        sent: list[dict] = []

        async def nothing() -> dict:
            return {"type": "websocket.disconnect"}

        async def send(message: dict) -> None:
            sent.append(message)

        await self.gate(scope, arriving or nothing, send)
        return sent[0].get("status", sent[0].get("code")) if sent else 200


def asked(server: Server, *scopes: dict) -> list[int]:
    async def all_of_them() -> list[int]:
        return [await server.ask(scope) for scope in scopes]

    return asyncio.run(all_of_them())


def from_address(scope: dict, address: str) -> dict:
    return {**scope, "client": (address, 40_000)}


def test_fresh_cookies_open_no_more_pages_than_one_client_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    server, page = Server(), request()
    pages = [request(kind="websocket", cookie=f"sentiscope_browser={n}") for n in range(SESSIONS + 1)]
    assert asked(server, *pages) == [200] * SESSIONS + [1008]
    elsewhere = from_address(pages[0], "198.51.100.8")
    assert asked(server, page, request(path="/static/a.js"), elsewhere) == [429, 200, 200]


def test_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    monkeypatch.setenv("SENTISCOPE_CLIENT_SESSIONS", "0")
    sent, reached = answer(request(accept_language="zh-CN"))
    assert (sent[0]["status"], reached) == (429, [])
    assert dict(sent[0]["headers"])[b"retry-after"] == b"60"
    assert sent[1]["body"].decode() == label(gate.TOO_MANY, "zh")


def test_a_forwarded_address_is_no_other_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    monkeypatch.setenv("SENTISCOPE_CLIENT_SESSIONS", "1")
    pages = [request(kind="websocket", x_forwarded_for=f"203.0.113.{n}") for n in range(2)]
    assert asked(Server(), *pages) == [200, 1008]
    monkeypatch.setenv("SENTISCOPE_TRUSTED_PROXIES", CLIENT[0])
    assert asked(behind := Server(), *pages) == [200, 200]
    assert behind.told == ["203.0.113.0", "203.0.113.1"]


def test_one_client_may_send_so_many_files_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    server, file = Server(), request("PUT", f"{gate.UPLOADS}session/file")
    assert asked(server, *[file] * (UPLOADS + 1)) == [200] * UPLOADS + [429]
    assert asked(server, from_address(file, "198.51.100.8")) == [200]


def test_interactions_of_one_client_take_turns_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(gate.asyncio, "sleep", sleep)
    burst = RUNS * BURST_SECONDS
    rerun = {"type": "websocket.receive", "bytes": BackMsg(rerun_script={}).SerializeToString()}
    _, reached = answer(request(kind="websocket"), (rerun,) * (burst + RUNS))
    assert len(reached) == burst + RUNS
    assert set(waited[:burst]) == {0.0}
    assert all(0 < seconds <= 1 for seconds in waited[burst:])


def test_at_home_nobody_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_CLIENT_SESSIONS", "0")
    monkeypatch.setenv("SENTISCOPE_CLIENT_UPLOADS", "0")
    file = request("PUT", f"{gate.UPLOADS}session/file")
    assert asked(Server(), request(kind="websocket"), request(), file) == [200, 200, 200]
