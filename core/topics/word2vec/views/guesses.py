"""What word2vec's guesses come to."""

WORDS, WINDOW = 10, 2  # of the sentence in the question
COUNTS = (16, 1)  # occurrences of its two words


def pairs_of_ten(text: str) -> int:
    """How many examples skip-gram makes of a sentence of ten words."""
    from core.topics.word2vec.concept import skipgram_examples

    return len(skipgram_examples([range(WORDS)], WINDOW)[1])


def drawn_more_often(text: str) -> float:
    """How many times as often a word that is 16 times as frequent becomes a negative sample."""
    import torch

    from core.topics.word2vec.concept import noise

    frequent, rare = noise(torch.tensor(COUNTS)).tolist()
    return float(frequent / rare)


def first_loss(text: str) -> float:
    """The loss of the very first step on the small corpus, in nats: nothing is learned yet."""
    from core.data.small_corpus import small_corpus
    from core.topics.word2vec.concept import sentences_of
    from core.topics.word2vec.run import Settings, Word2VecRun

    return Word2VecRun(sentences_of(small_corpus()), Settings()).step()
