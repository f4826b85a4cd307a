"""Foreign text reaches Streamlit's Markdown through `foreign…` only: the sources are read, not run."""

import ast
import re
from functools import cache

import pytest

from core.base.settings import REPOSITORY
from tests.support.shown_text import Analysis, Sources

OUR_FILES, OUR_RECORDS = "written in a file of ours", "a record of our own measurement"
OUR_CODE, NUMBERS = "named by our own code", "numbers"
BACKEND = "one of the names of our backends"
# What the analysis cannot tell to be ours, and why it is: (module, expression).
OURS = {
    ("core.app.course", "BY_NAME[after].path"): OUR_CODE,
    ("core.app.course", "BY_NAME['home'].path"): OUR_CODE,
    ("core.app.course", "BY_NAME[name or 'home'].path"): OUR_CODE,
    ("core.app.exercises.choice", "option.shown"): OUR_CODE,
    ("core.app.exercises.look", "one.topic"): OUR_CODE,
    ("core.app.exercises.look", "urlencode"): "in an address every mark of Markdown is encoded",
    ("core.app.exercises.solution", "twin.documentation"): OUR_CODE,
    ("core.app.guess", "guess.options"): OUR_CODE,
    ("core.app.guess", "resolve_name(self.truth)(text)"): "a number, or the name of an option",
    ("core.app.guess", "st.session_state"): "a number, or the name of an option",
    ("core.app.models.model_line", "json.loads"): "the shape of the main model, which is in the catalog",
    ("core.app.page", "self.figures"): OUR_CODE,
    ("core.app.widgets.experiment_panel", "measured.machine"): OUR_RECORDS,
    ("core.app.widgets.experiment_panel", "measured.versions"): OUR_RECORDS,
    ("core.app.widgets.twin_panel", "twin.documentation"): OUR_CODE,
    ("core.app.widgets.twin_panel", "helper.module"): OUR_CODE,
    ("core.app.widgets.twin_panel", "helper.name"): OUR_CODE,
    ("core.base.i18n", "error.parameters"): "core.app.errors, where the page shows them, takes each as it is",
    ("core.experiments.record", "experiment.outcome(record.numbers)"): OUR_RECORDS,
    ("core.models.card", "json.loads"): "the card of a model that was trained here",
    ("core.models.selection", "Counter("): "the names of our languages",
    ("core.scoring.reliability", "np.where"): NUMBERS,
    ("core.topics.batch.views.results", "result.summary"): "written by our own scoring job",
    ("core.topics.batch.views.early", "found.backend"): BACKEND,
    ("core.topics.batch.views.early", "found.computed"): NUMBERS,
    ("core.topics.batch.views.early", "found.texts"): NUMBERS,
    ("core.topics.decoding.figures_tree", "words('percent', number=number_text(share, form))"): NUMBERS,
    ("core.topics.embeddings.distance_concentration", "torch.randn"): NUMBERS,
    ("core.topics.embeddings.views.word_map", "made.card"): NUMBERS,
    ("core.topics.evaluate.views.next_answers", "told.answers"): NUMBERS,
    ("core.topics.home.page", "BY_NAME['practice'].path"): OUR_CODE,
    ("core.topics.inside.views.diagram", "chosen.head"): NUMBERS,
    ("core.topics.inside.views.diagram", "chosen.layer"): NUMBERS,
    ("core.topics.inside.views.diagram", "step.whole"): NUMBERS,
    ("core.topics.inside.views.leaving", "found.backend"): BACKEND,
    ("core.topics.inside.views.leaving", "found.computed"): NUMBERS,
    ("core.topics.inside.views.leaving", "found.texts"): NUMBERS,
    ("core.topics.inside.views.leaving", "left."): NUMBERS,
    ("core.topics.positions.views.measured", "record.read"): OUR_RECORDS,
    ("core.topics.practice.views.capstone", "ran.outcome"): "a sentence of `said`",
    ("core.topics.practice.views.cards", "about."): OUR_CODE,
    ("core.topics.practice.views.cards", "score.right"): NUMBERS,
    ("core.topics.practice.views.cards", "shown.options"): OUR_CODE,
    ("core.topics.practice.views.cards", "twin.documentation"): OUR_CODE,
    ("core.topics.practice.views.ladder", "groupby"): OUR_CODE,
    ("core.topics.pretraining.views.corrupt", "chip.text"): "only what reads [unused] and a number",
    ("core.topics.transformer.views.beside_bert", "pd"): "a table of our texts: the library's name",
    ("core.topics.transformer.views.writing", "pd"): "a table, theirs in it by foreign: the library's name",
    ("core.topics.why.views.words", "error.parameters"): NUMBERS,
    ("core.topics.why.views.flip", "urlencode"): "in an address every mark of Markdown is encoded",
    ("core.topics.workshop.seed_draws", "hashlib.sha256"): "hexadecimal digits",
    ("core.topics.workshop.seed_draws", "Draws(head, order, kept)"): NUMBERS,
    ("core.topics.workshop.views.compute", "chosen.row"): NUMBERS,
    ("core.topics.workshop.views.files", "beginning[:LENGTH.size].hex(' ')"): "hexadecimal digits",
    ("core.topics.workshop.views.files", "spread.mean"): NUMBERS,
    ("core.topics.workshop.views.files", "pd"): "a table of our texts: the library's name",
    ("core.topics.workshop.views.job", "json.loads"): "numbers of our own job",
    ("core.topics.workshop.views.loop", "record.read"): OUR_RECORDS,
    ("core.topics.workshop.views.loop", "pd"): "a table of our texts: the library's name",
    ("core.topics.workshop.views.token_path", "path.cut"): NUMBERS,
}

