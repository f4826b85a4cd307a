"""The part Code: two versions, helpers and shapes in words, nothing wrapped, a file that agrees."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.app.widgets.letters import LETTERS, OWN
from core.app.widgets.shape_letters import shapes_in_words
from core.base.docstrings import docstrings
from core.base.i18n import LANGUAGES, label
from core.nn.source.listing import helpers
from core.nn.twin import source
from core.topics.attention.twins import TWINS
from tests.nn.source.test_export import run_alone
from tests.nn.test_twin import declared
from tests.topics.support import EXAMPLE, captions, visit

CHINESE = docstrings("zh")
MULTI_HEAD = next(twin for twin in TWINS if twin.name == "multi_head")
DIFFERENCE = re.compile(r"at most \*\*(\d(?:\.\d)?)(?:·10⁻([⁰¹²³⁴⁵⁶⁷⁸⁹]+))?\*\*, measured")
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
ON_SCREEN = {  # pages whose arguments are each of another kind
    "attention": "scaled_dot_product",
    "inside": "encoder_layer",
    "masks": "attention_mask",
    "predict": "tfidf",
    "pretraining": "corrupt",
    "workshop": "safetensors_header",
}


def difference(app: AppTest) -> float:
    (told,) = [found for text in app.markdown if (found := DIFFERENCE.search(text.value))]
    return float(told[1]) * 10.0 ** -int((told[2] or "0").translate(DIGITS))


def words(key: str, **given: str) -> str:
    return label(key, "en", **given)


def test_both_versions_can_be_read_and_the_full_one_s_helpers_unfold(open_app) -> None:
    app = open_app("attention", attention_part="code", attention_twin="multi_head")
    ours, library, _ = (code.value for code in app.code)
    assert ours == source(MULTI_HEAD.read_minimal).strip()
    assert library == f"{MULTI_HEAD.import_path}\n{MULTI_HEAD.call}"
    assert not app.expander
    visit(app, "attention", version="full")
    found = helpers(MULTI_HEAD.read)
    names = [words("twins.helper", name=one.name, module=one.module) for one in found]
    assert [one.label for one in app.expander] == names
    assert [one.code[0].value for one in app.expander] == [one.source for one in found]
    assert app.code[0].value == source(MULTI_HEAD.read).strip()


def test_docstrings_are_in_the_visitor_s_language(open_app) -> None:
    app = open_app("attention", attention_part="code", attention_twin="multi_head", lang="zh")
    assert app.code[0].value == source(MULTI_HEAD.read_minimal, CHINESE).strip()
    assert '"""把查询、键和值切成头' in app.code[0].value
    visit(app, "attention", version="full")
    assert app.code[0].value == source(MULTI_HEAD.read, CHINESE).strip()
    told = [one.told(CHINESE) for one in helpers(MULTI_HEAD.read)]
    assert [one.code[0].value for one in app.expander] == told
    assert '"""得分，' in "".join(told)


def test_no_code_is_wrapped(open_app) -> None:
    app = open_app("attention", attention_part="code", attention_version="full")
    assert len(app.code) > 3
    assert not any(code.proto.wrap_lines for code in app.code)


def test_constants_stand_together(open_app) -> None:
    app = open_app("decoding", decoding_part="code", decoding_twin="filter_top_p")
    (constants,) = app.expander
    assert constants.label == words("twins.constants")
    assert constants.code[0].value == 'NEVER = float("-inf")'


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_does_is_said_in_the_visitor_s_language(open_app, language: str) -> None:
    app = open_app("masks", masks_part="code", lang=language)
    about = label("twins.additive_causal_about", language)
    assert any(about in text.value for text in app.markdown)
    assert app.selectbox[0].label == label("twins.function", language)


