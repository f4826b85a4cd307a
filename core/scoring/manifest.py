"""What a run of scoring depends on: two runs that agree in it write the same bytes.

A run that was cut off goes on only with the input, model and settings it began with.
"""

from typing import Any

from core.base.errors import SentiscopeError
from core.models.explaining.explained import Explainer
from core.models.locate import locate
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.because import METHOD, method_of
from core.scoring.plan import Plan, Request

VERSION = 1


def identity(request: Request, plan: Plan, window: tuple[int, int]) -> dict[str, Any]:
    """Input, model and settings, as the manifest keeps them. Errors: those of `locate`."""
    return {
        "version": VERSION,
        "input": {"name": request.input.name, **plan.fingerprint.as_dict()},
        "model": {"name": plan.model, "sha256": fingerprint_of(locate(plan.model).folder)},
        "settings": {
            "text": plan.text,
            "label": plan.label,
            "threshold": request.threshold,
            "spreadsheet_safe": request.spreadsheet_safe,
            "header": request.header,
            "skip_unknown_labels": request.skip_unknown_labels,
            "window": list(window),
            **({} if request.positive is None else {"positive": request.positive}),
            **({"why": True} if request.why else {}),
        },
    }


def check_same(begun: dict[str, Any], now: dict[str, Any], request: Request) -> None:
    """Raise a clear error where an unfinished run had another input, model or settings.

    `begun` is that run's manifest, which also names its `engine`; `now` is the identity of this one.
    """
    file = request.output.name
    for part, key in (("input", "scoring_other_input"), ("model", "scoring_other_model")):
        if begun.get(part, {}).get("sha256") != now[part]["sha256"]:
            raise SentiscopeError(key, file=file)
    same = all(begun.get(part) == now[part] for part in ("version", "settings"))
    engine = begun.get("engine", {})
    chosen = {"backend": request.backend, "threads": request.threads}
    if not same or any(value is not None and engine.get(name) != value for name, value in chosen.items()):
        raise SentiscopeError("scoring_other_settings", file=file)


def check_method(begun: dict[str, Any], explainer: Explainer | None, request: Request) -> None:
    """Raise `scoring_other_settings` where an unfinished run explained its verdicts by another method."""
    if begun.get(METHOD) != method_of(explainer).get(METHOD):
        raise SentiscopeError("scoring_other_settings", file=request.output.name)
