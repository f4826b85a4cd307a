"""Which mutants are tried: as many of each group of files, drawn by a seed."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.mutation.mutants import Mutant, changes_something, mutants_of

# Each group's files, in today's folders and in those before every topic had its own. Twins are in none: what
# they hold are a library's calls.
GROUPS = {
    "concepts": (
        *("core/nn/*.py", "core/topics/*/concept*.py", "core/topics/*/concepts/*.py", "core/concepts/*.py"),
        *("core/topics/inside/cost.py", "core/topics/positions/relative_positions.py"),
        "core/topics/attention/additive_fit.py",
    ),
    "figures": (
        *("core/app/figures/*.py", "core/topics/*/figures*.py", "core/topics/*/figures/*.py"),
        *("core/topics/attention/bertviz.py", "core/figures/*.py"),
    ),
    "scoring": ("core/scoring/**/*.py",),
    "jobs": ("core/jobs/**/*.py",),
}
# Keywords and keys that only arrange a figure: a test that held a margin would repeat the code.
APPEARANCE = {
    *("height", "width", "size", "margin", "t", "b", "l", "r", "padding", "lineHeight", "minWidth"),
    *("font", "textfont", "tickfont", "title_font", "insidetextfont", "fontFamily", "fontSize", "fontWeight"),
    *("thickness", "outlinewidth", "line_width", "borderWidth", "textBorderWidth", "opacity", "dash"),
    *("xanchor", "yanchor", "xshift", "yshift", "xgap", "ygap", "bargap", "distance", "curveness", "nticks"),
    *("horizontal_spacing", "vertical_spacing", "column_widths", "legend", "orient", "symbolSize"),
    *("showgrid", "zeroline", "gridcolor", "linecolor", "tickangle", "textangle", "textposition"),
    *("exponentformat", "constrain", "cliponaxis", "automargin"),
}
Drawn = tuple[str, Mutant]  # its group, and itself


def sample(tree: Path, named: Sequence[str], seed: int, most: int) -> list[Drawn]:
    """As many mutants of each group, of the `named` files if there are any, and about `most` in all."""
    groups = {group: members(tree, patterns, named) for group, patterns in GROUPS.items()}
    groups = {group: files for group, files in groups.items() if files}
    drawn: list[Drawn] = []
    for group, files in groups.items():
        mutants = shuffled(tree, files, seed, APPEARANCE if group == "figures" else set())
        drawn += [(group, mutant) for mutant in islice(mutants, -(-most // len(groups)))]
    return drawn


def shuffled(tree: Path, files: Sequence[str], seed: int, unchanged: set[str]) -> Iterator[Mutant]:
    """All mutants of some files that change anything; code that only moved has its own at the same rank."""
    sources = {file: (tree / file).read_text(encoding="utf-8") for file in files}
    mutants = [mutant for file, source in sources.items() for mutant in mutants_of(file, source, unchanged)]
    rank = {m: hashlib.sha256(f"{seed} {m.key}".encode()).digest() for m in mutants}
    for mutant in sorted(mutants, key=lambda mutant: (rank[mutant], mutant.file)):
        if changes_something(mutant, sources[mutant.file]):
            yield mutant


def members(tree: Path, patterns: Sequence[str], named: Sequence[str]) -> list[str]:
    """The files of a group: those that match its patterns, of the `named` ones if there are any."""
    files = {str(path.relative_to(tree)) for pattern in patterns for path in tree.glob(pattern)}
    return sorted(file for file in files if not file.endswith("twins.py") and (not named or file in named))
