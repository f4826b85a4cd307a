"""The transformers library as this project uses it: imported late, and quiet."""

import warnings
from functools import cache
from typing import Any


@cache
def quiet_transformers() -> Any:
    """The transformers library, with its bars and hints kept off the terminal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import transformers
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    return transformers
