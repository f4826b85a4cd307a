"""An error that a test makes `core` raise has its sentence in every language, with nothing missing in it."""

import sys
from string import Formatter

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, labels

REBUILD = ("core.jobs.failure", "core.jobs.job")  # make an error again from what another process wrote


def open_placeholders(key: str, parameters: dict[str, object]) -> set[str]:
    """The placeholders of an error's sentences that nothing fills. KeyError where it has no sentence."""
    texts = [labels(language)[f"errors.{key}"] for language in LANGUAGES]
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name} - parameters.keys()


def watch() -> None:
    """From now on, an error of `core` whose sentence cannot be written fails the test that made it."""
    make = SentiscopeError.__init__

    def made(self: SentiscopeError, key: str, **parameters: object) -> None:
        make(self, key, **parameters)
        module = sys._getframe(1).f_globals["__name__"]
        if (
            module.startswith("core.")
            and module not in REBUILD
            and (left := open_placeholders(key, parameters))
        ):
            raise AssertionError(f"{key} is raised without {sorted(left)}")

    SentiscopeError.__init__ = made  # type: ignore[method-assign]
