"""A docstring in place of another changes nothing else of a text."""

import ast

from core.nn.docstrings import AS_WRITTEN, documented, with_docstrings

WRITTEN = '''\
@cache
def first(x):  # kept
    """One line."""
    text = """no docstring"""  # kept


class Kind:
    """Several.

    Lines of it.
    """

    @property
    def size(self):
        """A method."""
        return 1  # """

    def other(self): "Not told."
'''
TOLD = '''\
@cache
def first(x):  # kept
    """一行。

    再一行。
    """
    text = """no docstring"""  # kept


class Kind:
    """一类。"""

    @property
    def size(self):
        """大小。"""
        return 1  # """

    def other(self): "Not told."
'''
GIVEN = {("m", "first"): "一行。\n\n再一行。", ("m", "Kind"): "一类。", ("m", "Kind.size"): "大小。"}


def test_docstrings_alone_are_replaced() -> None:
    assert with_docstrings(WRITTEN, "m", GIVEN) == TOLD
    assert with_docstrings(WRITTEN, "m", AS_WRITTEN) == WRITTEN
    assert with_docstrings(WRITTEN, "another", GIVEN) == WRITTEN


def test_docstrings_are_found_with_the_names_that_python_gives() -> None:
    names = [name for name, _ in documented(ast.parse(WRITTEN))]
    assert names == ["first", "Kind", "Kind.size", "Kind.other"]
