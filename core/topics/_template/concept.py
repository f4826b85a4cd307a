"""The concept from scratch: cosine similarity. Pure functions on tensors; torch and core.nn only.

N rows of D numbers each, compared with one row.
"""

from jaxtyping import Float
from torch import Tensor


def cosine_similarity(rows: Float[Tensor, "N D"], query: Float[Tensor, "D"]) -> Float[Tensor, "N"]:
    """The cosine of the angle between the query and each row: q · x / (|q| |x|).

    NaN where a length is 0. Source: Salton and McGill 1983.
    """
    products = rows @ query  # (N,)
    lengths = rows.norm(dim=1) * query.norm()  # (N,)
    return products / lengths  # (N,)
