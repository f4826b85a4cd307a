#!/usr/bin/env bash
# safetensors 0.8.0: what numpy's side writes of a transposed array is another array, without an error.
#
# A weight is often saved as its transpose: W.T, of numpy a view whose rows lie across the memory.
# Expected, written down before the run: the file holds W.T, as a copy; or an error like that of safetensors.torch,
# which refuses a tensor that is not contiguous.
# Seen: shape and type of W.T with the numbers in W's order, so that load_file gives another matrix; the same of every
# second column, which gives the first numbers of the whole. No error, no warning, from save_file and from save;
# safetensors.torch refuses both views. np.ascontiguousarray before saving helps.
#
# Seen on 2026-12-01, Linux x86-64, Python 3.11, numpy 2.4.6, torch 2.13.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q safetensors==0.8.0 numpy==2.4.6 torch==2.13.0

cat >"$folder/ask.py" <<'PY'
import sys

import numpy as np
import torch
from safetensors import numpy as of_numpy
from safetensors import torch as of_torch

whole = np.arange(12, dtype=np.float32).reshape(3, 4)
for name, view in (("transposed", whole.T), ("every second column", whole[:, ::2])):
    file = f"{sys.argv[1]}/{name}.safetensors"
    of_numpy.save_file({"w": view}, file)
    read, in_memory = of_numpy.load_file(file)["w"], of_numpy.load(of_numpy.save({"w": view}))["w"]
    copied = of_numpy.load(of_numpy.save({"w": np.ascontiguousarray(view)}))["w"]
    same = [np.array_equal(found, view) for found in (read, in_memory, copied)]
    told = "taken"
    try:
        of_torch.save({"w": torch.from_numpy(view)})
    except ValueError:
        told = "refused"
    print(name, *same, read.shape == view.shape, read.flatten()[:4].astype(int).tolist(), told, sep=" | ")
PY
"$folder/venv/bin/python" "$folder/ask.py" "$folder" | tee "$folder/out"
grep -qxF "transposed | False | False | True | True | [0, 1, 2, 3] | refused" "$folder/out" || { echo "Changed: transposed."; exit 1; }
grep -qxF "every second column | False | False | True | True | [0, 1, 2, 3] | refused" "$folder/out" || { echo "Changed: columns."; exit 1; }