def test_shapes_are_said_in_words(open_app) -> None:
    app = open_app(
        "attention", attention_part="code", attention_twin="scaled_dot_product", attention_version="full"
    )
    (told,) = [caption for caption in captions(app) if words("letters.T") in caption]
    assert words("letters.notation", example='Float[Tensor, "... T K"]') in told
    assert f"`V` {words('letters.V_attention')}" in told  # and not of the vocabulary
    assert words("letters.B") not in told


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ("... D", "`...` letters.any_axes"),
        ("*B E", "`*B` letters.named_axes"),
        ("B 2", "`2` letters.size"),
        ("B _ S", "`_` letters.any_size"),
        ("", '`""` letters.no_axes'),
    ],
)
def test_signs_of_the_notation_are_said_where_they_stand(shape: str, told: str) -> None:
    keys = [f"letters.{sign}" for sign in ("any_axes", "named_axes", "size", "any_size", "no_axes")]
    line = shapes_in_words(f'def f(x: Int[Tensor, "{shape}"]):', "core.nn.layers", lambda key, **_: key)
    assert line.startswith("letters.notation `Int` letters.Int · ")
    assert told in line.split(" · ")
    assert [key for key in keys if key in line] == [told.split()[1]]


def test_kinds_of_numbers_are_said_once_each() -> None:
    code = 'def f(x: Float[Tensor, "B"], y: Float[Tensor, "B"]) -> UInt8[Tensor, "B"]:'
    line = shapes_in_words(code, "core.nn.layers", lambda key, **_: key)
    assert line.split(" · ") == [
        "letters.notation `Float` letters.Float", "`UInt8` letters.UInt8", "`B` letters.B"
    ]  # fmt: skip


def test_axes_before_are_said_of_comments_too() -> None:
    line = shapes_in_words("x = y  # (..., D)  (1 of them)", "core.nn.layers", lambda key, **_: key)
    assert line == "letters.comments `...` letters.any_axes · `D` letters.D"


def test_every_letter_of_a_shape_in_a_twin_has_words() -> None:
    shapes = "".join(
        re.findall(r'(?:Float|Int|Bool)\[Tensor, "([^"]*)"\]', "".join(source(t.read) for t in declared()))
    )
    assert set(re.findall(r"\b[A-Z]\b", shapes)) <= set(LETTERS)
    known = {letter for letters in OWN.values() for letter in letters}
    assert known <= set(LETTERS)
    assert shapes_in_words("x = 1", "core.nn.layers", lambda key, **_: key) == ""


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], str]]:
    """What the page's button would make, by the file's name."""
    files: dict[str, Callable[[], str]] = {}

    def button(_: str, data: Callable[[], str], *, file_name: str, **look: Any) -> None:
        files[file_name] = data

    monkeypatch.setattr("streamlit.download_button", button)
    return files


def test_a_page_whose_weights_are_too_large_says_so(open_app) -> None:
    app = open_app("inside", inside_part="code", inside_twin="bert_classifier")
    assert words("twins.take_small") in captions(app)
    visit(app, "inside", twin="encoder_layer")
    assert words("twins.take_small") not in captions(app)


@pytest.mark.whole
@pytest.mark.parametrize("page", ON_SCREEN)
def test_the_file_prints_what_is_on_screen(open_app, page: str, offered: dict, tmp_path: Path) -> None:
    prefix = "workshop_code" if page == "workshop" else page
    app = open_app(page, **{f"{page}_part": "code", f"{prefix}_twin": ON_SCREEN[page]})
    short = difference(app)
    full = difference(visit(app, prefix, version="full"))
    (file,) = offered
    assert file == f"sentiscope_{ON_SCREEN[page]}.py"
    (tmp_path / file).write_text(offered[file](), encoding="utf-8")
    sentence, _, *lines = run_alone(tmp_path)[file.removesuffix(".py")]
    assert sentence == repr(EXAMPLE)
    told = [(line.split(":")[0], float(line.split()[-2]), line[-1]) for line in lines]
    assert told == [
        (words("twins.minimal"), pytest.approx(short, rel=0.5, abs=1e-7), "✓"),
        (words("twins.full"), pytest.approx(full, rel=0.5, abs=1e-7), "✓"),
    ]
