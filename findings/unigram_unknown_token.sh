#!/usr/bin/env bash
# tokenizers 0.23.3: where a Unigram tokenizer does not know a piece, its tokens say the piece and its ids say <unk>.
#
# Whoever counts unknown words, or looks at what a model was given, reads Encoding.tokens.
# Expected, written down before the run: tokens are the ids' names, so the unknown token stands there, as WordPiece
# and WordLevel give it: a token is whatever token_to_id knows.
# Seen: tokens hold the text's own characters, for which token_to_id has no number, while ids hold the unknown
# token's; so a model of the T5 or XLM-R kind seems to read 影片 and reads <unk>. [id_to_token(i) for i in ids] tells.
#
# Seen on 2026-12-02, Linux x86-64, Python 3.11.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q tokenizers==0.23.3

cat >"$folder/ask.py" <<'PY'
from tokenizers import Tokenizer, models, pre_tokenizers

UNKNOWN = "<unk>"
words = {UNKNOWN: 0, "slow": 1, "film": 2}
for name, model in (
    ("WordLevel", models.WordLevel(words, unk_token=UNKNOWN)),
    ("WordPiece", models.WordPiece(words, unk_token=UNKNOWN)),
    ("Unigram", models.Unigram([(word, -float(number)) for word, number in words.items()], unk_id=0)),
):
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    found = tokenizer.encode("slow 影片 film")
    print(name, found.tokens, [tokenizer.id_to_token(i) for i in found.ids], tokenizer.token_to_id(found.tokens[1]), sep=" | ")
PY
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/out"
named="['slow', '<unk>', 'film']"
for model in WordLevel WordPiece; do
  grep -qxF "$model | $named | $named | 0" "$folder/out" || { echo "Changed: $model."; exit 1; }
done
grep -qxF "Unigram | ['slow', '影片', 'film'] | $named | None" "$folder/out" || { echo "Changed: Unigram."; exit 1; }
