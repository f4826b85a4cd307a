"""What the shapes in a piece of code say: the notation, and its letters in words."""

import re

from core.app.state import Translator

ANNOTATION = re.compile(r'\b(?:Float|Int|Bool)\[Tensor, "([^"]*)"\]')
COMMENT = re.compile(r"#.*?\(([^()]*)\)")
LETTERS = ("B", "T", "S", "D", "H", "K", "F", "L", "V", "W", "C", "N", "A", "E", "I", "O", "M", "P", "R")
# Letters that count something else in a module than in the rest of the app, and the texts of these.
_EMBEDDINGS = {"C": "C_embeddings"}
_WORD2VEC = {"C": "C_word2vec", "K": "K_word2vec", "P": "P_word2vec"}
OWN = {
    "core.nn.attention": {"V": "V_attention"},
    "core.topics.attention.concept": {"V": "V_attention"},
    "core.topics.embeddings.concept": _EMBEDDINGS,
    "core.topics.embeddings.minimal": _EMBEDDINGS,
    "core.topics.normalization.concept": {"M": "M_normalization"},
    "core.topics.positions.concept": {"P": "P_positions"},
    "core.topics.word2vec.concept": _WORD2VEC,
    "core.topics.word2vec.minimal": _WORD2VEC,
}


def shapes_in_words(code: str, module: str, t: Translator) -> str:
    """A line on the shapes in a function's signature and comments; nothing where there are none."""
    annotations = list(ANNOTATION.finditer(code))
    shapes = [match[1] for match in (*annotations, *COMMENT.finditer(code))]
    letters = [letter for letter in LETTERS if any(re.search(rf"\b{letter}\b", shape) for shape in shapes)]
    if not letters:
        return ""
    own = OWN.get(module, {})
    words = " · ".join(f"`{letter}` {t(f'letters.{own.get(letter, letter)}')}" for letter in letters)
    notation = t("letters.notation", example=annotations[0][0]) if annotations else t("letters.comments")
    return f"{notation} {words}"
