"""What a measurement says of its claim, in words: held, not held or undecided, then the numbers."""

from collections.abc import Callable, Mapping
from typing import Any

from core.base.i18n import labels
from core.experiments.experiment import Verdict


def sentence(name: str, verdict: Verdict, parameters: Mapping[str, Any], t: Callable[..., str]) -> str:
    """The verdict, the experiment's `facts`, and where it has one its own remark on this verdict.

    `t` looks a key up in one language; remarks are the texts `remark_held`, `remark_failed` and so on.
    """
    lead = t(f"experiments.lead_{verdict}")
    facts = t(f"experiments.{name}.facts", **parameters)
    if f"experiments.{name}.remark_{verdict}" not in labels("en"):
        return f"{lead} {facts}"
    between = "" if facts.endswith("。") else " "  # Chinese sentences follow each other without a blank
    return f"{lead} {facts}{between}{t(f'experiments.{name}.remark_{verdict}')}"
