"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import torch


def nearest_rows(query, table, count):
    """The rows whose angle with the query is smallest."""
    cosines = table @ query / (table.norm(dim=1) * query.norm())  # (V,)
    return cosines.topk(count).indices  # (N,)


def trustworthy(high, low, count):
    """How far down the list of true neighbours the map's neighbours stand, on a scale that ends at 1."""

    def neighbours(points):  # of each point, the nearest first, itself last
        return torch.cdist(points, points).fill_diagonal_(torch.inf).argsort(dim=1)  # (N, N)

    N = len(high)
    place = neighbours(high).argsort(dim=1) + 1  # (N, N): 1 for the nearest
    excess = (place.gather(1, neighbours(low)[:, :count]) - count).clamp(min=0).sum()
    return 1 - 2 * excess.double() / (N * count * (2 * N - 3 * count - 1))
