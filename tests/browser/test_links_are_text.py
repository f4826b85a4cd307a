"""Every setting that a link can bring, on every page: the browser asks nowhere else and shows no element.

The settings are found in the sources, so that a new one is tried without being named here.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlencode, urlparse

import pytest
from playwright.sync_api import Page

from core.app.navigation import BY_NAME
from core.base.settings import REPOSITORY

Visit = Callable[..., Page]
ELSEWHERE = "127.0.0.2"
MARK = (
    f"![m](http://{ELSEWHERE}:9/a.png) [m](http://{ELSEWHERE}:9/b) <img src=//{ELSEWHERE}:9/c>"
    f"<b id=mark>m</b> <script>alert(2)</script> http://{ELSEWHERE}:9/d :red[m] $m$"
)  # fmt: skip
READERS = {"remembered", "job_in_url", "number_in_url", "option_in_url", "replace_in_url", "Views", "Twins"}
WIDGETS = {
    "option_buttons", "option_pills", "text_field", "slider", "option_slider", "pick", "pick_number",
    "pick_text", "worded_buttons", "place_field",
}  # fmt: skip
# Beside a page as it opens, whose wrong settings are replaced: what shows its further fields.
FURTHER = {
    "predict": ({"predict_models": "other"}, {"predict_part": "code"}),
    "workshop": (
        {"workshop_step": "data", "workshop_source": "folder"},
        {"workshop_step": "train", "workshop_model": "other"},
    ),
    **{name: ({f"{name}_part": "compute"},) for name in ("embeddings", "masks", "positions", "recurrent")},
}


@cache
def settings() -> set[str]:
    """Names that the app reads from its URL, as far as the sources write them out."""
    files = sorted([*REPOSITORY.glob("core/app/**/*.py"), *REPOSITORY.glob("core/topics/**/*.py")])
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    constants: dict[str, set[str]] = defaultdict(set)
    for name, value in (pair for tree in trees for pair in _constants(tree)):
        constants[name].add(value)
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = {name for call in calls for one in _keys(call) for name in _values(one, constants)}
    return {name for name in named if name.isidentifier()} | {"lang", "sentence"}


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = value.elts if isinstance(value, ast.Tuple) else [value]
            for name, one in zip(names, values, strict=False):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield ast.unparse(name), one.value


def _keys(call: ast.Call) -> list[ast.expr]:
    function = ast.unparse(call.func)
    given = [keyword.value for keyword in call.keywords if keyword.arg == "key"]
    name = function.rpartition(".")[2]
    if name in READERS or (name == "get" and "query_params" in function):
        return [*given, *call.args[:1]]
    return [*given, *([] if given else call.args[:1])] if name in WIDGETS else []


def _values(key: ast.expr, constants: dict[str, set[str]]) -> set[str]:
    """The key itself, or a text's name (`masks.kind`), under which `worded_buttons` keeps what is chosen."""
    if isinstance(key, ast.Constant):
        return {str(key.value).replace(".", "_")}
    return constants[ast.unparse(key).rpartition(".")[2]]


def test_the_settings_are_found() -> None:
    found = settings()
    for names in (
        {"sentence", "glossary_find", "predict_other", "attention_pin", "decoding_folded", "masks_view"},
        {"workshop_job", "word2vec_centre", "inside_layer", "embeddings_word", "pretraining_seed", "tour"},
    ):
        assert names <= found


@pytest.mark.parametrize("name", BY_NAME)
def test_no_setting_of_a_link_is_more_than_text(visit: Visit, name: str) -> None:
    of_no_page = {setting for setting in settings() if setting.partition("_")[0] not in BY_NAME}
    own = {setting for setting in settings() if setting.startswith(f"{name}_")}
    marked = dict.fromkeys(sorted((own | of_no_page) - {"lang"}), MARK)
    asked: list[str] = []
    said: list[str] = []
    page = visit(name if name != "home" else "")
    page.on("request", lambda request: asked.append(urlparse(request.url).hostname or ""))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    address = page.url.partition("?")[0]
    for shown in ({}, *FURTHER.get(name, ())):
        page.goto(f"{address}?{urlencode(marked | shown)}")
        page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")
        page.wait_for_selector("[data-test-script-state=notRunning]")
        assert page.get_by_test_id("stMain").inner_text().strip()
        assert page.locator(f"#mark, [src*='{ELSEWHERE}'], [href*='{ELSEWHERE}']").count() == 0
        assert page.get_by_test_id("stException").count() == 0
    assert set(asked) <= {"localhost", ""}
    assert said == []
