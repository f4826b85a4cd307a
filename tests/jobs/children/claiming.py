"""Claims as worker WORKER until none waits, and prints the ids."""

import sys

from core.jobs import claims


def main() -> None:
    while claimed := claims.claim(int(sys.argv[1])):
        print(claimed.id)


if __name__ == "__main__":
    main()
