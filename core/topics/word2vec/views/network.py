"""The network itself with one example in it: a pass forward, and the way back."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.numbers import numeral
from core.app.panels import colour_keys, figure
from core.app.state import Translator
from core.app.url_picks import worded_buttons
from core.app.widgets.controls import controls
from core.topics.word2vec.views import shared

if TYPE_CHECKING:
    from core.topics.word2vec.figures_network import Pass
    from core.topics.word2vec.run import Word2VecRun
    from core.topics.word2vec.worked_example import WorkedExample

PASSES = ("forward", "back")
MOST_WORDS = 8  # scored ones in the picture


def network_view(t: Translator) -> None:
    """An example of the last batch on its way through the network, and what a step would move."""
    from core.topics.word2vec.figures_network import network
    from core.topics.word2vec.worked_example import work_out

    row = controls("word2vec")
    training = shared.with_batch(shared.begun(t, row))
    with row:
        if st.button(t("word2vec.one"), icon=":material/skip_next:", key="word2vec_one"):
            shared.learn(training, 1)
        direction = worded_buttons("word2vec.network_pass", PASSES, t, default="forward")
    run = training.run
    worked = work_out(run, shared.pick_example(run, t, row))
    shown = _pass(run, worked, direction == "back", t)
    more = _common(run, shown, t)
    figure(f"word2vec.network_{direction}", network, shown, t=t, more=more, D=run.settings.width)
    colour_keys({colour: t(f"word2vec.network_{colour}") for colour in ("positive", "negative")})
    st.markdown(_moves(run, worked, t))
    st.caption(t("word2vec.example_about"))


def _common(run: "Word2VecRun", shown: "Pass", t: Translator) -> dict[str, str]:
    """The texts that both ways share."""
    return {
        "given": t("word2vec.network_given", V=len(run.vocabulary.words)),
        "words": t("word2vec.network_words"),
        "unseen": t("word2vec.network_unseen", unseen=shown.unseen),
        "given_hover": t("word2vec.network_given_hover"),
    }


def _pass(run: "Word2VecRun", worked: "WorkedExample", is_back: bool, t: Translator) -> "Pass":
    """The target and the most probable of the other words, with their numbers of this way."""
    from core.topics.word2vec.figures_network import Pass

    target = int(worked.truth.argmax())
    likely = worked.probabilities.argsort(descending=True, stable=True).tolist()
    numbers = [target, *(number for number in likely if number != target)][:MOST_WORDS]
    if is_back:
        columns = {
            "p − y": worked.probabilities - worked.truth,
            t("word2vec.network_to_hidden"): worked.to_hidden.norm(dim=1),
            t("word2vec.network_to_output"): worked.d_outputs.norm(dim=1),
        }
    else:
        columns = {"u·h": worked.scores, "p": worked.probabilities, "y": worked.truth}
    words = run.vocabulary.words
    return Pass(
        given=[words[row] for row in worked.inputs],
        places=[row + 1 for row in worked.inputs],
        cells=(worked.d_hidden if is_back else worked.hidden).numpy(),
        words=[words[worked.rows[number]] for number in numbers],
        columns={heading: column[numbers].numpy() for heading, column in columns.items()},
        unseen=len(worked.rows) - len(numbers),
        is_centre_given=run.settings.model == "skipgram",
        is_back=is_back,
    )


def _moves(run: "Word2VecRun", worked: "WorkedExample", t: Translator) -> str:
    """Which vectors a step of this example alone moves, and how far: the learning rate × their gradients."""
    rate, lengths = run.settings.rate, worked.d_outputs.norm(dim=1)  # (N,)
    gradients = {
        "input": float(worked.d_hidden.norm()) / len(worked.inputs),
        "target": float(lengths[worked.truth > 0]),
        "others": float(lengths[worked.truth == 0].max()),
    }
    moved = {f"by_{name}": numeral(rate * gradient, ".2g") for name, gradient in gradients.items()}
    gradient = numeral(gradients["input"], ".2g")
    written = {"inputs": len(worked.inputs), "rate": numeral(rate, "g"), "gradient": gradient}
    told = [t("word2vec.network_moves", **written, **moved)]
    if any(len(set(rows)) < len(rows) for rows in (worked.inputs, worked.rows)):
        told.append(t("word2vec.network_twice"))
    if run.settings.model == "cbow" and len(worked.inputs) > 1:
        told.append(_by_gensim(run, worked, t))
    return "\n\n".join(told)


def _by_gensim(run: "Word2VecRun", worked: "WorkedExample", t: Translator) -> str:
    """How far gensim's CBOW would move the same input vectors: by the whole error, not their part of it."""
    rate, whole = run.settings.rate, float(worked.d_hidden.norm())
    numbers = {
        name: numeral(number, ".2g") for name, number in (("whole", whole), ("by_whole", rate * whole))
    }
    return t("word2vec.network_gensim", inputs=len(worked.inputs), rate=numeral(rate, "g"), **numbers)
