"""A guess worked out on the page: the head's four steps, one logit, the softmax, the loss."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.foreign import foreign
from core.app.numbers import numeral
from core.app.panels import figure, table
from core.app.state import Translator, sentence
from core.app.url_picks import number_in_url, pick
from core.app.widgets.controls import controls
from core.app.widgets.latex import latex_number, latex_plain
from core.topics.pretraining.views import shared

if TYPE_CHECKING:
    from core.topics.pretraining.mlm_cell import Chain
    from core.topics.pretraining.predictions import Candidate

CHOICES = 10
STEPS = ("vector", "dense", "activated", "normal")
MOST_HEIGHT = 248  # pixels: six dimensions


def compute(t: Translator) -> None:
    """One hole and one token that may stand in it."""
    from core.topics.pretraining.mlm_cell import work_out

    if not shared.can_guess(sentence(), t=t):
        return
    name, model, inputs = shared.current(t)
    words = shared.words_of(inputs)
    if not words:
        st.info(t("pretraining.no_words"), icon=":material/touch_app:")
        return
    choices = controls("pretraining_compute")
    hole = pick(
        t("pretraining.which"),
        words,
        key="pretraining_place",
        chosen=shared.hole_of(inputs, words),
        names=lambda position: f"{position} · {inputs.tokens[position].text}",
        container=choices,
    )
    guesses = shared.guessed(name, sentence(), (hole,), ())
    token = choose_token(guesses.probabilities[0], model.tokenizer, inputs.tokens[hole].id, t, choices)
    chain = work_out(guesses.vectors[0], model.weights, token.id, model.shape.epsilon)
    show_head(chain, t)
    show_logit(chain, token, t)
    show_softmax(chain, token, guesses.probabilities[0, token.id].item(), len(guesses.logits[0]), t)


def choose_token(
    probabilities: Any, tokenizer: Any, truth: int, t: Translator, container: Any
) -> "Candidate":
    """One of the likeliest tokens, or the one that stood there."""
    from core.topics.pretraining.predictions import Candidate, best, readable_token

    choices = {candidate.id: candidate for candidate in best(probabilities, tokenizer, CHOICES)}
    if truth not in choices:
        text = readable_token(tokenizer.convert_ids_to_tokens(truth))
        choices[truth] = Candidate(truth, text, probabilities[truth].item())
    chosen = number_in_url("pretraining_token", probabilities.shape[0] - 1, 0)
    chosen = chosen if chosen in choices else next(iter(choices))
    pick(
        t("pretraining.token"),
        list(choices),
        key="pretraining_token",
        chosen=chosen,
        names=lambda token: f"{choices[token].text} · {numeral(choices[token].probability, '.2%')}",
        container=container,
    )
    return choices[chosen]


def show_head(chain: "Chain", t: Translator) -> None:
    """The hole's vector after dense layer, GELU and LayerNorm, number by number."""
    with st.container(border=True):
        st.markdown(f"**1. {t('pretraining.compute_head')}**")
        st.latex(r"x \;\to\; u = W x + b \;\to\; \text{GELU}(u) \;\to\; h = \text{LayerNorm}(\text{GELU}(u))")
        steps = {t(f"pretraining.step_{step}"): getattr(chain, step).numpy() for step in STEPS}
        columns = {"d": range(len(chain.vector)), **steps}
        table(columns, most=MOST_HEIGHT, decimals=dict.fromkeys(steps, 4))


def show_logit(chain: "Chain", token: "Candidate", t: Translator) -> None:
    """The logit: the vector times the token's own embedding, and what adds most to it."""
    from core.topics.pretraining.figures import logit_terms

    with st.container(border=True):
        st.markdown(f"**2. {t('pretraining.compute_logit')}**")
        terms = " + ".join(
            rf"{latex_number(h)} \cdot {latex_number(e)}"
            for h, e in zip(chain.normal[:2].tolist(), chain.embedding[:2].tolist(), strict=True)
        )
        bias, logit = latex_number(chain.bias), latex_plain(chain.logit)
        st.latex(
            rf"z = \sum_{{d=0}}^{{{len(chain.vector) - 1}}} h_d E_d + b = {terms} + \dots + {bias} = {logit}"
        )
        figure("pretraining.terms", logit_terms, chain.products.numpy(), t=t, token=token.text)


def show_softmax(chain: "Chain", token: "Candidate", traced: float, tokens: int, t: Translator) -> None:
    """Exponential over the sum of all, its loss, and the difference from the page's forward pass."""
    with st.container(border=True):
        st.markdown(f"**3. {t('pretraining.compute_softmax', tokens=f'{tokens:,}')}**")
        shifted = rf"e^{{{latex_number(chain.logit)} - {latex_number(chain.largest)}}}"
        probability = latex_plain(chain.probability)
        st.latex(rf"p = \frac{{{shifted}}}{{{latex_plain(chain.total)}}} = {probability}")
        st.latex(rf"-\ln p = {latex_plain(chain.loss)}")
        gap = numeral(abs(chain.probability - traced), ".1e")
        st.caption(t("pretraining.worked", token=foreign(token.text), gap=gap))
