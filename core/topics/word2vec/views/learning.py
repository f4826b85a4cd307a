"""The vectors while they learn: steps at a press or running, loss, map and both matrices."""

import html

import streamlit as st

from core.app.errors import friendly
from core.app.state import Translator, colours, translator
from core.app.url_picks import number, pick
from core.app.widgets.panels import chart
from core.topics.word2vec.views import shared as w2v

FEW, MANY = 1, 50  # steps at one press
AT_A_TIME = 10  # steps between two pictures while it runs
ROWS = 28  # of the matrices, and bars of the noise
NEAREST = 6


def learning() -> None:
    """Buttons, and what has been learned so far; runs again by itself while the training runs."""
    t = translator()
    kept = st.session_state.get("word2vec.live")
    if kept is None:
        return
    with friendly():
        steps = buttons(kept, t)
        if steps:
            w2v.learn(kept, steps)
        pictures(kept, t)


def buttons(training: w2v.Live, t: Translator) -> int:
    """The number of steps to do now."""
    one, many, run, again = st.columns(4)
    steps = 0
    if one.button(t("word2vec.one"), icon=":material/skip_next:", key="word2vec_one", width="stretch"):
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
        w2v.forget()
        st.rerun()
    return steps or (AT_A_TIME if training.running else 0)


def pictures(training: w2v.Live, t: Translator) -> None:
    """The words as they move, the loss, neighbours, matrices and negative samples."""
    from core.topics.word2vec.figures import loss_curve, moving_words

    run = training.run
    words = [html.escape(word, quote=False) for word in run.vocabulary.words]
    points = w2v.place(training)
    left, right = st.columns([3, 2], gap="medium")
    with right:
        done = len(run.losses)
        last = f"{run.losses[-1]:.3f}" if run.losses else "–"
        st.markdown(t("word2vec.so_far", steps=f"{done:,}", loss=last))
        texts = {part: t(f"word2vec.loss_{part}") for part in ("title", "x", "y", "hover")}
        chart(loss_curve(run.losses, texts, colours()), key="word2vec_loss_curve", alt=texts["title"])
        marked = number("word2vec_near", len(words) - 1, 0)
        marked = pick(
            t("word2vec.near"),
            range(min(len(words), 200)),
            key="word2vec_near",
            chosen=marked,
            names=run.vocabulary.words.__getitem__,
        )
        near = run.nearest(run.vocabulary.words[marked], NEAREST)
        st.markdown(" · ".join(f"`{word}` {value:.2f}" for word, value in near))
    with left:
        texts = {part: t(f"word2vec.map_{part}") for part in ("title", "x", "y", "hover")}
        shown = words[: len(points)]
        figure = moving_words(points, training.before, shown, marked, texts, colours())
        chart(figure, key="word2vec_map", alt=t("word2vec.map_alt"))
    matrices(training, words, t)


def matrices(training: w2v.Live, words: list[str], t: Translator) -> None:
    """Both weight matrices, and what was drawn for the last batch."""
    import numpy as np

    from core.topics.word2vec.figures import noise_bars, two_matrices

    run = training.run
    parts = ("title", "inputs", "outputs", "x", "hover")
    texts = {part: t(f"word2vec.matrix_{part}") for part in parts}
    arrays = run.vectors[:ROWS].numpy(), run.outputs[:ROWS].numpy()
    figure = two_matrices(*arrays, words[:ROWS], texts, colours())
    chart(figure, key="word2vec_matrices", alt=t("word2vec.matrix_alt"))
    if run.settings.loss == "sampling":
        texts = {
            part: t(f"word2vec.noise_{part}") for part in ("title", "likely", "plain", "drawn", "y", "hover")
        }
        counts = run.vocabulary.counts.numpy()
        drawn = np.bincount(run.negatives.reshape(-1).numpy(), minlength=len(words))
        figure = noise_bars(
            run.noise[:ROWS].numpy(),
            (counts / counts.sum())[:ROWS],
            drawn[:ROWS],
            words[:ROWS],
            texts,
            colours(),
        )
        chart(figure, key="word2vec_noise", alt=t("word2vec.noise_alt"))
        st.caption(t("word2vec.noise_note"))
