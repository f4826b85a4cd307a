#!/usr/bin/env bash
# transformers 5.23.0 and PEFT 0.21.0: one folder, one line of code, and another model wherever PEFT is installed.
#
# Some published folders hold whole weights (model.safetensors) and beside them the LoRA adapter of a later training.
# Expected, written down before the run: `from_pretrained` either applies the adapter or says that PEFT is missing, so
# that the same folder never gives two different answers without a word.
# Seen: without PEFT the adapter is passed over in silence and the base answers; with PEFT installed the same call
# applies it. Nothing in the output of the first says that half of the folder was not read.
#
# Seen on 2026-11-30, Linux x86-64, Python 3.11, torch 2.13.0 on the processor.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.13.0 transformers==5.23.0 peft==0.21.0

cat >"$folder/make.py" <<'PY'
import sys

import torch
from peft import LoraConfig, get_peft_model
from transformers import BertConfig, BertForSequenceClassification

torch.manual_seed(0)
shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
base = BertForSequenceClassification(BertConfig(vocab_size=50, **shape))
base.save_pretrained(sys.argv[1])
base.name_or_path = base.config._name_or_path = sys.argv[1]
adapter = get_peft_model(base, LoraConfig(task_type="SEQ_CLS", r=2, target_modules=["query", "value"]))
with torch.no_grad():
    for name, weights in adapter.named_parameters():
        if "lora_B" in name or "classifier" in name:
            weights.add_(1.0)
adapter.save_pretrained(sys.argv[1])
PY

cat >"$folder/ask.py" <<'PY'
import sys

import torch
from transformers import AutoModelForSequenceClassification

model = AutoModelForSequenceClassification.from_pretrained(sys.argv[1]).eval()
with torch.no_grad():
    print(*[f"{number:.4f}" for number in model(torch.tensor([[2, 7, 9, 3]])).logits[0].tolist()])
PY

"$folder/venv/bin/python" "$folder/make.py" "$folder/model" >/dev/null 2>&1
ls "$folder/model"
with=$("$folder/venv/bin/python" "$folder/ask.py" "$folder/model" 2>"$folder/with.log" | tail -1)
"$folder/venv/bin/pip" uninstall -q -y peft
without=$("$folder/venv/bin/python" "$folder/ask.py" "$folder/model" 2>"$folder/without.log" | tail -1)
echo "logits with PEFT:    $with"
echo "logits without PEFT: $without"
echo "said without PEFT about an adapter: $(grep -ci -e adapter -e peft "$folder/without.log" || true) lines"
[ "$with" != "$without" ] || { echo "Changed: both answers are the same."; exit 1; }
! grep -qi -e adapter -e peft "$folder/without.log" || { echo "Changed: the adapter is told of."; exit 1; }
