"""Prints as libraries do: a bar without line end, Chinese, bytes that are no text, a last line cut short."""

import sys

from core.jobs.progress import Report, encode


def main() -> None:
    print("\rLoading 10%", end="", file=sys.stderr, flush=True)
    print(encode(Report(1, 4, "载入", {"loss": 0.5})), flush=True)
    print(encode(Report(2, 4, "载入")), flush=True)
    print("一句话")
    sys.stdout.flush()
    sys.stdout.buffer.write(b"\xff\xfe\n")
    sys.stdout.buffer.flush()
    print("argument:", *sys.argv[2:])
    print("input:", repr(sys.stdin.read()))
    print("the end", end="")


if __name__ == "__main__":
    main()
