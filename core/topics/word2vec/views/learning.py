"""The vectors while they learn: steps at a press or running; map, loss and both matrices that stay."""

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, translator
from core.app.texts import Texts
from core.app.url_picks import number_in_url
from core.app.widgets.component import component, packed
from core.app.widgets.controls import controls
from core.topics.word2vec.views import shared

SECONDS = 0.4  # between two pictures of a running training
FEW, MANY = 1, 50  # steps at one press
AT_A_TIME = 10  # steps between two pictures while it runs
ROWS = 28  # of the matrices, and bars of the noise
NEAREST = 6
KEY, MARKED = "word2vec_learning", "word2vec_near"

_learning = component("learning", "word2vec")


def learning_view(t: Translator) -> None:
    """The training with its buttons; its picture alone is drawn again while it runs."""
    row = controls("word2vec")
    training = shared.begun(t, row)
    with row:
        steps = buttons(training, t)
    if steps:
        shared.learn(training, steps)
    running = st.fragment(learning, run_every=SECONDS if training.running else None)
    running()
    st.caption(t("word2vec.map_how"))
    st.caption(shared.size(training, t))


def learning() -> None:
    """What has been learned so far; runs again by itself while the training runs."""
    t = translator()
    training = st.session_state.get("word2vec.live")
    if training is None:
        return
    with friendly():
        if training.running:
            shared.learn(training, AT_A_TIME)
            if not training.running:
                st.rerun()  # it is at its end: the button is to say so, and nothing runs any more
        picture(training, t)


def buttons(training: shared.Live, t: Translator) -> int:
    """The number of steps to do now."""
    name, icon = ("pause", ":material/pause:") if training.running else ("run", ":material/play_arrow:")
    if st.button(t(f"word2vec.{name}"), icon=icon, key="word2vec_run", type="primary"):
        training.running = not training.running
        st.rerun()
    steps = 0
    if st.button(t("word2vec.one"), icon=":material/skip_next:", key="word2vec_one"):
        steps = FEW
    if st.button(t("word2vec.many", steps=MANY), icon=":material/fast_forward:", key="word2vec_many"):
        steps = MANY
    if st.button(t("word2vec.again"), icon=":material/replay:", key="word2vec_again"):
        shared.forget()
        st.rerun()
    return steps


def picture(training: shared.Live, t: Translator) -> None:
    """The words as they move, the loss, neighbours and matrices; a click marks another word."""
    from core.topics.word2vec.figures_learning import learning

    run = training.run
    points = shared.map_points(training)
    words = run.vocabulary.words[: max(len(points), ROWS)]
    marked = number_in_url(MARKED, len(points) - 1, least=0, default=0)
    near = [
        (run.vocabulary.words.index(word), f"{word} {numeral(cosine, '.2f')}")
        for word, cosine in run.nearest(run.vocabulary.words[marked], NEAREST)
    ]
    matrices = run.vectors[:ROWS].numpy(), run.outputs[:ROWS].numpy()
    done, last = len(run.losses), numeral(run.losses[-1], ".3f") if run.losses else "–"
    texts = Texts(t, "word2vec.learning", steps=f"{done:,}", loss=last)
    stamp = f"{id(run)}"
    header, arrays = learning(points, run.losses, matrices, words, marked, near, texts, stamp)

    def clicked() -> None:
        word = st.session_state[KEY].word
        if word in range(len(points)):
            url_state.remember(MARKED, str(word))

    _learning(data=packed(header, arrays), key=KEY, on_word_change=clicked)


def noise_view(t: Translator) -> None:
    """How likely each word is drawn as a negative sample, and what was drawn for the last batch."""
    import html

    import numpy as np

    from core.topics.word2vec.figures import noise_bars

    row = controls("word2vec")
    training = shared.begun(t, row)
    row.caption(shared.size(training, t))
    run = training.run
    if run.settings.loss != "sampling":
        st.info(t("word2vec.no_noise"), icon=":material/info:")
        return
    words = [html.escape(word, quote=False) for word in run.vocabulary.words[:ROWS]]
    counts = run.vocabulary.counts.numpy()
    drawn = np.bincount(run.negatives.reshape(-1).numpy(), minlength=len(counts))
    likely, plain = run.noise[:ROWS].numpy(), (counts / counts.sum())[:ROWS]
    figure("word2vec.noise", noise_bars, likely, plain, drawn[:ROWS], words, t=t)
    st.caption(t("word2vec.noise_note"))
