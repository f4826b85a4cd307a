"""Each speed claim of the README as a command: `python -m benchmarks.NAME` prints a ratio last."""
