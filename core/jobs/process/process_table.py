"""What the system knows of living processes: from `/proc` on Linux, from `ps` elsewhere."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
ENDED = ("Z", "X")


@dataclass(frozen=True)
class Entry:
    """A living process: its number, its process group and when it began, in the system's own notation."""

    pid: int
    group: int
    birth: str


def find(pid: int) -> Entry | None:
    """The living process with this number, or None; a zombie counts as ended."""
    if _on_linux():
        return _read(PROC / str(pid))
    return next((entry for entry in _ask("-p", str(pid)) if entry.pid == pid), None)


def has_group(group: int) -> bool:
    """True while a living process is in this process group."""
    if _on_linux():
        entries = (_read(folder) for folder in PROC.iterdir() if folder.name.isdecimal())
        return any(entry is not None and entry.group == group for entry in entries)
    return any(entry.group == group for entry in _ask("-A"))


def _on_linux() -> bool:
    return (PROC / "self" / "stat").exists()


def _read(folder: Path) -> Entry | None:
    try:
        text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
    # The second field is the program's name in brackets, which may hold spaces and brackets.
    fields = text[text.rindex(")") + 2 :].split()
    if fields[0] in ENDED:
        return None
    return Entry(int(folder.name), int(fields[2]), f"{_boot()}:{fields[19]}")


def _boot() -> str:
    # Births count from the start of the machine, so equal ones may stem from two starts.
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _ask(*selection: str) -> list[Entry]:
    command = ["ps", *selection, "-o", "pid=,pgid=,stat=,lstart="]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = (line.split(maxsplit=3) for line in answer.stdout.splitlines())
    return [Entry(int(row[0]), int(row[1]), row[3]) for row in rows if row[2][0] not in ENDED]
