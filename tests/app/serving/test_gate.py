"""Who is let in, and what goes out with every answer."""

import asyncio
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from core.app.jobs.upload import MEGABYTES_IN_PUBLIC
from core.app.serving import gate

HOME = ["localhost", "127.0.0.1", "::1"]


@pytest.fixture(autouse=True)
def options(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The server's options as `.streamlit/config.toml` has them; a test may change them."""
    given: dict[str, object] = {"server.allowedHosts": HOME, "server.enableCORS": True}
    monkeypatch.setattr(st, "get_option", given.get)
    return given


def request(method: str = "GET", path: str = "/", kind: str = "http", **headers: str) -> dict[str, Any]:
    given = {"host": "localhost:8501", **headers}
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
    return {"type": kind, "method": method, "path": path, "query_string": b"", "headers": raw}


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
    assert gate.refused(request("PUT", path)) == (411, gate.NO_LENGTH)
    assert gate.refused(request("DELETE", path)) is None
    assert gate.refused(request("PUT", "/elsewhere", content_length=large)) is None
