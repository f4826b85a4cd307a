"""word2vec: vectors learned by guessing a word's neighbours, one step at a time."""

import pandas as pd
import streamlit as st

from core.ui import link
from core.ui import word2vec as w2v
from core.ui.errors import friendly
from core.ui.frame import concept_page
from core.ui.neighbours import escaped
from core.ui.panels import chart
from core.ui.pick import number, pick
from core.ui.state import Translator, colours, translator

HEIGHT = 520
FEW, MANY = 1, 50  # steps at one press
AT_A_TIME = 10  # steps between two pictures while it runs
SECONDS = 0.4
ROWS = 28  # of the matrices, and bars of the noise
NEAREST = 6


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


def sliding(training: w2v.Live, t: Translator) -> None:
    """The window over the corpus, and the examples it makes at this place."""
    longest = [sentence for sentence in training.sentences if len(sentence) > 1][:200]
    left, right = st.columns(2)
    line = number("word2vec_sentence", len(longest) - 1, 0)
    names = lambda place: " ".join(longest[place])[:60]  # noqa: E731
    line = pick(
        t("word2vec.sentence"),
        range(len(longest)),
        key="word2vec_sentence",
        chosen=line,
        names=names,
        place=left,
    )
    sentence = longest[line]
    middle = str(min(2, len(sentence) - 1))  # where the window reaches to both sides
    if link.remembered("word2vec_centre") is None:
        link.remember("word2vec_centre", middle)
    centre = number("word2vec_centre", len(sentence) - 1, 0)
    names = lambda place: f"{place + 1} · {sentence[place]}"  # noqa: E731
    centre = pick(
        t("word2vec.centre"),
        range(len(sentence)),
        key="word2vec_centre",
        chosen=centre,
        names=names,
        place=right,
    )
    window = training.run.settings.window
    w2v.window_chips(sentence, centre, window, t)
    context = [sentence[n] for n in range(len(sentence)) if n != centre and abs(n - centre) <= window]
    if training.run.settings.model == "cbow":
        st.markdown(t("word2vec.example_cbow", given=quoted(context), asked=quoted([sentence[centre]])))
    else:
        found = quoted([f"{sentence[centre]} → {word}" for word in context])
        st.markdown(t("word2vec.example_skipgram", pairs=found))


def quoted(words: list[str]) -> str:
    """Words of a corpus as code, so that nothing in them is taken for Markdown."""
    return " ".join(f"`{word}`" for word in words)


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
    from core.figures.word2vec import loss_curve, moving_words

    run = training.run
    words = [escaped(word) for word in run.vocabulary.words]
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

    from core.figures.word2vec import noise_bars, two_matrices

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


def current(t: Translator) -> w2v.Live:
    """The visitor's training; the small corpus's where there is none yet."""
    from core.data.small_corpus import small_corpus
    from core.training.word2vec_run import Settings

    kept = st.session_state.get("word2vec.live")
    training = kept or w2v.live(small_corpus(), Settings())
    if not training.run.losses:
        w2v.learn(training, 1)
    return training


def compute(t: Translator) -> None:
    """One example of the last batch, from two vectors to the loss and back."""
    import torch

    from core.concepts.word2vec import hidden

    with st.skeleton(HEIGHT):
        run = current(t).run
        batch = run.batch
    words = run.vocabulary.words
    count = min(len(batch), 20)

    def named(number: int) -> str:
        given = [words[row] for row in run.given[batch[number]].tolist() if row >= 0]
        return f"{' '.join(given)} → {words[run.asked[batch[number]]]}"

    example = number("word2vec_example", count - 1, 0)
    example = pick(t("word2vec.example"), range(count), key="word2vec_example", chosen=example, names=named)
    given, asked = run.given[batch[example]][None, :], int(run.asked[batch[example]])
    h = hidden(run.vectors, given)[0]  # (D,)
    sampling = run.settings.loss == "sampling"
    rows = [asked, *run.negatives[example].tolist()] if sampling else list(range(len(words)))
    scores = run.outputs[rows] @ h  # (N,)
    said = scores.sigmoid() if sampling else scores.softmax(0)
    truth = torch.tensor([float(row == asked and (not sampling or n == 0)) for n, row in enumerate(rows)])
    st.markdown(t(f"word2vec.compute_{run.settings.loss}"))
    if sampling:
        loss = -(torch.where(truth > 0, said, 1 - said)).log().sum()
        st.latex(
            r"\ell = -\log \sigma(u_o \cdot h) - \sum_{k=1}^{K} \log \sigma(-u_k \cdot h)" + f" = {loss:.4f}"
        )
    else:
        loss = -said[asked].log()
        st.latex(r"\ell = -\log \frac{e^{u_o \cdot h}}{\sum_v e^{u_v \cdot h}}" + f" = {loss:.4f}")
    table = pd.DataFrame(
        {
            t("embeddings.column_word"): [words[row] for row in rows],
            "u×h": scores.numpy().round(4),
            t("word2vec.column_said"): said.numpy().round(4),
            t("word2vec.column_truth"): truth.numpy(),
            t("word2vec.column_error"): (said - truth).numpy().round(4),
        }
    )
    st.dataframe(table, hide_index=True, height=min(420, 38 + 35 * len(table)))
    st.markdown(t("word2vec.compute_back", rate=f"{run.settings.rate:g}"))
    st.latex(
        r"\frac{\partial \ell}{\partial u} = (p - y)\,h"
        r"\qquad \frac{\partial \ell}{\partial h} = \sum_u (p - y)\,u"
    )


def code(t: Translator) -> None:
    """Pairs, losses and gradients beside the libraries', on the training's own matrices."""
    from core.concepts.word2vec_twins import TWINS, arguments
    from core.ui.twins import twin_panel

    twins = {twin.name: twin for twin in TWINS}
    chosen = link.choose(
        t("embeddings.twin"),
        tuple(twins),
        key="word2vec_twin",
        default="w2v_sampled",
        names=lambda name: t(f"twins.{name}"),
    )
    with st.skeleton(HEIGHT):
        training = current(t)
        run = training.run
        given, asked = run.given[run.batch], run.asked[run.batch]
        negatives = run.negatives if len(run.negatives) == len(asked) else run.draw(len(asked))
        window = run.settings.window
        made = arguments(training.sentences, window, run.vectors, run.outputs, given, asked, negatives)
        twin_panel(twins[chosen], made[chosen], t)
    st.caption(t("word2vec.twin_note"))


def measured(t: Translator) -> None:
    """CBOW against skip-gram, and the way to train on more than a page can."""
    from core.figures.word2vec import models_in_time
    from core.ui.experiments import experiment_panel

    experiment_panel("cbow_skipgram", models_in_time, t)
    st.markdown(t("word2vec.bigger"))
    st.code(w2v.COMMAND, language="shell", wrap_lines=True)


concept_page("word2vec", {"see": see, "compute": compute, "code": code, "measured": measured})
