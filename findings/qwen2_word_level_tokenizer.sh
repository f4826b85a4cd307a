#!/usr/bin/env bash
# transformers 5.23.0: a folder of model type qwen2 with a word-level tokenizer.json gives no tokens, without a word.
#
# Small decoders trained from scratch often take Qwen2's architecture with a vocabulary of whole words. Such a folder
# says so twice: tokenizer.json holds a WordLevel model, and tokenizer_config.json names PreTrainedTokenizerFast, which
# is documented to take tokenizer.json as it is.
# Expected, written down before the run: AutoTokenizer gives the four words, whatever the model type.
# Seen: it does for bert, llama, gpt2 and roberta. For qwen2 the named class is passed over, Qwen2Tokenizer builds a BPE
# of its own from the vocabulary without merges, and every word is dropped: no tokens, no error, no warning.
#
# Seen on 2026-12-01, Linux x86-64, Python 3.11, tokenizers 0.23.3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q transformers==5.23.0 tokenizers==0.23.3

cat >"$folder/ask.py" <<'PY'
import json
import sys
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoTokenizer

folder = Path(sys.argv[1])
words = {word: number for number, word in enumerate(("[UNK]", "the", "film", "is", "superb"))}
tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
for kind in ("bert", "llama", "gpt2", "roberta", "qwen2"):
    own = folder / kind
    own.mkdir()
    tokenizer.save(str(own / "tokenizer.json"))
    (own / "config.json").write_text(json.dumps({"model_type": kind}))
    (own / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast"}))
    read = AutoTokenizer.from_pretrained(own)
    tokens = read.convert_ids_to_tokens(read("the film is superb")["input_ids"])
    print(kind, type(read).__name__, *tokens, sep=" | ")
PY
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" "$folder/ask.py" "$folder" >"$folder/out" 2>"$folder/log"
cat "$folder/out"
echo "lines of warning: $(grep -vc -i -e pytorch "$folder/log" || true)"
[ "$(grep -c 'the | film | is | superb$' "$folder/out")" = 4 ] || { echo "Changed: other types differ too."; exit 1; }
grep -q '^qwen2 | Qwen2Tokenizer$' "$folder/out" || { echo "Changed: qwen2 has its tokens."; exit 1; }
