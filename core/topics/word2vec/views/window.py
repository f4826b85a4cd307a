"""What a window slides over, and one example of a batch from two vectors to the loss and back."""

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.state import Translator
from core.app.url_picks import number, pick
from core.topics.word2vec.views import shared as w2v

HEIGHT = 520


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
    if url_state.remembered("word2vec_centre") is None:
        url_state.remember("word2vec_centre", middle)
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
        st.markdown(t("word2vec.example_cbow", inputs=quoted(context), targets=quoted([sentence[centre]])))
    else:
        found = quoted([f"{sentence[centre]} → {word}" for word in context])
        st.markdown(t("word2vec.example_skipgram", pairs=found))


def quoted(words: list[str]) -> str:
    """Words of a corpus as code, so that nothing in them is taken for Markdown."""
    return " ".join(f"`{word}`" for word in words)


def current(t: Translator) -> w2v.Live:
    """The visitor's training; the small corpus's where there is none yet."""
    from core.data.small_corpus import small_corpus
    from core.topics.word2vec.run import Settings

    kept = st.session_state.get("word2vec.live")
    training = kept or w2v.live(small_corpus(), Settings())
    if not training.run.losses:
        w2v.learn(training, 1)
    return training


def compute(t: Translator) -> None:
    """One example of the last batch, from two vectors to the loss and back."""
    import torch

    from core.topics.word2vec.concept import hidden

    with st.skeleton(HEIGHT):
        run = current(t).run
        batch = run.batch
    words = run.vocabulary.words
    count = min(len(batch), 20)

    def named(number: int) -> str:
        inputs = [words[row] for row in run.inputs[batch[number]].tolist() if row >= 0]
        return f"{' '.join(inputs)} → {words[run.targets[batch[number]]]}"

    example = number("word2vec_example", count - 1, 0)
    example = pick(t("word2vec.example"), range(count), key="word2vec_example", chosen=example, names=named)
    inputs, targets = run.inputs[batch[example]][None, :], int(run.targets[batch[example]])
    h = hidden(run.vectors, inputs)[0]  # (D,)
    sampling = run.settings.loss == "sampling"
    rows = [targets, *run.negatives[example].tolist()] if sampling else list(range(len(words)))
    scores = run.outputs[rows] @ h  # (N,)
    said = scores.sigmoid() if sampling else scores.softmax(0)
    truth = torch.tensor([float(row == targets and (not sampling or n == 0)) for n, row in enumerate(rows)])
    st.markdown(t(f"word2vec.compute_{run.settings.loss}"))
    if sampling:
        loss = -(torch.where(truth > 0, said, 1 - said)).log().sum()
        st.latex(
            r"\ell = -\log \sigma(u_o \cdot h) - \sum_{k=1}^{K} \log \sigma(-u_k \cdot h)" + f" = {loss:.4f}"
        )
    else:
        loss = -said[targets].log()
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
