"""JavaScript without its comments and blank lines, for what is sent to browsers.

The scanner tells a comment from what only looks like one: it knows strings, template literals with the code
inside them, and regular expressions. All else stays as it is, so that a stack trace can be read.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

# After one of these a slash begins a regular expression; after a name, a number or a bracket it divides.
BEFORE_REGEX = re.compile(
    r"=>|[(\[{,;:?!=+\-*/%&|^~<>]"
    r"|await|case|delete|do|else|in|instanceof|new|of|return|throw|typeof|void|yield"
)
TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<space>\s+)
    |(?P<word>[\w$]+)
    |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<mark>=>|\+\+|--|[^"'`])""",
    re.DOTALL | re.VERBOSE,
)
REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
# From a template literal's backtick, or the brace that ends the code in it, to its end or to its next code.
TEMPLATE = re.compile(r"[`}](?:\\.|(?!\$\{)[^`\\])*(?:`|\$\{)", re.DOTALL)


@cache
def without_comments(source: str) -> str:
    """A script's text without comments and blank lines.

    Raises ValueError, with the line, where a string, a template literal or a regular expression has no end.
    """
    runs = groupby(_tokens(source), key=lambda token: token[0] in ("comment", "space"))
    parts = [_blank(tokens) if is_blank else "".join(text for _, text in tokens) for is_blank, tokens in runs]
    return "".join(parts).lstrip()


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    """Kind and text of every token in order."""
    braces: list[int] = []  # for each template literal around this place, how many braces its code has open
    position, last = 0, ""  # `last` is the token before, comments and space aside
    while position < len(source):
        kind, text = _token(source, position, last, ends_code=braces[-1:] == [0])
        if kind == "template":
            if text[0] == "}":
                braces.pop()
            if text.endswith("${"):
                braces.append(0)
        elif braces and text in ("{", "}"):
            braces[-1] += 1 if text == "{" else -1
        yield kind, text
        last = last if kind in ("comment", "space") else text
        position += len(text)


def _token(source: str, position: int, last: str, ends_code: bool) -> tuple[str, str]:
    """The token at a position; `ends_code` says that a closing brace goes back into a template literal."""
    first = source[position]
    match, kind = TOKEN.match(source, position), ""
    if first == "`" or (first == "}" and ends_code):
        match, kind = TEMPLATE.match(source, position), "template"
    elif match and match[0] == "/" and (not last or BEFORE_REGEX.fullmatch(last)):
        match, kind = REGEX.match(source, position), "regex"
    if match is None:
        line = source.count("\n", 0, position) + 1
        raise ValueError(f"what begins in line {line} with {source[position : position + 20]!r} has no end")
    return kind or match.lastgroup or "", match[0]


def _blank(tokens: Iterator[tuple[str, str]]) -> str:
    """What is left of comments and space between two tokens: the line's end with the indent, or a space."""
    text = "".join(_in_place_of(text) if kind == "comment" else text for kind, text in tokens)
    return "\n" + text.rpartition("\n")[2] if "\n" in text else " "


def _in_place_of(comment: str) -> str:
    """A line's end for a comment over several lines, as JavaScript reads it too; else a space."""
    return "\n" if "\n" in comment else " "
