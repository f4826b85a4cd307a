"""`python -m core.exercises.runner.fresh`: one check in a process of its own, where there is no fork.

It reads and writes on its standard streams; the request is the first message. What is printed goes to a file.
"""

import os
import sys

from core.base.errors import SentiscopeError
from core.exercises.runner.child import Files, become
from core.exercises.runner.namespaces import possible
from core.exercises.runner.protocol import Message, decode
from core.exercises.runner.serve import harness_run, reader, send


def main() -> None:
    """Take the streams away from whatever prints, then serve."""
    import torch
    import torch._dynamo  # as in the warm process

    read, write = os.dup(0), os.dup(1)
    request = decode(reader(read)).what
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
    printed = os.open(sys.argv[1], flags, 0o600)
    torch.set_num_threads(1)
    try:
        run = harness_run(request["harness"])
    except SentiscopeError as error:
        send(write, Message({"error": error.key, "parameters": dict(error.parameters)}))
        return
    become(request, Files(read, write, printed), run, apart=possible())


if __name__ == "__main__":
    main()
