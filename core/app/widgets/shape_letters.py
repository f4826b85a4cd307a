"""What the shapes in a piece of code say: the notation, and its letters in words."""

import re
from collections.abc import Iterator

from core.app.state import Translator
from core.app.widgets.letters import LETTERS, OWN, in_words

KINDS = ("Float", "Int", "Bool", "UInt8")
ANNOTATION = re.compile(rf'\b({"|".join(KINDS)})\[Tensor, "([^"]*)"\]')
COMMENT, IN_COMMENT = re.compile(r"#[^\n]*"), re.compile(r"\(([^()]*)\)")
# What jaxtyping writes for axes besides letters, and the end of its text's key.
SIGNS = {
    "any_axes": re.compile(r"(?<!\S)\.\.\.(?!\S)"),
    "named_axes": re.compile(r"(?<!\S)\*\w+"),
    "size": re.compile(r"(?<!\S)\d+(?!\S)"),
    "any_size": re.compile(r"(?<!\S)_(?!\S)"),
}
NO_AXES = '""'


def shapes_in_words(code: str, module: str, t: Translator) -> str:
    """A line on the shapes in a function's signature and comments; nothing where there are none."""
    annotations = list(ANNOTATION.finditer(code))
    comments = [shape for comment in COMMENT.findall(code) for shape in IN_COMMENT.findall(comment)]
    shapes = [*(match[2] for match in annotations), *comments]
    letters = [letter for letter in LETTERS if any(re.search(rf"\b{letter}\b", shape) for shape in shapes)]
    if not annotations and not letters:
        return ""
    notation = t("letters.notation", example=annotations[0][0]) if annotations else t("letters.comments")
    told = [*_kinds(annotations, t), *_signs([match[2] for match in annotations], comments, t)]
    told += [in_words(letters, OWN.get(module, {}), t)] if letters else []
    return f"{notation} {' · '.join(told)}"


def _kinds(annotations: list[re.Match[str]], t: Translator) -> Iterator[str]:
    """The kinds of numbers in words."""
    for kind in dict.fromkeys(match[1] for match in annotations):
        yield f"`{kind}` {t(f'letters.{kind}')}"


def _signs(annotated: list[str], comments: list[str], t: Translator) -> Iterator[str]:
    """The signs for axes in words, each as it is first met; of comments `...` alone."""
    before = [shape for shape in comments if shape.startswith("...")]
    for name, look in SIGNS.items():
        shapes = [shape.replace(",", " ") for shape in (*annotated, *before)]
        if found := next(filter(None, map(look.search, shapes)), None):
            yield f"`{found[0]}` {t(f'letters.{name}')}"
    if "" in annotated:
        yield f"`{NO_AXES}` {t('letters.no_axes')}"
