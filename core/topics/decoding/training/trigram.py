"""What any language model has to beat: counts of three characters in a row, smoothed by Kneser and Ney.

How often a character followed the two before it, less a discount; what the discounts leave is shared out as
the counts of shorter contexts say, and these count in how many different contexts a character was seen.
Source: Chen & Goodman 1998, section 4.1.6, with one discount for each order.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

START = "[START]"
ORDER = 3
USUAL = 0.75  # a discount


class Trigram:
    """Probabilities of the next symbol, of those in `known`, after any two."""

    def __init__(self, rows: Iterable[Sequence[str]], known: Collection[str]) -> None:
        self.known = frozenset(known)
        grams: Counter[tuple[str, ...]] = Counter()
        for row in rows:
            whole = (*[START] * (ORDER - 1), *row)
            grams.update(zip(*(whole[n:] for n in range(ORDER)), strict=False))
        counts = {gram: count for gram, count in grams.items() if gram[-1] in self.known}
        self.orders: list[_Order] = []  # the longest context first
        for _ in range(ORDER):
            self.orders.append(_Order(counts))
            counts = Counter(gram[1:] for gram in counts)

    def probability(self, symbol: str, before: Sequence[str]) -> float:
        """Of a known symbol after those before it, of which the last two count."""
        context = (*[START] * (ORDER - 1), *before)[-(ORDER - 1) :]
        result = 1 / len(self.known)
        for order in reversed(self.orders):
            result = order.mixed(symbol, context, result)
        return result


class _Order:
    """The counts of one length, with what is needed to discount them."""

    def __init__(self, counts: dict[tuple[str, ...], int]) -> None:
        self.counts = counts
        self.length = len(next(iter(counts)))
        self.totals: Counter[tuple[str, ...]] = Counter()
        self.followers: Counter[tuple[str, ...]] = Counter()
        for gram, count in counts.items():
            self.totals[gram[:-1]] += count
            self.followers[gram[:-1]] += 1
        seen = Counter(counts.values())
        # Ney, Essen & Kneser 1994; a text too short for it gets what is usual.
        self.discount = seen[1] / (seen[1] + 2 * seen[2]) if seen[1] and seen[2] else USUAL

    def mixed(self, symbol: str, context: tuple[str, ...], lower: float) -> float:
        """This order's discounted share, and of what is left the lower order's probability."""
        context = context[len(context) - self.length + 1 :]
        total = self.totals.get(context)
        if not total:
            return lower
        kept = max(self.counts.get((*context, symbol), 0) - self.discount, 0.0)
        return (kept + self.discount * self.followers[context] * lower) / total
