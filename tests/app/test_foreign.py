"""What a visitor wrote is text, wherever Streamlit reads Markdown."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.app.foreign import JOINER, foreign, foreign_code, foreign_parameters

READER = MarkdownIt("gfm-like", {"linkify": False})
OF_STREAMLIT = ("$x$", ":red[x]", ":smile:", ":material/edit:", ":blue-badge[x]")
# All that Markdown knows; what begins a line stands behind a word here, as in our sentences.
TEXTS = st.text(alphabet="ab1 .-+!#()[]{}*_`~<>&$:|\\/\"'^@\n", max_size=40)


def read(markdown: str) -> str:
    """The text that a reader of Markdown sees, without its elements."""
    return html.unescape(re.sub(r"</?p>|\n", "", READER.render(markdown))).replace(JOINER, "")


@given(TEXTS)
def test_a_reader_of_markdown_sees_the_text_itself(text: str) -> None:
    shown = re.sub(r"\s*\n\s*", " ", text)
    assert read(f"A {foreign(text)}B") == f"A {shown}B"


@given(TEXTS)
def test_in_code_too(text: str) -> None:
    shown = re.sub(r"\s*\n\s*", " ", text).replace("`", "'")
    if shown.strip() and not (
        shown.startswith(" ") and shown.endswith(" ")
    ):  # of two such blanks code keeps none
        assert read(f"A {foreign_code(text)}") == f"A <code>{shown}</code>"


@pytest.mark.parametrize("mark", OF_STREAMLIT)
def test_streamlits_own_marks_are_taken_apart(mark: str) -> None:
    assert not re.search(r"(?<!\\)[$:]", foreign(mark))


@pytest.mark.parametrize(
    "address", ["http://other.example/a", "HTTPS://x.example", "www.other.example", "a@b.example"]
)
def test_no_address_becomes_a_link(address: str) -> None:
    """By the rules of GitHub's Markdown, which Streamlit applies to the text that is left at last."""
    linked = re.compile(r"https?://|www\.|[-.\w+]+@[-\w]", re.IGNORECASE)
    assert linked.search(address)
    shown = html.unescape(re.sub(r"</?p>|\n", "", READER.render(foreign(address))))
    assert not linked.search(shown)
    assert shown.replace(JOINER, "") == address


@pytest.mark.parametrize("beginning", ["- a", "+ a", "1. a", "# a", "> a"])
def test_what_begins_a_line_begins_nothing(beginning: str) -> None:
    assert read(foreign(beginning)) == beginning


def test_parameters_are_fitted_to_their_place() -> None:
    template = "**{name}** in `{file}`: {rows:,}"
    given_values = {"name": "*a*", "file": "my_`b`.csv", "rows": 1000}
    assert foreign_parameters(template, given_values) == {
        "name": r"\*a\*",
        "file": "my_'b'.csv",
        "rows": 1000,
    }
