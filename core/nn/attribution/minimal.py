"""The shortest versions of the attribution methods, to be learnt by heart: torch alone, no helpers of ours.

Each takes the same arguments as what its twin shows and is held to the same tolerance by the same tests.
"""

from itertools import permutations

import numpy as np
import torch


def straight_path(value, x, baseline, steps):
    """Integrated gradients: the mean gradient between baseline and x, times how far x is from it."""
    points, weights = np.polynomial.legendre.leggauss(steps)  # Gauss–Legendre on −1 … 1
    total = torch.zeros_like(x)
    for point, weight in zip(points, weights, strict=True):
        alpha = (point + 1) / 2
        here = (baseline + alpha * (x - baseline)).requires_grad_()
        total += weight / 2 * torch.autograd.grad(value(here[None]).sum(), here)[0]
    return ((x - baseline) * total).sum(dim=-1)


def every_order(game, P):
    """Shapley values: what each player adds when it comes in, averaged over every order."""
    added = torch.zeros(P)
    orders = list(permutations(range(P)))
    for order in orders:
        kept = torch.zeros(1, P, dtype=torch.bool)
        before = game(kept)
        for player in order:
            kept[0, player] = True
            after = game(kept)
            added[player] += (after - before).item()
            before = after
    return added / len(orders)


def ridge(kept, values, weights):
    """Weighted ridge regression with an intercept that is not penalised (penalty 1)."""
    z = torch.cat([kept.double(), torch.ones(len(kept), 1).double()], dim=1)
    penalty = torch.eye(z.shape[1]).double()
    penalty[-1, -1] = 0
    normal = z.T @ (weights[:, None] * z) + penalty
    return torch.linalg.solve(normal, z.T @ (weights * values))[:-1]


def shap_regression(kept, values, weights):
    """The weighted linear fit whose coefficients add up to 1.5: the last one is what the others leave."""
    z = kept.double()
    features, rest = z[:, :-1] - z[:, -1:], values - 1.5 * z[:, -1]
    normal = features.T @ (weights[:, None] * features)
    solved = torch.linalg.solve(normal, features.T @ (weights * rest))
    return torch.cat([solved, 1.5 - solved.sum()[None]])


def spearman(first, second):
    """Pearson's correlation of the ranks; equal values share the mean of theirs."""
    # How many are smaller less how many are larger: the rank, doubled and centred.
    a, b = (torch.sign(v[:, None] - v[None]).sum(dim=1).double() for v in (first, second))
    return a @ b / (a.norm() * b.norm())
