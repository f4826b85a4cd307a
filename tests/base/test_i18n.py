"""Words: the same in both languages, none missing, none unused, none written into a page."""

import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from core.app.figures.template import FONT
from core.app.navigation import PAGES, ROAD
from core.base.errors import SentiscopeError
from core.base.i18n import (
    LANGUAGES,
    article,
    closest_language,
    error_text,
    label,
    labels,
    shell_language,
    unparted,
)
from core.base.settings import APP, REPOSITORY, TOPICS
from core.exercises.registry import find, names
from core.exercises.texts import keys_of
from core.models.catalog import CLASSIFIERS

SURFACES = sorted(
    {
        REPOSITORY / "app.py",
        *REPOSITORY.glob("pages/*.py"),
        *APP.glob("**/*.py"),
        *(
            file
            for name in ("page", "views", "views/*", "figures*", "figures/*")
            for file in TOPICS.glob(f"[!_]*/{name}.py")
        ),
    }
)
TEMPLATE = TOPICS / "_template"  # no topic yet: test_template.py tries a copy of it
SOURCES = [
    REPOSITORY / "app.py",
    *sorted(file for file in REPOSITORY.glob("core/**/*.py") if TEMPLATE not in file.parents),
]
FAMILIES = ("figure", "Texts")  # names whose first argument is what keys begin with
TRANSLATORS = ("t", "label")  # functions whose first argument is a text key
ANYTHING = "\0"  # stands for the {…} of an f-string until it becomes a pattern


@dataclass(frozen=True)
class Use:
    """One place where a text is looked up: its key, `ANYTHING` where it varies, and the parameters given."""

    key: str
    parameters: frozenset[str]
    open: bool  # further parameters come as **something
    location: str


def fields_of(text: str) -> set[str]:
    """Names of the placeholders that we fill: `{name}`, not Plotly's `%{name}`."""
    without_plotly = re.sub(r"%\{[^}]*\}", "", text)
    return {name for _, name, _, _ in string.Formatter().parse(without_plotly) if name is not None}


def plotly_fields_of(text: str) -> list[str]:
    return sorted(re.findall(r"%\{[^}]*\}", text))


# ---- both languages say the same things


def test_same_keys_in_both_languages() -> None:
    assert set(labels("en")) == set(labels("zh"))


def test_same_placeholders_in_both_languages() -> None:
    for key, english in labels("en").items():
        chinese = labels("zh")[key]
        assert fields_of(english) == fields_of(chinese), key
        assert plotly_fields_of(english) == plotly_fields_of(chinese), key


def test_no_text_is_blank() -> None:
    blank = [
        (key, language)
        for language in LANGUAGES
        for key in labels(language)
        if not labels(language)[key].strip()
    ]
    assert blank == []


def test_both_files_list_their_keys_in_the_same_order() -> None:
    assert list(labels("en")) == list(labels("zh"))


# ---- what the code asks for exists


