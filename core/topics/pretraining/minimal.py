"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import torch
import torch.nn.functional as F


def mask_tokens(ids, special, vocabulary, mask, generator):
    """15 % of the tokens are asked for; of these 80 % are hidden, 10 % swapped, 10 % left alone."""

    def coin(probability):
        return torch.bernoulli(torch.full(ids.shape, probability), generator=generator).bool()

    chosen = coin(0.15) & ~torch.isin(ids, special)  # (B, T)
    hidden = chosen & coin(0.8)  # (B, T)
    swapped = chosen & ~hidden & coin(0.5)  # (B, T): half of the rest
    ordinary = torch.tensor(sorted(set(range(vocabulary)) - set(special.tolist())))  # (V - N,)
    drawn = ordinary[torch.randint(len(ordinary), ids.shape, generator=generator)]  # (B, T)
    corrupted = torch.where(hidden, mask, torch.where(swapped, drawn, ids))  # (B, T)
    return torch.stack([corrupted, torch.where(chosen, ids, -100)])  # −100: not asked


def masked_token_head(vectors, weights):
    """Linear, GELU, LayerNorm, then a score for each token of the vocabulary."""
    at = "cls.predictions.transform"
    x = F.gelu(vectors @ weights[f"{at}.dense.weight"].T + weights[f"{at}.dense.bias"])  # (..., D)
    mean, variance = x.mean(-1, keepdim=True), x.var(-1, correction=0, keepdim=True)
    x = (x - mean) / (variance + 1e-12).sqrt()
    x = x * weights[f"{at}.LayerNorm.weight"] + weights[f"{at}.LayerNorm.bias"]
    return (
        x @ weights["bert.embeddings.word_embeddings.weight"].T + weights["cls.predictions.bias"]
    )  # (..., V)


def similar_places(query, vectors, texts, count):
    """The nearest vectors by cosine, the best of each text."""
    alike = F.cosine_similarity(query[None], vectors)  # (N,)
    best = {}  # text → its nearest place
    for place in alike.argsort(descending=True, stable=True).tolist():
        best.setdefault(int(texts[place]), place)
    places = torch.tensor(list(best.values())[:count])  # (K,)
    return places, alike[places]
