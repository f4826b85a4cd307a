"""The results for people: a table of the score, and the list of what survived."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

NOTICED = ("killed", "timeout")
HEAD = "| | mutants | killed | timeout | survived | uncovered | score |\n|---|--:|--:|--:|--:|--:|--:|"


def table(results: Sequence[dict[str, Any]]) -> str:
    """Markdown: a line for each group, for each operator, and for all."""
    rows = [HEAD]
    for kind in ("group", "operator"):
        for name in sorted({result[kind] for result in results}):
            rows.append(_row(name, [result for result in results if result[kind] == name]))
    return "\n".join([*rows, _row("**all**", results)])


def _row(name: str, results: Sequence[dict[str, Any]]) -> str:
    count = Counter(result["status"] for result in results)
    score = sum(count[status] for status in NOTICED) / len(results)
    numbers = " | ".join(str(count[status]) for status in (*NOTICED, "survived", "uncovered"))
    return f"| {name} | {len(results)} | {numbers} | {score:.1%} |"


def survivors(results: Sequence[dict[str, Any]]) -> str:
    """Markdown: what no test noticed, file by file."""
    left = sorted((r for r in results if r["status"] not in NOTICED), key=lambda r: (r["file"], r["line"]))
    parts = [f"# Not noticed: {len(left)} of {len(results)} mutants\n"]
    for file, results_of_file in groupby(left, key=lambda result: result["file"]):
        parts.append(f"\n## {file}\n")
        parts += map(_survivor, results_of_file)
    return "\n".join(parts) + "\n"


def _survivor(result: dict[str, Any]) -> str:
    tests = "no test runs it" if result["status"] == "uncovered" else f"tests that ran: {result['tests']}"
    before, after = (result[side].replace("\n", "\n    ") for side in ("before", "after"))
    where = f"line {result['line']}, `{result['scope'] or 'at import'}`, {result['operator']} ({tests})"
    return f"- {where}\n  ```diff\n  - {before}\n  + {after}\n  ```"