TAKEN = (
    'st.markdown(t("a.b"))',
    'st.markdown(t("a.b", word=foreign(sentence())))',
    'st.markdown(t("a.b", word=foreign_code(token.text), count=f"{given:,}"))',
    'st.caption(f"{len(given):,} · {t(chr(1))}")',
    'name = t("a.b")\nst.button(name, help="ours")',
    'def show(text: str) -> None:\n    st.info(text)\nshow(t("a.b"))',
    'def name() -> str:\n    return t("a.b")\nst.expander(name())',
    'st.code(sentence())\nst.text(given)',
    'st.selectbox("ours", given)',  # the options of this one are text
    "for number, word in enumerate(given):\n    st.markdown(number)",
    'jobs.status(given)',
)  # fmt: skip
REFUSED = (
    "st.markdown(given)",
    "st.markdown(sentence())",
    'st.markdown(t("a.b", word=given))',
    'st.caption(f"{given}")',
    'st.info("a: " + given)',
    'st.error(str(error))',
    'st.button("ours", help=given)',
    'st.metric(token.text, "1")',
    "st.tabs([given])",
    'st.radio("ours", given)',
    'st.pills("ours", ["a"], format_func=lambda option: own[option])',
    'option_buttons("ours", given, key="a", default="b", names=str)',
    "st.markdown(html.escape(given))",  # no Markdown is lost by that
    "def named(option: str) -> str:\n    return option\nst.radio('ours', given, format_func=named)",
    "left.warning(st.query_params.get('a'))",
    "name = given\nst.toast(name)",
    "def show(text: str) -> None:\n    st.info(text)\nshow(given)",
    "def show(text: str):\n    st.info(text)\ndef other(word: str):\n    show(word)\nother(given)",
    "def name() -> str:\n    return st.session_state['a']\nst.expander(name())",
    "def name(word: str) -> str:\n    return word.upper()\nst.expander(name(given))",
    "for number, word in enumerate(given):\n    st.markdown(word)",
    "text = ''\nfor word in given:\n    text = text + word\nst.markdown(text)",
    "text = 'a'\ntext += given\nst.markdown(text)",
)  # fmt: skip
BEGINNING = "import streamlit as st\nfrom core import jobs\n"


@cache
def sources() -> Sources:
    """All of core and pages, read once."""
    files = sorted([*REPOSITORY.glob("core/**/*.py"), *REPOSITORY.glob("pages/*.py")])
    names = (".".join(file.relative_to(REPOSITORY).with_suffix("").parts) for file in files)
    return Sources(
        {name: ast.parse(file.read_text("utf-8")) for name, file in zip(names, files, strict=True)}
    )


def foreign_in(source: str) -> list[str]:
    trees = {"core.app.example": ast.parse(BEGINNING + source)}
    return [ast.unparse(leaf) for leaf in Analysis(Sources(trees)).not_ours()]


@pytest.mark.parametrize("source", TAKEN)
def test_rule_takes_what_is_ours(source: str) -> None:
    assert foreign_in(source) == []


@pytest.mark.parametrize("source", REFUSED)
def test_rule_refuses_what_may_be_foreign(source: str) -> None:
    assert foreign_in(source)


def test_every_text_in_markdown_is_ours_or_taken_as_it_is() -> None:
    read = sources()
    found = Analysis(read).not_ours()
    wrong, used = [], set()
    for leaf, calls in found.items():
        module, expression = read.module_of[leaf], ast.unparse(leaf)
        exceptions = {key for key in OURS if key[0] == module and expression.startswith(key[1])}
        used |= exceptions
        if not exceptions:
            shown = {f"{read.module_of[call]}:{getattr(call, 'lineno', 0)}" for call in calls}
            wrong.append((f"{module}:{getattr(leaf, 'lineno', 0)}", expression, sorted(shown)))
    assert wrong == []
    assert set(OURS) - used == set(), "exceptions that nothing needs"


def test_nothing_switches_raw_html_on() -> None:
    """Streamlit would then take the tags in a Markdown text; who writes HTML itself is known by name."""
    pages = {}
    for node, module in sources().module_of.items():
        if isinstance(node, ast.keyword):
            assert node.arg != "unsafe_allow_html", module
        elif isinstance(node, ast.Attribute) and node.attr in ("html", "iframe", "components"):
            pages.setdefault(ast.unparse(node), set()).add(module)
    assert pages == {
        "st.html": {"core.app.panels", "core.app.style"},
        "st.iframe": {"core.topics.attention.views.bertviz"},
        "st.components": {"core.app.widgets.component"},
    }


def test_our_components_write_text_as_text() -> None:
    """Nothing in the browser reads a string as HTML, as code, or as an address, in CodeMirror neither."""
    reads = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML"
        r"|srcdoc|\beval\(|new Function|\.href\s*=|\.src\s*=|[sS]etAttribute\(.(?:href|src)|javascript:"
    )
    scripts = [*REPOSITORY.glob("core/**/*.js"), *REPOSITORY.glob("core/**/*.html")]
    found = {
        f"{file.name}: {match[0]}"
        for file in scripts
        for match in reads.finditer(file.read_text(encoding="utf-8"))
    }
    assert len(scripts) > 30
    assert found == {'shape.js: setAttribute("href'}, "but for a letter of ours in the glossary's address"
