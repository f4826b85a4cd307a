"""One training step on the shared sentence, with every number in its formula."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.models.cached_models import classifier
from core.app.models.reader import reader
from core.app.numbers import numeral
from core.app.panels import table
from core.app.state import Translator, sentence
from core.app.url_picks import option_in_url, pick, pick_number
from core.app.widgets.controls import controls
from core.app.widgets.latex import latex_base, latex_number, latex_plain
from core.topics.workshop.views.sentence import LABELS, backward_of, label_name

if TYPE_CHECKING:
    from core.topics.workshop.training_step import Chosen, TrainingStep

RATES = ("1e-05", "2e-05", "5e-05", "0.0001", "0.001", "0.01")
CLIPS = ("0.1", "1.0", "10.0")


def compute(t: Translator) -> None:
    """Choose a label and a weight of the head; see its step."""
    from core.topics.workshop.training_step import work_out

    name = reader()
    network = classifier(name).network
    chosen = _choices(network.config.hidden_size, t)
    with st.skeleton(620):
        step = work_out(network, backward_of(name, sentence(), chosen.label), chosen)
    _forward(step, chosen, t)
    _gradient(step, chosen, t)
    _clip(step, chosen, t)
    _adamw(step, chosen, t)
    _checked(step, t)
    st.caption(
        t("workshop_compute.note", model=t(f"reader.short_{name}"), row=chosen.row, column=chosen.column)
    )


def _choose(name: str, options: tuple[str, ...], default: str, t: Translator, **look: Any) -> str:
    """A setting of the step from a list; kept in the URL."""
    key = f"workshop_compute_{name}"
    chosen = option_in_url(key, options, default)
    return str(pick(t(f"workshop_compute.{name}"), options, key=key, chosen=chosen, **look))


def _choices(D: int, t: Translator) -> "Chosen":
    """The label, the weight of the head that is followed, the learning rate and the clipping length."""
    from core.topics.workshop.training_step import Chosen

    place: dict[str, Any] = {"container": controls("workshop_compute")}
    named = {"names": lambda label: label_name(label, t), **place}
    label = _choose("label", LABELS, "1", t, **named)
    row = _choose("row", LABELS, "1", t, **named)
    column = pick_number(t("workshop_compute.column"), range(D), key="workshop_compute_column", **place)
    rate = _choose("rate", RATES, "5e-05", t, **place)
    clip = _choose("clip", CLIPS, "1.0", t, **place)
    return Chosen(int(label), int(row), column, float(rate), float(clip))


def _forward(step: "TrainingStep", chosen: "Chosen", t: Translator) -> None:
    """Logits, softmax, loss."""
    row, label = chosen.row, chosen.label
    with st.container(border=True):
        st.markdown(f"**1. {t('workshop_compute.logits')}**")
        terms = " + ".join(
            rf"{latex_number(weight)} \cdot {latex_number(value)}"
            for weight, value in zip(step.weights[row, :2].tolist(), step.pooled[:2].tolist(), strict=True)
        )
        bias, logit = latex_number(step.bias[row].item()), latex_plain(step.logits[row].item())
        last = len(step.pooled) - 1
        rule = rf"\sum_{{d=0}}^{{{last}}} W_{{{row},d}} h_d + b"
        st.latex(rf"z_{{{row}}} = {rule} = {terms} + \dots + {bias} = {logit}")
    with st.container(border=True):
        st.markdown(f"**2. {t('workshop_compute.softmax')}**")
        powers = " + ".join(rf"e^{{{latex_plain(logit)}}}" for logit in step.logits.tolist())
        for index, (logit, probability) in enumerate(
            zip(step.logits.tolist(), step.probabilities.tolist(), strict=True)
        ):
            own = rf"\frac{{e^{{{latex_plain(logit)}}}}}{{{powers}}}"
            st.latex(rf"p_{{{index}}} = {own} = {latex_plain(probability)}")
    with st.container(border=True):
        st.markdown(f"**3. {t('workshop_compute.loss')}**")
        probability = latex_plain(step.probabilities[label].item())
        st.latex(rf"L = -\ln p_{{{label}}} = -\ln {probability} = {latex_plain(step.loss)}")


def _gradient(step: "TrainingStep", chosen: "Chosen", t: Translator) -> None:
    """(p − y) · h for the chosen weight."""
    row, column = chosen.row, chosen.column
    probability, target = step.probabilities[row].item(), int(row == chosen.label)
    with st.container(border=True):
        st.markdown(f"**4. {t('workshop_compute.gradient')}**")
        product = rf"({latex_plain(probability)} - {target}) \cdot {latex_number(step.pooled[column].item())}"
        own = rf"\frac{{\partial L}}{{\partial W_{{{row},{column}}}}}"
        rule = rf"(p_{{{row}}} - y_{{{row}}})\, h_{{{column}}}"
        st.latex(rf"{own} = {rule} = {product} = {latex_plain(step.gradient)}")


def _clip(step: "TrainingStep", chosen: "Chosen", t: Translator) -> None:
    """The norm of all gradients, and the one factor for all."""
    with st.container(border=True):
        st.markdown(f"**5. {t('workshop_compute.clipping')}**")
        norm, largest = latex_plain(step.norm), latex_plain(chosen.clip)
        st.latex(
            rf"\min\!\left(1, \frac{{{largest}}}{{\lVert g \rVert + 10^{{-6}}}}\right)"
            rf" = \min\!\left(1, \frac{{{largest}}}{{{norm}}}\right) = {latex_plain(step.factor)}"
        )
        factor, clipped = latex_plain(step.factor), latex_plain(step.clipped)
        st.latex(rf"g = {latex_number(step.gradient)} \cdot {factor} = {clipped}")
        st.caption(t("workshop_compute.clipped" if step.factor < 1 else "workshop_compute.not_clipped"))


def _adamw(step: "TrainingStep", chosen: "Chosen", t: Translator) -> None:
    """Both means, their correction, and the new weight."""
    from core.topics.workshop.training_step import DECAY

    with st.container(border=True):
        st.markdown(f"**6. {t('workshop_compute.adamw')}**")
        g = latex_number(step.clipped)
        mean = latex_plain(step.mean)
        st.latex(rf"m = 0.9 \cdot 0 + 0.1 \cdot {g} = {mean}, \qquad \hat m = \frac{{m}}{{1 - 0.9}}")
        st.latex(
            rf"v = 0.999 \cdot 0 + 0.001 \cdot {latex_base(step.clipped)}^2 = {latex_plain(step.square)},"
            rf" \qquad \hat v = \frac{{v}}{{1 - 0.999}}"
        )
        rate, before = latex_plain(chosen.rate), latex_number(step.before)
        st.latex(
            rf"W \leftarrow {before} \cdot (1 - {rate} \cdot {DECAY})"
            rf" - {rate} \cdot \frac{{\hat m}}{{\sqrt{{\hat v}} + 10^{{-8}}}} = {step.after:.8f}"
        )
        before, moved, rate = (
            numeral(step.before, ".8f"),
            numeral(step.moved, "+.3e"),
            numeral(chosen.rate, "g"),
        )
        st.caption(t("workshop_compute.moved", before=before, moved=moved, rate=rate))


def _checked(step: "TrainingStep", t: Translator) -> None:
    """Every stage by us, by torch, and the difference."""
    st.markdown(f"**{t('workshop_compute.checked')}**")
    names = [t(f"workshop_compute.gap_{name}") for name in step.gaps]
    gaps = list(step.gaps.values())
    columns = {
        t("workshop_compute.column_number"): names,
        t("workshop_compute.column_ours"): [numeral(gap.ours, ".8g") for gap in gaps],
        t("workshop_compute.column_torch"): [numeral(gap.torch, ".8g") for gap in gaps],
        t("workshop_compute.column_difference"): [numeral(gap.difference, ".1e") for gap in gaps],
    }
    table(columns)