def keys_in(node: ast.expr) -> list[str]:
    """The keys an argument can be: a literal, an f-string as pattern, or either branch of an if."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = (keys_in(part)[0] if isinstance(part, ast.Constant) else ANYTHING for part in node.values)
        return ["".join(parts)]
    if isinstance(node, ast.IfExp):
        return keys_in(node.body) + keys_in(node.orelse)
    return []


def families_of(call: ast.Call) -> list[str]:
    """The keys that a declaration asks for: a figure's texts by their beginning, a setting's by its key."""
    name = getattr(call.func, "id", "")
    if name in FAMILIES:
        return [f"{key}_{ANYTHING}" for key in keys_in(call.args[0])]
    if name == "worded_buttons":
        return [text for key in keys_in(call.args[0]) for text in (key, f"{key}_{ANYTHING}")]
    if name == "Views":
        texts = [".".join(key.rsplit("_", 1)) for key in keys_in(call.args[0])]
        labels_of = [
            key for keyword in call.keywords if keyword.arg == "text" for key in keys_in(keyword.value)
        ]
        return (labels_of or texts) + [f"{text}_{ANYTHING}" for text in texts]
    return []


def prefix_of(call: ast.Call) -> str | None:
    """What stands before the argument in the key, or None where the call looks up no text."""
    if isinstance(call.func, ast.Name) and call.func.id in TRANSLATORS:
        return ""
    if isinstance(call.func, ast.Call) and getattr(call.func.func, "id", "") == "translator":
        return ""  # translator()("key")
    return "errors." if getattr(call.func, "id", "") == "SentiscopeError" else None


@cache
def uses() -> tuple[Use, ...]:
    all_uses = []
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            location = f"{file.relative_to(REPOSITORY)}:{node.lineno}"
            all_uses += [Use(key, frozenset(), True, location) for key in families_of(node)]
            if (prefix := prefix_of(node)) is None:
                continue
            names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            more = any(keyword.arg is None for keyword in node.keywords)
            all_uses += [Use(prefix + key, names, more, location) for key in keys_in(node.args[0])]
    return tuple(all_uses)


@cache
def pattern_of(key: str) -> re.Pattern[str]:
    return re.compile(re.escape(key).replace(re.escape(ANYTHING), "(.+)"))


def texts_of(use: Use) -> list[str]:
    if ANYTHING not in use.key:
        return [use.key] if use.key in labels("en") else []
    return [key for key in labels("en") if pattern_of(use.key).fullmatch(key)]


def test_uses_are_found_in_pages_shell_and_errors() -> None:
    keys = {use.key for use in uses()}
    assert {"header.sentence", "training.finished", "errors.data_empty", "errors.unexpected"} <= keys
    assert f"pages.{ANYTHING}.title" in keys


def test_every_text_asked_for_exists() -> None:
    assert {use.key.replace(ANYTHING, "*"): use.location for use in uses() if not texts_of(use)} == {}


def test_every_placeholder_is_filled() -> None:
    for use in (use for use in uses() if ANYTHING not in use.key and not use.open):
        for key in texts_of(use):
            needed = fields_of(labels("en")[key])
            assert needed <= use.parameters, use.location
            if not key.startswith("errors."):  # an error may carry more than its sentence tells
                assert needed == use.parameters, use.location


def test_every_page_has_its_texts() -> None:
    wanted = {f"pages.{page.name}.menu" for page in PAGES}
    wanted |= {f"pages.{name}.about" for name in ROAD}
    wanted |= {f"pages.{page.name}.{part}" for page in PAGES for part in ("title", "question")}
    wanted |= {f"sections.{page.section}" for page in PAGES}
    wanted |= {f"models.{name}" for name in CLASSIFIERS}
    assert wanted - set(labels("en")) == set()


# ---- what is written is asked for


@cache
def literals() -> frozenset[str]:
    """Every string constant of app, pages and core: names that patterns are filled with."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in SOURCES)
    nodes = (node for tree in trees for node in ast.walk(tree))
    return frozenset(n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))


def is_used(key: str) -> bool:
    """Named in full, raised as an error, or a pattern filled with names that stand in the code."""
    if key in {use.key for use in uses()} or key in of_exercises():
        return True
    if key in literals() or (key.startswith("errors.") and key.removeprefix("errors.") in literals()):
        return True
    matches = (pattern.fullmatch(key) for pattern in patterns())
    return any(match and all(part in literals() for part in match.groups()) for match in matches)


@cache
def of_exercises() -> frozenset[str]:
    """What declarations of exercises ask for, whose names count their hints, say."""
    return frozenset(key for name in names() for key in keys_of(find(name)))


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Every f-string by which a text is asked for, once."""
    return tuple({pattern_of(use.key): None for use in uses() if ANYTHING in use.key})


def test_every_text_is_used() -> None:
    assert [key for key in labels("en") if not is_used(key)] == []


def test_twins_and_notes_have_their_texts() -> None:
    import core.models.text_checks

    source = Path(core.models.text_checks.__file__).read_text(encoding="utf-8")
    notes = set(re.findall(r'"(note_\w+)"', source))
    assert notes
    assert {f"verdict.{note}" for note in notes} <= set(labels("en"))


# ---- no words in pages

LETTER = r"[^\W\d_]"
# A word after another, after the beginning or after the end of a {…}: single letters are mathematics.
WORDS = re.compile(rf"(?:^|{LETTER}[,.;:!?]?)\s+{LETTER}{{2,}}")
TAG = re.compile(r"<[^>]*>?")
COMMAND = re.compile(r"(?:[A-Z_0-9]+=\S+ )?(?:python -m|streamlit run) \S.*")
HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
POSITION = re.compile(r"(top|middle|bottom) (left|center|right)")  # as Plotly says where a text stands
# The languages, each in itself, and the fonts that a browser may have.
NAMES = ("中文", "Language · 语言", FONT)
SHOWN = re.compile(
    "title|header|subheader|caption|text|markdown|write|metric|badge|info|warning|error|success|toast"
    "|button|link_button|download_button|toggle|checkbox|radio|selectbox|multiselect|pills|segmented_control"
    "|slider|select_slider|number_input|text_input|text_area|file_uploader|expander|popover|spinner|status"
)
SHOWN_KEYWORDS = ("label", "help", "placeholder", "caption")


def docstrings_of(tree: ast.Module) -> set[int]:
    """The ids of nodes that are docstrings."""
    kinds = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    owners = (node for node in ast.walk(tree) if isinstance(node, kinds))
    bodies = (owner.body[0] for owner in owners if owner.body)
    return {id(body.value) for body in bodies if isinstance(body, ast.Expr)}


def logged(tree: ast.Module) -> set[int]:
    """The ids of nodes inside calls of a logger: those words are for the log."""
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    loggers = (c for c in calls if getattr(c.func.value, "id", "") in ("log", "logging"))
    return {id(node) for call in loggers for node in ast.walk(call)}


def raised(tree: ast.Module) -> set[int]:
    """The ids of nodes inside a `raise`: words for the log. A page shows a SentiscopeError's key."""
    raises = (node for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc is not None)
    return {id(node) for statement in raises for node in ast.walk(statement)}


