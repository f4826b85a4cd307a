"""word2vec: vectors learned by guessing a word's neighbours, one step at a time."""

import streamlit as st

from core.ui import word2vec as w2v
from core.ui.frame import concept_page
from core.ui.neighbours import escaped
from core.ui.state import Translator
from core.ui.word2vec_learning import learning
from core.ui.word2vec_window import compute, current, sliding

HEIGHT = 520
SECONDS = 0.4


def see(t: Translator) -> None:
    text = w2v.corpus(t)
    settings = w2v.chosen(t)
    with st.skeleton(HEIGHT):
        training = w2v.live(text, settings)
        words = [escaped(word) for word in training.run.vocabulary.words]
        st.caption(
            t(
                "word2vec.counted",
                words=f"{sum(map(len, training.run.ids)):,}",
                V=f"{len(words):,}",
                examples=f"{len(training.run.asked):,}",
                steps=f"{training.run.steps_an_epoch:,}",
            )
        )
    st.markdown(f"#### {t('word2vec.sliding')}")
    sliding(training, t)
    st.markdown(f"#### {t('word2vec.learning')}")
    running = st.fragment(learning, run_every=SECONDS if training.running else None)
    running()


def code(t: Translator) -> None:
    """Pairs, losses and gradients beside the libraries', on the training's own matrices."""
    from core.concepts.word2vec_twins import TWINS, arguments
    from core.ui.twins import choose_twin, twin_panel

    twin = choose_twin(TWINS, t("embeddings.twin"), key="word2vec_twin", default="w2v_sampled", t=t)
    with st.skeleton(HEIGHT):
        training = current(t)
        run = training.run
        given, asked = run.given[run.batch], run.asked[run.batch]
        negatives = run.negatives if len(run.negatives) == len(asked) else run.draw(len(asked))
        window = run.settings.window
        made = arguments(training.sentences, window, run.vectors, run.outputs, given, asked, negatives)
        twin_panel(twin, made[twin.name], t)
    st.caption(t("word2vec.twin_note"))


def measured(t: Translator) -> None:
    """CBOW against skip-gram, and the way to train on more than a page can."""
    from core.figures.word2vec import models_in_time
    from core.ui.experiments import experiment_panel

    experiment_panel("cbow_skipgram", models_in_time, t)
    st.markdown(t("word2vec.bigger"))
    st.code(w2v.COMMAND, language="shell", wrap_lines=True)


concept_page("word2vec", {"see": see, "compute": compute, "code": code, "measured": measured})
