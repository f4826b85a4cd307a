"""Text that is not ours where Streamlit reads Markdown: a visitor's words, names of files and models.

It stays what it is: no picture that a browser would fetch, no link, no formula, no colour.
"""

import re
from collections.abc import Mapping

# What begins or ends something in Markdown and in Streamlit's own marks.
MARKS = re.compile(r"([\\`*\[\]<>~$:&|#^]|(?<!\w)_|_(?!\w)|^[-+](?= )|(?<=^\d)\.(?=\s|$))")
# Where an address would become a link, which no backslash prevents: a sign without width goes there, U+2060.
ADDRESSES = re.compile(r"(?<=http)(?=s?://)|(?<=www)(?=\.)|(?<=\S)(?=@)", re.IGNORECASE)
JOINER = "\u2060"
BLANKS = re.compile(r"\s*[\n\r\u2028\u2029]\s*")


def foreign(text: str) -> str:
    """The text on one line, with every mark of Markdown taken as it is."""
    return MARKS.sub(r"\\\1", ADDRESSES.sub(JOINER, BLANKS.sub(" ", text)))


def foreign_code(text: str) -> str:
    """The text as code; what would end the code becomes an apostrophe."""
    return f"`{_in_code(text)}`"


def foreign_parameters(template: str, parameters: Mapping[str, object]) -> dict[str, object]:
    """The parameters of a text in Markdown, with all that is a string taken as it is."""
    return {
        name: _fitting(template, name, value) if isinstance(value, str) else value
        for name, value in parameters.items()
    }


def _fitting(template: str, name: str, value: str) -> str:
    return _in_code(value) if re.search(rf"`\{{{name}\}}", template) else foreign(value)


def _in_code(text: str) -> str:
    return BLANKS.sub(" ", text).replace("`", "'")
