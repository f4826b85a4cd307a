"""Which pieces of a tokenizer for a hundred languages Chinese and English reviews need."""

from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

BEGIN, PADDING, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
SPECIAL = (BEGIN, PADDING, END, UNKNOWN)  # first of all, as in the full tokenizer; the mask is last
SPACE = "▁"
LATIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
# CJK punctuation, the common ideographs, and full-width forms.
CHINESE = ((0x3000, 0x303F), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF))


def tokenizer_of(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """A Unigram tokenizer, as multilingual-e5's, with `<s>` … `</s>` around each text.

    Source: Kudo 2018. SentencePiece's own rule for normal forms (`nmt_nfkc`) is put together from parts. A
    pair is framed as BERT's, each with its segment; multilingual-e5 has one for both, and two `</s>` between.
    """
    vocabulary = list(zip(pieces, map(float, scores), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=pieces.index(UNKNOWN), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always")
    ends = [(piece, pieces.index(piece)) for piece in (BEGIN, END)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}", pair=f"{BEGIN} $A {END} $B:1 {END}:1", special_tokens=ends
    )
    tokenizer.add_special_tokens([*SPECIAL, MASK])
    return tokenizer


def kept_pieces(tokenizer: Tokenizer, pieces: Sequence[str], texts: Iterable[str], least: int) -> list[int]:
    """The numbers of pieces that stay: special ones, what stands `least` times in the texts, single signs.

    A text whose pieces are not all there is cut into shorter ones; so that none becomes unknown, every Latin
    letter, digit, ideograph and sign of punctuation that the full tokenizer has stays.
    """
    found: Counter[int] = Counter()
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        found.update(encoding.ids)
    special = {*SPECIAL, MASK}
    return [
        number
        for number, piece in enumerate(pieces)
        if piece in special or found[number] >= least or _is_single_sign(piece)
    ]


def _is_single_sign(piece: str) -> bool:
    """One sign that Chinese or English is written with, with or without the mark of a blank before it."""
    sign = piece.removeprefix(SPACE)
    if not sign:
        return piece == SPACE
    if len(sign) != 1:
        return False
    code = ord(sign)
    return sign in LATIN or code < 128 or any(first <= code <= last for first, last in CHINESE)
