"""How a command reports how far it is: a bar for people, lines for a parent process.

With `SENTISCOPE_PROGRESS=lines` in its environment a command prints, for each report, one
line `::progress {json}` on standard output; a page watching the job reads those. Otherwise
a person sees a progress bar and one plain line for each evaluation.
"""

import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field

PREFIX = "::progress "
LINES = "lines"
VARIABLE = "SENTISCOPE_PROGRESS"
SECONDS_BETWEEN_LINES = 0.2


@dataclass(frozen=True)
class Report:
    """How far a command is: `done` of `total` steps, a message and any numbers worth showing."""

    done: int
    total: int
    message: str = ""
    metrics: dict[str, float] = field(default_factory=dict)


def encode(report: Report) -> str:
    return PREFIX + json.dumps(asdict(report), ensure_ascii=False)


def decode(line: str) -> Report | None:
    """The report in a line of output, or None if the line is anything else."""
    if not line.startswith(PREFIX):
        return None
    try:
        return Report(**json.loads(line[len(PREFIX) :]))
    except (ValueError, TypeError):
        return None


class Progress:
    """Reports steps of a piece of work; a step with `metrics` is always printed, one without rarely."""

    def __init__(self, total: int, message: str = "", done: int = 0) -> None:
        self.total, self.message, self.done = total, message, done
        self._lines = os.environ.get(VARIABLE) == LINES
        self._last_line = 0.0
        self._metrics: dict[str, float] = {}
        from tqdm import tqdm  # takes as long as all else that a command's help needs

        self._bar = tqdm(total=total, initial=done, desc=message, disable=self._lines, dynamic_ncols=True)

    def add_metrics(self, **metrics: float) -> None:
        """Add numbers to a parent's next line, whenever that is due; a newer value replaces an older."""
        self._metrics |= metrics

    def step(self, count: int = 1, /, **metrics: float) -> None:
        """`count` further steps are done; `metrics`, if any, are printed at once."""
        self.done += count
        self._bar.update(count)
        if metrics and not self._lines:
            shown = "  ".join(f"{name} {value:.4g}" for name, value in metrics.items())
            self._bar.write(f"{self.done}/{self.total}  {shown}", file=sys.stdout)
        now = time.monotonic()
        due = metrics or self.done >= self.total or now - self._last_line >= SECONDS_BETWEEN_LINES
        if self._lines and due:
            self._last_line = now
            print(encode(Report(self.done, self.total, self.message, self._metrics | metrics)), flush=True)
            self._metrics = {}

    def close(self) -> None:
        self._bar.close()