def annotations_of(tree: ast.Module) -> set[int]:
    """The ids of nodes inside annotations, which may stand in quotes."""
    fields = (getattr(n, field, None) for n in ast.walk(tree) for field in ("annotation", "returns"))
    return {id(node) for field in fields if field is not None for node in ast.walk(field)}


def latex_in(source: str, tree: ast.Module) -> set[int]:
    """The ids of raw strings with a backslash, and of the parts of such f-strings: mathematics, no words."""
    lines = [line.encode() for line in source.splitlines()]  # an offset counts bytes
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            parts = getattr(node, "values", [node])
            raw = re.match(rb"[fF]?[rR]", lines[node.lineno - 1][node.col_offset :])
            if raw and any("\\" in str(getattr(part, "value", "")) for part in parts):
                found |= {id(part) for part in [node, *parts]}
    return found


@cache
def libraries() -> frozenset[str]:
    """The names of the libraries that we require."""
    files = REPOSITORY.glob("requirements*.txt")
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return frozenset(re.split(r"[\[=<>~; ]", line)[0].lower() for line in lines if re.match(r"\w", line))


def is_foreign(text: str) -> bool:
    """Whether it holds letters of another script; Greek ones are mathematics."""
    letters = (character for character in text if character.isalpha() and not character.isascii())
    return any(not unicodedata.name(letter, "").startswith("GREEK") for letter in letters)


def reads_as_words(text: str) -> bool:
    """Whether a person would read words: several of them, or one that is not English."""
    without_tags = TAG.sub("", text)
    if without_tags in NAMES or POSITION.fullmatch(without_tags):
        return False
    if all(map(COMMAND.fullmatch, without_tags.splitlines())):
        return False
    if all(word in libraries() for word in without_tags.lower().split(", ")):
        return False
    return is_foreign(without_tags) or bool(WORDS.search(without_tags))


def words_in(source: str) -> Iterator[str]:
    """String constants that a person would read as words."""
    tree = ast.parse(source)
    skipped = (
        docstrings_of(tree) | logged(tree) | raised(tree) | annotations_of(tree) | latex_in(source, tree)
    )
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in skipped)
    yield from (n.value for n in nodes if isinstance(n.value, str) and reads_as_words(n.value))


