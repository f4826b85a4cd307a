"""Fails: with a line for the user if it is given a KEY, otherwise with words on standard error only."""

import sys

from core.base.errors import SentiscopeError
from core.jobs import failure


def main() -> None:
    print("before the end", flush=True)
    if len(sys.argv) > 2:
        failure.announce(SentiscopeError(sys.argv[2], column="文本", rows=3))
    print("Traceback: the reason", file=sys.stderr, flush=True)
    sys.exit(4)


if __name__ == "__main__":
    main()
