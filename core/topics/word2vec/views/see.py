"""The picture of word2vec: the window over the corpus, and the vectors while they learn."""

import streamlit as st

from core.app.state import Translator
from core.topics.word2vec.views import shared
from core.topics.word2vec.views.learning import learning
from core.topics.word2vec.views.window import sliding

SECONDS = 0.4  # between two pictures of a running training


def see(t: Translator) -> None:
    """Corpus and settings, what they make, and the training itself."""
    text = shared.corpus(t)
    settings = shared.chosen(t)
    with st.skeleton(shared.HEIGHT):
        training = shared.live(text, settings)
        _counts(training, t)
    st.markdown(f"#### {t('word2vec.sliding')}")
    sliding(training, t)
    st.markdown(f"#### {t('word2vec.learning')}")
    running = st.fragment(learning, run_every=SECONDS if training.running else None)
    running()


def _counts(training: shared.Live, t: Translator) -> None:
    """Words, vocabulary, examples, and steps of an epoch."""
    run = training.run
    counts = {
        "words": sum(map(len, run.ids)),
        "V": len(run.vocabulary.words),
        "examples": len(run.targets),
        "steps": run.steps_an_epoch,
    }
    st.caption(t("word2vec.counted", **{name: f"{count:,}" for name, count in counts.items()}))
