"""Does a wider beam write better? Probability and repetition against the beam's width."""

from contextlib import closing
from typing import Any

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, every, share
from core.experiments.samples import sign_test
from core.models.language_model import NAME, Continuation, load_language_model
from core.topics.decoding.concepts.distinct_n import distinct
from core.topics.decoding.concepts.search import beam
from core.topics.decoding.prompts import STEPS, never_ending, prompts

WIDTHS: dict[Size, tuple[int, ...]] = {"small": (1, 2, 4), "full": (1, 2, 4, 8, 16)}
RUN = 2  # tokens; distinct-2
HALF = 0.5


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """The best sequence of every width for every prompt: its log-probability and distinct-1 and -2."""
    model, texts, steps = load_language_model(NAME), prompts(size), STEPS[size]
    results: dict[int, list[dict[str, float]]] = {width: [] for width in WIDTHS[size]}
    with closing(begin(len(texts) * len(results))) as progress:
        for text in texts:
            answer = Continuation(model.network, model.prompt(text, steps))
            for width, rows in results.items():
                search = beam(never_ending(answer, model.ends), width, steps, length_penalty=0.0)
                tokens = search.tree.tokens(search.best[0].node)
                distincts = {f"distinct_{n}": distinct([tokens], n) for n in (1, RUN)}
                rows.append({"log_prob": search.best[0].log_prob, **distincts})
                progress.step()
    widths = [{"width": width, **_means(rows)} for width, rows in results.items()]
    pairs = list(zip(*(results[width] for width in (min(results), max(results))), strict=True))
    return {"prompts": len(texts), "steps": steps, "widths": widths, **_compared(pairs)}


def _means(rows: list[dict[str, float]]) -> dict[str, float]:
    return {key: sum(row[key] for row in rows) / len(rows) for key in rows[0]}


def _compared(pairs: list[tuple[dict[str, float], dict[str, float]]]) -> dict[str, Any]:
    """Prompt by prompt, the widest beam against greedy."""
    key = f"distinct_{RUN}"
    worse = sum(wide[key] < narrow[key] for narrow, wide in pairs)
    better = sum(wide[key] > narrow[key] for narrow, wide in pairs)
    return {
        "more_repetitive": worse,
        "less_repetitive": better,
        "chance": sign_test(worse, better),
        "less_probable": sum(wide["log_prob"] < narrow["log_prob"] - 1e-4 for narrow, wide in pairs),
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the widest beam is seldom less probable than greedy, and more repetitive less often than less.

    Interval: Wilson's, of the share of prompts with a less probable text against one half, and of the more
    repetitive ones among those whose repetition changed against one half.
    """
    first, last = numbers["widths"][0], numbers["widths"][-1]
    worse, better = numbers["more_repetitive"], numbers["less_repetitive"]
    less = share(numbers["less_probable"], numbers["prompts"])
    repetitive = share(worse, worse + better) if worse + better else Estimate(0.5, 0.0, 1.0)
    return every((below(less, HALF), below(repetitive, HALF))), {
        "width": last["width"],
        "narrow": first["log_prob"],
        "wide": last["log_prob"],
        "less": less,
        "distinct_narrow": first["distinct_2"],
        "distinct_wide": last["distinct_2"],
        "worse": worse,
        "better": better,
        "repetitive": repetitive,
        "prompts": numbers["prompts"],
    }


EXPERIMENT = Experiment("beam_width", measure, outcome, "wilson", models=(NAME,), needs_sst2=False)
