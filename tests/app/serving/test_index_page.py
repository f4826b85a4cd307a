"""The page that a browser receives first, made from Streamlit's own by its own handler of files."""

import asyncio
from pathlib import Path

import pytest
import streamlit
from streamlit.web.server.app_discovery import discover_asgi_app
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from core.app.figures.palette import DARK
from core.app.serving import first_screen, index_page
from core.app.style import rules
from core.base.settings import REPOSITORY

STATIC = Path(streamlit.__file__).parent / "static"
SCREEN = "<p>the first screen</p>"


@pytest.fixture(autouse=True)
def verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    async def screen(language: str) -> str:
        return f"{SCREEN}<i>{language}</i>"

    monkeypatch.setattr(first_screen, "first_screen", screen)


def answer(path: str, query: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of the answer to one request."""
    app = index_page.IndexPage(create_streamlit_static_handler(str(STATIC), ""))
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": raw,
    }
    sent: list[dict] = []

    async def receive() -> dict:
        return await asyncio.Future()  # a browser that sends no more, and stays

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], given, b"".join(part.get("body", b"") for part in sent[1:]).decode()


def test_streamlit_runs_app_py_as_a_server() -> None:
    assert discover_asgi_app(REPOSITORY / "app.py").import_string == "app:app"


def test_home_has_our_name_our_style_and_the_first_screen_before_anything_is_fetched() -> None:
    status, headers, page = answer("/")
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert "<title>Sentiscope</title>" in page
    assert page.count("<body>") == page.count(rules()) == 1
    assert (
        page.index("<body>") < page.index(SCREEN) < page.index('<script type="module"') < page.index(rules())
    )


def test_all_that_streamlit_fetches_is_still_fetched_once() -> None:
    own = (STATIC / "index.html").read_text(encoding="utf-8")
    fetched = index_page.FETCHED.findall(own)
    assert len(fetched) > 50
    _, _, page = answer("/")
    assert [page.count(one) for one in fetched] == [1] * len(fetched)
    assert '<div id="root"></div>' in page


def test_the_night_is_the_apps_own() -> None:
    assert DARK.background in index_page.NIGHT.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/predict", "/no_such_page"])
def test_other_pages_have_no_first_screen(path: str) -> None:
    status, _, page = answer(path)
    assert status == 200
    assert rules() in page
    assert SCREEN not in page


def test_a_sentence_in_the_link_waits_for_the_page() -> None:
    assert SCREEN not in answer("/", "sentence=dull")[2]
    assert SCREEN in answer("/", "lang=zh")[2]


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "de-DE,zh;q=0.5", "en"),
        ("lang=en", "zh-CN", "en"),
        ("lang=zh", "en-US", "zh"),
        ("lang=<script>", "zh", "zh"),
    ],
)
def test_it_speaks_the_links_language_or_the_browsers(query: str, accepted: str, language: str) -> None:
    _, _, page = answer("/", query, accept_language=accepted)
    assert f'<html lang="{language}">' in page
    assert f"<i>{language}</i>" in page


def test_a_copy_of_streamlits_own_page_in_the_browser_is_replaced() -> None:
    """An earlier version served that one, with a mark by which a browser asks whether it still holds."""
    plain = create_streamlit_static_handler(str(STATIC), "")
    mark = asyncio.run(plain.get_response("index.html", {"method": "GET", "path": "/", "headers": []}))
    status, _, page = answer("/", if_none_match=mark.headers["etag"])
    assert status == 200
    assert "<title>Sentiscope</title>" in page


def test_files_go_out_as_they_are() -> None:
    file = next((STATIC / "static" / "css").glob("index.*.css"))
    status, headers, text = answer(f"/static/css/{file.name}")
    assert (status, text) == (200, file.read_text(encoding="utf-8"))
    assert "immutable" in headers["cache-control"]
    assert answer(f"/static/css/{file.name}", if_none_match=headers["etag"])[0] == 304


def test_redirects_stay() -> None:
    status, headers, _ = answer("/predict/")
    assert (status, headers["location"]) == (301, "/predict")


def test_a_streamlit_with_another_page_is_named_as_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "index.html"
    other.write_text("<html><body></body></html>", encoding="utf-8")
    monkeypatch.setattr(index_page, "STREAMLITS_OWN", other)
    index_page._halves.cache_clear()
    with pytest.raises(ValueError, match="Streamlit's index page has no"):
        index_page.index_page("en")
    index_page._halves.cache_clear()
