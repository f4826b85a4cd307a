"""Claims as worker WORKER until none waits, and prints the ids."""

import sys

from core.jobs import worker_updates


def main() -> None:
    while claimed := worker_updates.claim(int(sys.argv[1])):
        print(claimed.id)


if __name__ == "__main__":
    main()
