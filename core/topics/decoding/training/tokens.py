"""Tokens of Chinese: its characters, and their most frequent pieces, by byte-pair encoding on characters.

Unlike a tokenizer of bytes, each token is something that can be read; a character that the texts hardly
have is [UNK]. Source: Sennrich, Haddow & Birch 2016.
"""

from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from core.data.documents import Document
from core.training.small.characters import spelling

UNKNOWN, END = range(2)
SPECIAL = ("[UNK]", "[END]")
LONGEST = 4  # characters of a piece
APART = r"[的了 ]|[a-z]+"  # no piece reaches across these: particles, blanks, Latin words


def learn_tokens(texts: Iterable[str], vocabulary: int, alphabet: int) -> Tokenizer:
    """The most frequent characters, and pieces until there are as many tokens as wanted."""
    tokenizer = Tokenizer(models.BPE(unk_token=SPECIAL[UNKNOWN]))
    tokenizer.normalizer = spelling()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(APART), "isolated"),
            pre_tokenizers.Punctuation("isolated"),
            pre_tokenizers.Digits(individual_digits=True),
        ]
    )
    tokenizer.decoder = decoders.Fuse()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        limit_alphabet=alphabet,
        max_token_length=LONGEST,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def read(tokenizer: Tokenizer, documents: Sequence[Document]) -> list[list[list[int]]]:
    """The ids of each sentence of each document; the last one ends with [END]."""
    ids = [
        [encoding.ids for encoding in tokenizer.encode_batch(document, add_special_tokens=False)]
        for document in documents
    ]
    return [[*sentences[:-1], [*sentences[-1], END]] for sentences in ids]


def symbols(tokenizer: Tokenizer, ids: Iterable[int]) -> list[list[str]]:
    """The characters of each token; a special one is one symbol."""
    return [
        [SPECIAL[number]] if number < len(SPECIAL) else list(tokenizer.id_to_token(number) or "")
        for number in ids
    ]
