"""A link names a folder or a model; only a person opens it."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.app.models.place_field import is_on_a_network
from core.base.i18n import LANGUAGES, label
from core.base.settings import REPOSITORY
from tests.shared.app import confirmed
from tests.topics.support import shown

Open = Callable[..., AppTest]
# Each field that takes a place, with the settings under which it stands on its page.
FIELDS = {
    "predict_other": ("predict", "model", {"predict_models": "other"}),
    "decoding_model": ("decoding", "model", {"decoding_part": "see"}),
    "workshop_other": ("workshop", "model", {"workshop_step": "train", "workshop_model": "other"}),
    "workshop_folder": ("workshop", "data", {"workshop_step": "data", "workshop_source": "folder"}),
}
WORDS = {
    "SENTENCE_KEY", "attention_second", "decoding_prompt", "embeddings_same", "embeddings_lines",
    "embeddings_word", "embeddings_sum", "FIND", "embeddings_axis_{end}", "glossary_find", "inside_second",
    "predict_edit", "predict_lines", "SECOND", "workshop_find", "workshop_files_find",
    "workshop_seed", "evaluate_search", "TEXT",
}  # fmt: skip
ELSEWHERE = (
    r"\\host\share", r"\\host\share\model", "//host/share", r"\/host/share", r"/\host/share",
    r"\\?\UNC\host\share", r"\\.\UNC\host\share", "smb://host/share", "SMB:host", "file:///etc",
    "file:model", "http://host/model", "https://host", "ftp://host", "nfs://host/a", "/net/host/share",
    "/./net/host", "/tmp/../net/host", "/net", "/afs/cell", "/Network/Servers/a", "  //host/share",
    "hf://datasets/a/b", "///host/share",
)  # fmt: skip
HERE = (
    "nobody/nothing", "distilbert/distilbert-base-uncased", "model", "./model", "../model", "~/model",
    "/home/a/model", "/network/model", "/mnt/network", r"C:\models\mine", "C:/models/mine", "D:model",
    r"models\mine", "a.b/c:d", "",
)  # fmt: skip


@pytest.mark.parametrize("place", ELSEWHERE)
def test_what_leads_to_another_machine_is_known_as_such(place: str) -> None:
    assert is_on_a_network(place)


@pytest.mark.parametrize("place", HERE)
def test_hub_ids_and_folders_of_this_machine_are_not(place: str) -> None:
    assert not is_on_a_network(place)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places that the file system or the cache of models was asked for."""
    asked: list[str] = []
    watched = ("nobody", "host", "sentiscope-mark")

    def watch(method: str) -> None:
        real = getattr(Path, method)

        def ask(path: Path, *arguments: object, **options: object) -> object:
            if any(word in str(path) for word in watched):
                asked.append(str(path))
            return real(path, *arguments, **options)

        monkeypatch.setattr(Path, method, ask)

    for method in ("is_dir", "is_file", "exists", "stat", "expanduser", "open"):
        watch(method)

    def look_up(name: str, _file: str) -> None:
        if name.startswith("nobody/"):
            asked.append(name)

    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", look_up)
    return asked


@pytest.mark.parametrize(
    ("field", "place"), list(zip(FIELDS, ["/tmp/sentiscope-mark/folder", "nobody/nothing"] * 2, strict=True))
)
def test_a_link_proposes_and_a_click_opens(open_app: Open, looked_at: list, field: str, place: str) -> None:
    page, kind, settings = FIELDS[field]
    app = open_app(page, **settings, **{field: place})
    assert label(f"places.wants_{kind}", "en", place=f"`{place}`") in shown(app)
    assert looked_at == []
    confirmed(app, field)
    assert looked_at != []
    assert label(f"places.wants_{kind}", "en", place=f"`{place}`") not in shown(app)
    seen = len(looked_at)
    app.text_input(key="sentence").set_value("another fine film .").run()
    assert f"{field}_open" not in [button.key for button in app.button], "once a visit is enough"
    assert seen


@pytest.mark.parametrize("field", FIELDS)
def test_not_now_leaves_it(open_app: Open, looked_at: list, field: str) -> None:
    page, _, settings = FIELDS[field]
    app = open_app(page, **settings, **{field: "nobody/nothing"})
    app.button(key=f"{field}_not_now").click().run()
    assert not app.exception
    assert app.text_input(key=field).value == ""
    assert field not in app.query_params
    assert f"{field}_open" not in [button.key for button in app.button]
    assert looked_at == []


@pytest.mark.parametrize(("field", "language"), list(zip(FIELDS, LANGUAGES * 2, strict=True)))
def test_a_link_to_another_machine_is_refused(
    open_app: Open, looked_at: list, field: str, language: str
) -> None:
    page, _, settings = FIELDS[field]
    app = open_app(page, **settings, **{field: r"\\host\share"}, lang=language)
    assert label("places.refused", language, place=r"`\\host\share`") in shown(app)
    assert f"{field}_open" not in [button.key for button in app.button]
    assert looked_at == []


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_typed_is_opened_at_once(open_app: Open, looked_at: list, field: str) -> None:
    page, _, settings = FIELDS[field]
    app = open_app(page, **settings)
    app.text_input(key=field).set_value("/tmp/sentiscope-mark/typed").run()
    assert "/tmp/sentiscope-mark/typed" in looked_at
    assert f"{field}_open" not in [button.key for button in app.button]


def test_another_link_in_the_same_visit_asks_again(open_app: Open, looked_at: list) -> None:
    app = confirmed(open_app("predict", predict_models="other", predict_other="nobody/nothing"))
    looked_at.clear()
    app.query_params["predict_other"] = "nobody/else"
    app.run()
    assert label("places.wants_model", "en", place="`nobody/else`") in shown(app)
    assert "nobody/else" not in looked_at


def test_every_other_field_of_text_names_no_place() -> None:
    """A new field that opens what is written in it belongs among `FIELDS`."""
    keys = {}
    for file in sorted([*REPOSITORY.glob("core/app/**/*.py"), *REPOSITORY.glob("core/topics/**/*.py")]):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("text_field"):
                given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                keys[given["key"].strip("f'")] = file.name
    assert keys.pop("key") == "place_field.py"
    assert set(keys) == WORDS
