"""What this processor multiplies with, for a record of what was measured on it."""

import platform
from pathlib import Path
from typing import Any

CPUINFO = Path("/proc/cpuinfo")
# What Linux calls the instructions that decide how fast a backend is, and how it rounds.
TOLD = (
    *("avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16"),
    *("amx_tile", "amx_int8", "amx_bf16", "asimd", "asimddp", "i8mm", "bf16", "sve"),
)


def instruction_sets(processor: Path = CPUINFO) -> frozenset[str]:
    """The names that Linux has for what this processor can; none where /proc/cpuinfo is missing."""
    if not processor.is_file():
        return frozenset()
    for line in processor.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, flags = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return frozenset(flags.split())
    return frozenset()


def processor_record(threads: int, processor: Path = CPUINFO) -> dict[str, Any]:
    """The machine's kind, those of TOLD that it has, and on how many threads something was measured."""
    found = instruction_sets(processor)
    return {
        "machine": platform.machine(),
        "instruction_sets": [name for name in TOLD if name in found],
        "threads": threads,
    }
