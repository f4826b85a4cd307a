"""Shipped models for tests that only ask them: loaded once by a process, and never changed."""

from functools import cache
from typing import Any


@cache
def shipped(name: str) -> Any:
    """The classifier of a catalog name."""
    from core.models.classifiers import load_classifier

    return load_classifier(name)
