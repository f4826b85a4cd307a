"""What the shapes in a piece of code say: the notation, and its letters in words."""

import re

from core.app.state import Translator
from core.app.widgets.letters import LETTERS, OWN, in_words

ANNOTATION = re.compile(r'\b(?:Float|Int|Bool)\[Tensor, "([^"]*)"\]')
COMMENT, IN_COMMENT = re.compile(r"#[^\n]*"), re.compile(r"\(([^()]*)\)")


def shapes_in_words(code: str, module: str, t: Translator) -> str:
    """A line on the shapes in a function's signature and comments; nothing where there are none."""
    annotations = list(ANNOTATION.finditer(code))
    comments = [shape for comment in COMMENT.findall(code) for shape in IN_COMMENT.findall(comment)]
    shapes = [*(match[1] for match in annotations), *comments]
    letters = [letter for letter in LETTERS if any(re.search(rf"\b{letter}\b", shape) for shape in shapes)]
    if not letters:
        return ""
    notation = t("letters.notation", example=annotations[0][0]) if annotations else t("letters.comments")
    return f"{notation} {in_words(letters, OWN.get(module, {}), t)}"
