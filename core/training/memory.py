"""Memory that a training frees and at once allocates again.

Each step frees and takes the same few hundred megabytes. By default the C library returns large
blocks to the system, which then has to clear every page anew: up to 40 % of a step on a CPU.
"""

import ctypes
import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # numbers of glibc's mallopt(3)
NEVER = 2**31 - 1  # bytes; the largest value that mallopt takes


def keep_freed_memory() -> bool:
    """Let this process keep what it frees, until it ends; True where the C library can."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and all(mallopt(name, NEVER) for name in (M_MMAP_THRESHOLD, M_TRIM_THRESHOLD))
