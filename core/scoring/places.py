"""Where what belongs to an output lies beside it."""

from pathlib import Path

SUMMARY = ".summary.json"


def summary_path(output: Path) -> Path:
    """Where the summary of an output lies."""
    return output.with_name(output.name + SUMMARY)
