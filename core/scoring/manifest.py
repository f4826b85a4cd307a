"""What a run of scoring depends on: two runs that agree in it write the same bytes.

A run that was cut off goes on only with the input, model and settings it began with.
"""

from typing import Any

from core.base.errors import SentiscopeError
from core.models.locate import locate
from core.models.reading.windows import OVERLAP, RULE
from core.scoring.backends.choice import PLAIN
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.because import METHOD
from core.scoring.plan import Plan, Request
from core.scoring.readers import ENGINES, METHODS, Readers

VERSION = 2


def identity(request: Request, plan: Plan, window: tuple[int, int]) -> dict[str, Any]:
    """Input, model and settings, as the manifest keeps them. Errors: those of `locate`."""
    models = {language: _model(name) for language, name in plan.models.items()}
    return {
        "version": VERSION,
        "input": {"name": request.input.name, **plan.fingerprint.as_dict()},
        "model": models[plan.home],
        **({"models": models} if plan.is_mixed else {}),
        "settings": {
            "text": plan.text,
            "label": plan.label,
            "threshold": plan.threshold,
            "spreadsheet_safe": request.spreadsheet_safe,
            "header": request.header,
            "skip_unknown_labels": request.skip_unknown_labels,
            "window": list(window),
            **({} if request.positive is None else {"positive": request.positive}),
            **({"why": True} if request.why else {}),
            **long_texts(request.cut),
        },
    }


def long_texts(cut: bool) -> dict[str, Any]:
    """How texts longer than a window are read; nothing where they are `cut`, as at first all were."""
    return {} if cut else {"long_texts": {"rule": RULE, "overlap": OVERLAP}}


def check_same(begun: dict[str, Any], now: dict[str, Any], request: Request) -> None:
    """Raise a clear error where an unfinished run had another input, model or settings.

    `begun` is that run's manifest, which also names its `engine`; `now` is the identity of this one.
    """
    file = request.output.name
    checked = (("input", "blocks_sha256", "scoring_other_input"), ("model", "sha256", "scoring_other_model"))
    for part, name, key in checked:
        if begun.get(part, {}).get(name) != now[part][name]:
            raise SentiscopeError(key, file=file)
    if begun.get("models") != now.get("models"):
        raise SentiscopeError("scoring_other_model", file=file)
    same = all(begun.get(part) == now[part] for part in ("version", "settings"))
    engines = [begun.get("engine", {}), *begun.get(ENGINES, {}).values()]
    if not same or any(_other(engine, request) for engine in engines):
        raise SentiscopeError("scoring_other_settings", file=file)


def check_method(begun: dict[str, Any], readers: Readers, request: Request) -> None:
    """Raise `scoring_other_settings` where an unfinished run explained its verdicts by another method."""
    now = readers.methods()
    if any(begun.get(name) != now.get(name) for name in (METHOD, METHODS)):
        raise SentiscopeError("scoring_other_settings", file=request.output.name)


def _model(name: str) -> dict[str, str]:
    return {"name": name, "sha256": fingerprint_of(locate(name).folder)}


def _other(engine: dict[str, Any], request: Request) -> bool:
    """Whether a backend, a number of threads, or exits or none are requested that an engine has not."""
    if request.fast is not None and engine and request.fast != (engine.get("exits") is not None):
        return True
    # A model that no backend computes leaves nothing to choose.
    backend = None if engine.get("backend") == PLAIN else request.backend
    chosen = {"backend": backend, "threads": request.threads}
    return any(value is not None and engine.get(name) != value for name, value in chosen.items())
