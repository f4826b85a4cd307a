#!/usr/bin/env bash
# transformers 5.23.0: a BERT's folder whose tokenizer.json numbers the segments of a pair loses them, without a word.
#
# A BERT that was trained on another tokenizer than WordPiece has a folder with model_type bert, a tokenizer.json whose
# template gives the second sentence of a pair the segment 1, and PreTrainedTokenizerFast as its class, which is
# documented to take tokenizer.json as it is.
# Expected, written down before the run: a pair comes with token_type_ids 0 and 1, as the file says and as BERT reads.
# Seen: no token_type_ids at all, unless tokenizer_config.json also lists them under model_input_names. They are there
# on request (return_token_type_ids=True) and in the encoding's own type_ids; by default BERT then takes both sentences
# for the first. No error, no warning.
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

from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import AutoTokenizer

folder = Path(sys.argv[1])
words = {word: number for number, word in enumerate(("[PAD]", "[CLS]", "[SEP]", "[UNK]", "slow", "film"))}
tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
tokenizer.post_processor = processors.TemplateProcessing(
    single="[CLS]:0 $A:0 [SEP]:0",
    pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
    special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
)
named = {"model_input_names": ["input_ids", "token_type_ids", "attention_mask"]}
for kind, more in (("plain", {}), ("named", named)):
    own = folder / kind
    own.mkdir()
    tokenizer.save(str(own / "tokenizer.json"))
    (own / "config.json").write_text(json.dumps({"model_type": "bert"}))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "cls_token": "[CLS]", "sep_token": "[SEP]", **more}
    (own / "tokenizer_config.json").write_text(json.dumps(settings))
    read = AutoTokenizer.from_pretrained(own)
    pair = read("slow", "film")
    asked = read("slow", "film", return_token_type_ids=True)["token_type_ids"]
    print(kind, "default", pair.get("token_type_ids"), "asked", asked, "encoding", pair.encodings[0].type_ids, sep=" | ")
PY
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" "$folder/ask.py" "$folder" >"$folder/out" 2>"$folder/log"
cat "$folder/out"
echo "lines of warning: $(grep -vc -i -e pytorch "$folder/log" || true)"
told="[0, 0, 0, 1, 1]"
grep -qF "plain | default | None | asked | $told | encoding | $told" "$folder/out" || { echo "Changed: by default."; exit 1; }
grep -qF "named | default | $told" "$folder/out" || { echo "Changed: where they are listed."; exit 1; }
