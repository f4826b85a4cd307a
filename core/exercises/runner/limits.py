"""What a learner's code may use up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Of one check. `seconds` are of wall time for all calls together, `memory` is beyond what is there."""

    seconds: float = 5.0
    memory: int = 2_000_000_000  # bytes
    file: int = 16_000_000  # bytes of one file
    folder: int = 64_000_000  # bytes of all files, where the system can tell
    files: int = 64  # open at once
    processes: int = 32  # threads too, where the system counts them by check
    printed: int = 8_000  # bytes kept of what the code prints
