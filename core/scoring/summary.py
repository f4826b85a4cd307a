"""`OUTPUT.summary.json`: what was scored, how, and what came out, for a page that shows the output."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.scoring.counts import RowCounts
from core.scoring.places import summary_path
from core.scoring.plan import Plan, Request
from core.scoring.readers import Readers


def make_summary(
    request: Request,
    plan: Plan,
    readers: Readers,
    added: Mapping[str, str],
    counts: RowCounts,
    seconds: float,
) -> dict[str, Any]:
    """The counts, with all that is needed to understand them and to read the output.

    `added` names the added columns by what they hold; `columns` gives name and position (from 0) in the
    output; `label` is None where none was asked for. `models` stands there only where rows
    are of two languages.
    """
    table, width = plan.table, len(plan.table.header)
    positions = {"text": plan.text, "label": plan.label}
    columns = {
        role: None if index is None else {"name": table.columns[index], "index": index}
        for role, index in positions.items()
    }
    new = {role: {"name": name, "index": width + i} for i, (role, name) in enumerate(added.items())}
    return {
        "input": request.input.name,
        "output": request.output.name,
        **readers.summary(counts.languages),
        **({"classes": [*plan.classes]} if plan.classes else {}),
        "threshold": plan.threshold,
        "delimiter": table.dialect.delimiter or ",",
        "input_encoding": table.dialect.encoding,
        "lines_above": table.dialect.skip,
        "has_header": table.headers > 0,
        "zero_is_neutral": plan.zero_is_neutral,
        "columns": {**columns, **new},
        **counts.summary(),
        "seconds": round(seconds, 3),
    }


def write_summary(summary: dict[str, Any], output: Path) -> None:
    """Write it beside the output; under its name it is always whole."""
    write_durably(summary_path(output), json.dumps(summary, ensure_ascii=False, indent=2) + "\n")


def read_summary(output: Path) -> dict[str, Any]:
    """The summary of an output. Error: `result_unreadable`."""
    try:
        summary = json.loads(summary_path(output).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SentiscopeError("result_unreadable", file=output.name) from error
    if not isinstance(summary, dict) or not {"columns", "delimiter", "threshold"} <= summary.keys():
        raise SentiscopeError("result_unreadable", file=output.name)
    return summary
