"""The vectors while they learn: steps at a press or running, loss, map and both matrices."""

import html

import streamlit as st

from core.app.errors import friendly
from core.app.panels import figure
from core.app.state import Translator, translator
from core.app.url_picks import pick_number
from core.topics.word2vec.views import shared

FEW, MANY = 1, 50  # steps at one press
AT_A_TIME = 10  # steps between two pictures while it runs
ROWS = 28  # of the matrices, and bars of the noise
NEAREST = 6
MOST_LISTED = 200  # words


def learning() -> None:
    """Buttons, and what has been learned so far; runs again by itself while the training runs."""
    t = translator()
    training = st.session_state.get("word2vec.live")
    if training is None:
        return
    with friendly():
        steps = buttons(training, t)
        if steps:
            shared.learn(training, steps)
        pictures(training, t)


def buttons(training: shared.Live, t: Translator) -> int:
    """The number of steps to do now."""
    single, many, run, again = st.columns(4)
    steps = 0
    if single.button(t("word2vec.one"), icon=":material/skip_next:", key="word2vec_one", width="stretch"):
        steps = FEW
    if many.button(
        t("word2vec.many", steps=MANY), icon=":material/fast_forward:", key="word2vec_many", width="stretch"
    ):
        steps = MANY
    name, icon = ("pause", ":material/pause:") if training.running else ("run", ":material/play_arrow:")
    if run.button(t(f"word2vec.{name}"), icon=icon, key="word2vec_run", type="primary", width="stretch"):
        training.running = not training.running
        st.rerun()
    if again.button(t("word2vec.again"), icon=":material/replay:", key="word2vec_again", width="stretch"):
        shared.forget()
        st.rerun()
    return steps or (AT_A_TIME if training.running else 0)


def pictures(training: shared.Live, t: Translator) -> None:
    """The words as they move, the loss, neighbours, matrices and negative samples."""
    from core.topics.word2vec.figures import loss_curve, moving_words

    run = training.run
    words = [html.escape(word, quote=False) for word in run.vocabulary.words]
    points = shared.map_points(training)
    left, right = st.columns([3, 2], gap="medium")
    with right:
        done = len(run.losses)
        last = f"{run.losses[-1]:.3f}" if run.losses else "–"
        st.markdown(t("word2vec.so_far", steps=f"{done:,}", loss=last))
        alt = t("word2vec.loss_title")
        figure("word2vec.loss", loss_curve, run.losses, t=t, key="word2vec_loss_curve", alt=alt)
        listed, names = range(min(len(words), MOST_LISTED)), run.vocabulary.words.__getitem__
        marked = pick_number(t("word2vec.near"), listed, key="word2vec_near", names=names)
        near = run.nearest(run.vocabulary.words[marked], NEAREST)
        st.markdown(" · ".join(f"`{word}` {value:.2f}" for word, value in near))
    with left:
        drawn = (points, training.before, words[: len(points)], marked)
        figure("word2vec.map", moving_words, *drawn, t=t)
    matrices(training, words, t)


def matrices(training: shared.Live, words: list[str], t: Translator) -> None:
    """Both weight matrices, and what was drawn for the last batch."""
    import numpy as np

    from core.topics.word2vec.figures import noise_bars, two_matrices

    run = training.run
    arrays = run.vectors[:ROWS].numpy(), run.outputs[:ROWS].numpy()
    figure("word2vec.matrix", two_matrices, *arrays, words[:ROWS], t=t, key="word2vec_matrices")
    if run.settings.loss == "sampling":
        counts = run.vocabulary.counts.numpy()
        drawn = np.bincount(run.negatives.reshape(-1).numpy(), minlength=len(words))
        likely, plain = run.noise[:ROWS].numpy(), (counts / counts.sum())[:ROWS]
        figure("word2vec.noise", noise_bars, likely, plain, drawn[:ROWS], words[:ROWS], t=t)
        st.caption(t("word2vec.noise_note"))
