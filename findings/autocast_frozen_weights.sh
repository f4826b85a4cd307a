#!/usr/bin/env bash
# torch 2.13.0: autocast casts a weight once, and a frozen weight every time it is used.
#
# Weights that are not trained are frozen: those under an adapter, and those of a network that only answers. Autocast
# keeps the weights that it has cast until its block ends, so that what is used again is not cast again: a step of a
# recurrent network, a shared layer, a batch after the other within one block.
# Expected, written down before the run: three calls of six layers cast six weights, whether or not they have
# requires_grad; if anything, freezing saves work.
# Seen: six where the weights have requires_grad, under no_grad too, and 18 where they have not: only leaves that
# require a gradient are kept. The answers are the same to the bit, and those of a network that was cast once before.
#
# Seen on 2026-12-02, Linux x86-64, Python 3.11, on the processor.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.13.0 numpy==2.4.6

cat >"$folder/ask.py" <<'PY'
import copy

import torch
from torch.utils._python_dispatch import TorchDispatchMode

torch.manual_seed(0)
torch.set_num_threads(1)
LAYERS, CALLS, WIDTH = 6, 3, 64
network = torch.nn.Sequential(*[torch.nn.Linear(WIDTH, WIDTH) for _ in range(LAYERS)])
x = torch.randn(4, WIDTH)


class Casts(TorchDispatchMode):
    """Counts the casts of whole weight matrices."""

    count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        if function is torch.ops.aten._to_copy.default and args[0].shape == (WIDTH, WIDTH):
            self.count += 1
        return function(*args, **(kwargs or {}))


answers = []
for name, requires in (("trained", True), ("frozen", False)):
    network.requires_grad_(requires)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16), Casts() as casts:
        for _ in range(CALLS):
            answers.append(network(x))
    print(name, casts.count, sep=" | ")
with torch.no_grad():
    once = copy.deepcopy(network).bfloat16()(x.bfloat16())
print("equal", all(torch.equal(once, one) for one in answers), sep=" | ")
PY
"$folder/venv/bin/python" "$folder/ask.py" 2>/dev/null | tee "$folder/out"
grep -qxF "trained | 6" "$folder/out" || { echo "Changed: weights that are trained."; exit 1; }
grep -qxF "frozen | 18" "$folder/out" || { echo "Changed: frozen weights."; exit 1; }
grep -qxF "equal | True" "$folder/out" || { echo "Changed: the answers."; exit 1; }
