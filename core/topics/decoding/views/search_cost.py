"""Why decoding is a search: what each strategy looks at, two hand-made cases, a vocabulary small enough."""

import math

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.models.cached_models import card
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.models.catalog import CHINESE_WRITER
from core.models.selection import writer_for
from core.topics.decoding.views import shared, writer
from core.topics.decoding.views.tree_chart import draw_tree, words_of

VOCABULARY = 49_152  # SmolLM2's, whose weights need not be here
TABLES = 50
SEED = 42
MOST_SEQUENCES = 1024  # V^T that exhaustive search may look at here
BEAMS = (1, 2, 3, 4, 8)


def search_view(t: Translator) -> None:
    """Works without any model: all of it is counting and toys."""
    _costs(t)
    st.markdown(f"#### {t('decoding.cases')}")
    st.caption(explained(t("decoding.cases_note")), width=760)
    for name in ("two_steps", "four_steps"):
        _case(name, t)
    st.markdown(f"#### {t('decoding.small')}")
    _small(t)


def vocabulary() -> int:
    """How many tokens the model knows that continues the prompt, where it is one of ours."""
    chinese = writer_for(writer.prompt_text()) == CHINESE_WRITER
    return int(card(CHINESE_WRITER)["tokens"]) if chinese else VOCABULARY


def _costs(t: Translator) -> None:
    """V^T against what greedy and beams look at, at the tree's settings."""
    from core.topics.decoding.concepts.search import evaluated
    from core.topics.decoding.figures import cost_bars, readable_count

    steps = int(st.session_state.get("decoding_steps", 7))
    widths = sorted({int(st.session_state.get("decoding_width", 3)), shared.MOST_WIDTH} - {1})
    names = [t("decoding.cost_greedy"), *[t("decoding.cost_beam", width=width) for width in widths]]
    V = vocabulary()
    counts = [evaluated("greedy", V, steps)]
    counts += [evaluated("beam", V, steps, width) for width in widths]
    counts.append(evaluated("exhaustive", V, steps))
    figure("decoding.cost", cost_bars, [*names, t("decoding.cost_exhaustive")], counts, t=t)
    st.markdown(
        t(
            "decoding.cost_note",
            vocabulary=f"{V:,}",
            steps=steps,
            count=readable_count(counts[-1]),
        )
    )


def _case(name: str, t: Translator) -> None:
    """A hand-made table: its tree, greedy's product beside the best one's."""
    from core.topics.decoding.concepts.search import beam, greedy
    from core.topics.decoding.concepts.toys import CASES, from_table, optimum
    from core.topics.decoding.figures_tree import tree_picture

    case = CASES[name]()
    steps, answer = len(case.levels), from_table(case.levels)
    search = beam(answer, 2, steps, length_penalty=0.0)
    first = greedy(answer, steps, tree=search.tree).best[0]
    best, probability = optimum(case)

    def product(tokens: list[int]) -> str:
        nodes = search.tree.path(search.tree.find(tokens) or 0)
        return " · ".join(numeral(math.exp(node.log_prob), "g") for node in nodes)

    picture = tree_picture(search.tree, case.tokens.__getitem__, words_of(t))
    with st.container(border=True):
        st.markdown(f"**{t(f'decoding.case_{name}')}**")
        key = f"decoding_case_{name}"
        draw_tree(picture, t("decoding.case_alt"), t, key=key, strategies=("beam", "greedy"))
        tokens = search.tree.tokens(first.node)
        st.markdown(
            t(
                "decoding.case_told",
                greedy=foreign("–".join(case.tokens[token] for token in tokens)),
                greedy_product=product(tokens),
                greedy_probability=numeral(math.exp(first.log_prob), ".3f"),
                best=foreign("–".join(case.tokens[token] for token in best)),
                best_product=product(best),
                best_probability=numeral(probability, ".3f"),
                sequences=len(case.tokens) ** steps,
            )
        )


@st.cache_resource(max_entries=32, show_spinner=False)
def counted(vocabulary: int, steps: int) -> dict[int, int]:
    """Misses of every width over the random tables."""
    from core.topics.decoding.concepts.toys import misses

    return misses(vocabulary, steps, list(BEAMS), TABLES, SEED)


def _small(t: Translator) -> None:
    """Exhaustive search for real, on random tables: how often does beam k miss the optimum?"""
    from core.topics.decoding.figures import miss_bars

    left, right = st.columns([1, 2], gap="large")
    with left:
        st.markdown(explained(t("decoding.small_about", tables=TABLES)))
        vocabulary = int(
            url_state.slider(
                t("decoding.small_vocabulary"),
                low=2,
                high=6,
                step=1,
                key="decoding_toy_vocabulary",
                default=4,
            )
        )
        most = int(math.log(MOST_SEQUENCES) / math.log(vocabulary) + 1e-9)
        steps = int(
            url_state.slider(
                t("decoding.small_steps"), low=2, high=6, step=1, key="decoding_toy_steps", default=4
            )
        )
        if steps > most:
            st.info(t("decoding.small_limit", steps=most, most=MOST_SEQUENCES), icon=":material/info:")
        steps = min(steps, most)
    with right, st.skeleton(320):
        missed = counted(vocabulary, steps)
        figure("decoding.miss", miss_bars, missed, TABLES, t=t, key="decoding_misses")
        st.caption(t("decoding.miss_note", sequences=vocabulary**steps, tables=TABLES, seed=SEED))