def shown_in(source: str) -> Iterator[str]:
    """Single words given straight to a widget: `st.button("Go")`, `help="Why"`."""
    tree = ast.parse(source)
    skipped = logged(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or id(node) in skipped:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        shown = [node.args[0]] if node.args and SHOWN.fullmatch(name) else []
        shown += [keyword.value for keyword in node.keywords if keyword.arg in SHOWN_KEYWORDS]
        for argument in shown:
            text = str(argument.value or "") if isinstance(argument, ast.Constant) else ""
            if re.search(LETTER, text) and text not in NAMES and not HUB_ID.fullmatch(text):
                yield text


WITH_WORDS = (
    'st.markdown("Hello there")',
    'st.markdown("Well, good")',
    "x = '好'",
    'x = f"{a} of the {b}"',
    'x = f"{a} of {b}"',
    'st.button("Go")',
    'st.slider(t("a.b"), help="Why")',
    'x = r"Hello there"',
    "st.html(\"<div class='a b'>Hello there</div>\")",
    'x = "python -m core.training\\nand wait"',
    'x: int = "a number"',
    'x = "torch, of course"',
)
WITHOUT_WORDS = (
    '"""A docstring with words."""',
    'async def f(): """A docstring with words."""',
    'log.warning("words for the log")',
    'raise LinkError(f"{a} imports words")',
    'st.latex(rf"p = \\frac{{a b}}{{{x} + c}}")',
    r'st.latex(r"\text{a word} = b")',
    'st.markdown(f"#### {title}")',
    'x = f"{a:.1%} → {b:.1%}"',
    'x = "h_t = W_x x_t + (x − μ)²"',
    'st.button(t("batch.score"), icon=":material/bolt:")',
    'def f(x: "Reading | None") -> "list[Any, Grown]": ...',
    "st.html(\"<div class='a b'></div>\")",
    'st.code("python -m core.training --model gru")',
    'st.text_input(t("a.b"), placeholder="HuggingFaceTB/SmolLM2")',
    'x = "numpy, scikit-learn"',
)


def test_rule_that_finds_words_itself() -> None:
    found = {source: [*words_in(source), *shown_in(source)] for source in (*WITH_WORDS, *WITHOUT_WORDS)}
    assert [source for source, words in found.items() if words] == list(WITH_WORDS)


def test_pages_hold_no_words() -> None:
    """In no page, view, figure or shared part of the app: whatever is read stands in the texts."""
    sources = {str(file.relative_to(REPOSITORY)): file.read_text(encoding="utf-8") for file in SURFACES}
    held = {name: [*words_in(source), *shown_in(source)] for name, source in sources.items()}
    assert len(held) > 100
    assert {name: words for name, words in held.items() if words} == {}


# ---- articles


def concept_pages() -> list[str]:
    """Names that pages give to `ConceptPage`: those have an article."""
    names = []
    for file in SURFACES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ConceptPage":
                names += keys_in(node.args[0])
    return names


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_page_has_its_article(language: str) -> None:
    assert "predict" in concept_pages()
    for name in concept_pages():
        assert len(article(name, language)) > 200


def test_articles_are_the_same_in_both_languages_and_have_a_page() -> None:
    english, chinese = (
        {file.parents[1].name for file in TOPICS.glob(f"[!_]*/text/{language}.md")} for language in LANGUAGES
    )
    assert english == chinese
    assert english <= {page.name for page in PAGES}


@pytest.mark.parametrize("name", concept_pages())
def test_articles_have_the_same_structure(name: str) -> None:
    """As many headings, formulas and sources in one language as in the other."""
    for mark in (r"^#+ ", r"\$\$", r"\]\(http"):
        counts = {len(re.findall(mark, article(name, language), re.MULTILINE)) for language in LANGUAGES}
        assert len(counts) == 1, mark


# ---- the reader itself


def test_label_fills_placeholders() -> None:
    assert label("tokens.count", "en", count=3).startswith("3 tokens")
    assert label("tokens.count", "zh", count=3).startswith("读入 3 ")


def test_a_chinese_word_takes_no_blanks_in_a_chinese_sentence() -> None:
    cells = {"both_right": 1, "only_first": 2, "only_second": 3, "both_wrong": 4}
    own, shipped = "你的快速模型", "sst2-minilm"
    told = label("evaluation.table", "zh", first=own, second=shipped, **cells)
    assert told == "两者都对 1 行，只有你的快速模型对 2 行，只有 sst2-minilm 对 3 行，两者都错 4 行。"
    turned = label("evaluation.never", "zh", first=shipped, second=own, rows=9, most=0.5)
    assert turned.startswith("在这 9 行上，sst2-minilm 和你的快速模型的判断从无分歧")
    # Blanks that are the word's own stay, and so do those of other languages.
    assert "只有很 好对" in label("evaluation.table", "zh", first="很 好", second=shipped, **cells)
    assert "only 很 好 " in label("evaluation.table", "en", first="很 好", second=shipped, **cells)


def test_label_without_parameters_leaves_plotlys_marks_alone() -> None:
    assert "%{x:.2%}" in label("predict.accuracy_hover", "en")


def test_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        label("no.such.key", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_text_is_filled(language: str) -> None:
    error = SentiscopeError("data_bad_row", file="train.tsv", line=3, count=4)
    text = error_text(error, language)
    assert {"train.tsv", "3", "4"} <= set(re.findall(r"[\w.]+\b", text.replace("行", " ").replace("列", " ")))
    assert "{" not in text


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-CN", "zh"),
        ("zh_TW.UTF-8", "zh"),
        ("ZH", "zh"),
        ("en-GB", "en"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_closest_language(tag: str | None, language: str) -> None:
    assert closest_language(tag) == language


def test_shell_language_is_the_chosen_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "zh")
    assert shell_language() == "zh"


@pytest.mark.parametrize(
    ("locales", "environment", "language"),
    [("zh_CN", "en_US.UTF-8", "zh"), (None, "zh_CN.UTF-8", "zh"), ("en_US", "zh_CN.UTF-8", "en")],
)
def test_shell_language_follows_the_locale(
    monkeypatch: pytest.MonkeyPatch, locales: str | None, environment: str, language: str
) -> None:
    monkeypatch.delenv("SENTISCOPE_LANGUAGE", raising=False)
    monkeypatch.setenv("LANG", environment)
    monkeypatch.setattr("locale.getlocale", lambda: (locales, "UTF-8"))
    assert shell_language() == language


def test_no_line_breaks_between_a_number_and_its_unit() -> None:
    told = unparted("15 % of {size} MB in %{y:.1f} s; 3 some, {n} percent, 100 % .")
    assert told == "15\xa0% of {size}\xa0MB in %{y:.1f}\xa0s; 3 some, {n} percent, 100\xa0% ."
    assert label("verdict.milliseconds", "en", count=7) == "7\xa0ms"
