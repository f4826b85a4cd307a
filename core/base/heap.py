"""The C library's heap as a server wants it: memory that is free goes back to the system.

A server that runs each visitor in a thread would otherwise keep, in up to eight arenas a core, whatever the
largest moment of each took.
"""

import ctypes
from functools import cache
from typing import Any

# mallopt's numbers, from glibc's malloc.h.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
MOST_ARENAS = 2  # Python's lock lets few threads allocate at once
OWN_PAGES = 4 << 20  # bytes; a larger block has pages of its own, which leave with it
SPARE = 32 << 20  # bytes that the heap may keep at its end


@cache
def _glibc() -> Any:
    """None where another C library is in charge."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
    return library if hasattr(library, "gnu_get_libc_version") else None


def keep_small() -> bool:
    """Set how much the heap may keep, before threads begin; False where that cannot be set."""
    library = _glibc()
    settings = {ARENA_MAX: MOST_ARENAS, MMAP_THRESHOLD: OWN_PAGES, TRIM_THRESHOLD: SPARE}
    return library is not None and all(library.mallopt(*setting) for setting in settings.items())


def give_back() -> None:
    """Give the pages that are free to the system."""
    if library := _glibc():
        library.malloc_trim(0)
