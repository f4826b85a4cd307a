"""The gate stands in front of the app that `streamlit run app.py` serves."""

import asyncio
from typing import Any

import pytest

import app
from core.app.serving.gate import Gate


def test_the_gate_stands_in_front_of_all() -> None:
    assert next(entry.cls for entry in app.app._user_middleware) is Gate


@pytest.mark.parametrize("path", ["/", "/predict", "/_stcore/upload_file/a/b", "/_stcore/host-config"])
def test_a_strangers_host_is_refused_before_streamlit_hears_of_it(path: str) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "root_path": ""}
    scope |= {"headers": [(b"host", b"other.example")], "http_version": "1.1", "scheme": "http"}
    asyncio.run(app.app(scope, receive, send))
    assert sent[0]["status"] == 400
