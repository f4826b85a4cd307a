"""Python's collector of circles, kept away from what stays for good: modules, and all that hangs on them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def for_good() -> Iterator[None]:
    """What the block imports or loads is never looked through: not while it grows, and not later.

    Importing torch, transformers and Plotly makes a million objects, and the collector would go through all
    of them again each time they have grown by a quarter, holding every thread back by half a second. What
    else is there at the end of the block stays with it; it still leaves when nothing refers to it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
