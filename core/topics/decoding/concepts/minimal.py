"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import torch


def greedy_search(next_log_probs, steps, ends):
    """The most probable token at each step, until an end token."""
    tokens = []
    for _ in range(steps):
        log_probs = next_log_probs(torch.tensor([tokens], dtype=torch.long))[0]  # (V,)
        tokens.append(int(log_probs.argmax()))
        if tokens[-1] in ends:
            break
    return tokens


def beam_search(next_log_probs, width, steps, alpha=1.0, early=False, ends=()):
    """The `width` best prefixes of each step; a finished one scores its sum of log p / length^α."""
    beams, finished = [([], 0.0)], []  # tokens, and the sum of their log-probabilities
    for step in range(1, steps + 1):
        prefixes = torch.tensor([tokens for tokens, _ in beams], dtype=torch.long)  # (W, T)
        totals = torch.tensor([total for _, total in beams])[:, None] + next_log_probs(prefixes)  # (W, V)
        W, V = totals.shape
        best, places = totals.flatten().topk(min(W * V, width * max(2, 1 + len(ends))))
        found = zip(places.tolist(), best.tolist(), strict=True)
        candidates = [([*beams[place // V][0], place % V], total) for place, total in found]
        for tokens, total in candidates[:width]:
            if tokens[-1] in ends or step == steps:
                finished.append((tokens, total / step**alpha))
        finished = sorted(finished, key=lambda sequence: -sequence[1])[:width]
        beams = [(tokens, total) for tokens, total in candidates if tokens[-1] not in ends][:width]
        furthest = steps if early == "never" and alpha > 0 else step
        if len(finished) == width and (early is True or beams[0][1] / furthest**alpha <= finished[-1][1]):
            break
    return finished
