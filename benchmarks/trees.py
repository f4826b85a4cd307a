"""The scoring command of another commit's tree beside today's, each in a process of its own on one thread."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


def rows_file(path: Path, texts: Iterable[str]) -> Path:
    """A file of texts under the column `review`."""
    with path.open("w", encoding="utf-8") as file:
        file.write("id\treview\n")
        file.writelines(f"{number}\t{text}\n" for number, text in enumerate(texts))
    return path


def told_by(program: str, tree: Path, source: Path, *options: str) -> list[float]:
    """The numbers that a program prints last; a tree runs it on a file, `scored.csv` comes beside that."""
    arguments = [str(source), "-o", str(source.with_name("scored.csv")), *options]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=tree,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(number) for number in done.stdout.splitlines()[-1].split()]
