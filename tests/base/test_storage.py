"""A full disk is told from other failures, whoever says so."""

import errno

import pytest

from core.base.storage import is_full, system_number


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (OSError("Not enough disk space. Needed: 7 MB"), True),
        (RuntimeError("I/O error: No space left on device (os error 28)"), True),
        (RuntimeError("I/O error: Permission denied (os error 13)"), False),
        (caused(RuntimeError("generating failed"), OSError(errno.ENOSPC, "x")), True),
        (caused(RuntimeError("generating failed"), ValueError("x")), False),
    ],
)
def test_full(error: Exception, full: bool) -> None:
    assert is_full(error) is full


def test_the_systems_number() -> None:
    assert system_number(RuntimeError("(os error 13)")) == errno.EACCES
    assert system_number(ValueError("13")) is None
