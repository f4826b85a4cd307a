"""The C library's heap: what is set, and when it is trimmed."""

import ctypes
import subprocess
import sys

import pytest

from core.base import heap


class Library:
    """Takes note of what it is asked; `refuses` is a setting that it does not take."""

    def __init__(self, refuses: int | None = None) -> None:
        self.asked: dict[str, list[tuple[int, ...]]] = {"mallopt": [], "malloc_trim": []}
        self._refuses = refuses

    def mallopt(self, *setting: int) -> int:
        self.asked["mallopt"].append(setting)
        return int(setting[0] != self._refuses)

    def malloc_trim(self, *spare: int) -> int:
        self.asked["malloc_trim"].append(spare)
        return 1


def test_the_heap_is_bounded_and_gives_back(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    monkeypatch.setattr(heap, "_glibc", lambda: library)
    assert heap.keep_small()
    assert dict(library.asked["mallopt"])[heap.ARENA_MAX] == heap.MOST_ARENAS
    heap.give_back()
    assert library.asked["malloc_trim"] == [(0,)]


def test_a_setting_that_is_refused_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap, "_glibc", lambda: Library(refuses=heap.ARENA_MAX))
    assert not heap.keep_small()


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap, "_glibc", lambda: None)
    assert not heap.keep_small()
    heap.give_back()


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "gnu_get_libc_version"), reason="not glibc")
def test_glibc_takes_the_settings() -> None:
    asked = "from core.base import heap; heap.give_back(); raise SystemExit(not heap.keep_small())"
    subprocess.run([sys.executable, "-c", asked], check=True)
