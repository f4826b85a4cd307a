"""word2vec: vectors learned by guessing a word's neighbours, one step at a time."""

import html

import streamlit as st

from core.app.page import concept_page
from core.app.state import Translator
from core.topics.word2vec.views import shared as w2v
from core.topics.word2vec.views.learning import learning
from core.topics.word2vec.views.window import compute, current, sliding

HEIGHT = 520
SECONDS = 0.4


def see(t: Translator) -> None:
    text = w2v.corpus(t)
    settings = w2v.chosen(t)
    with st.skeleton(HEIGHT):
        training = w2v.live(text, settings)
        words = [html.escape(word, quote=False) for word in training.run.vocabulary.words]
        st.caption(
            t(
                "word2vec.counted",
                words=f"{sum(map(len, training.run.ids)):,}",
                V=f"{len(words):,}",
                examples=f"{len(training.run.targets):,}",
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
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.word2vec.twins import TWINS, arguments

    twin = choose_twin(TWINS, t("embeddings.twin"), key="word2vec_twin", default="w2v_sampled", t=t)
    with st.skeleton(HEIGHT):
        training = current(t)
        run = training.run
        inputs, targets = run.inputs[run.batch], run.targets[run.batch]
        negatives = run.negatives if len(run.negatives) == len(targets) else run.draw(len(targets))
        window = run.settings.window
        made = arguments(training.sentences, window, run.vectors, run.outputs, inputs, targets, negatives)
        twin_panel(twin, made[twin.name], t)
    st.caption(t("word2vec.twin_note"))


def measured(t: Translator) -> None:
    """CBOW against skip-gram, and the way to train on more than a page can."""
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.word2vec.figures import models_in_time

    experiment_panel("cbow_skipgram", models_in_time, t)
    st.markdown(t("word2vec.bigger"))
    st.code(w2v.COMMAND, language="shell", wrap_lines=True)


def draw() -> None:
    concept_page("word2vec", {"see": see, "compute": compute, "code": code, "measured": measured})
