"""What Embeddings' guesses come to."""

from core.topics.embeddings.views import shared


def one_hot_size(text: str) -> str:
    """How many times as many numbers a word's one-hot row has as its GloVe vector."""
    V, D = shared.glove().vectors.shape
    return str(V // D)


def good_and_bad(text: str) -> float:
    """The cosine of two opposites in GloVe."""
    import torch

    from core.topics.embeddings.concept import cosine

    glove = shared.glove()
    vectors = torch.from_numpy(glove.vectors[[glove.rows["good"], glove.rows["bad"]]])  # (2, D)
    return cosine(vectors, vectors)[0, 1].item()
