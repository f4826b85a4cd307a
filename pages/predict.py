"""Predict: what the models say of a sentence, how they compute it, and how far to trust them."""

import pandas as pd
import streamlit as st

from core.models.catalog import CLASSIFIERS, COMPARED, MAIN_MODEL
from core.settings import is_public
from core.ui import link
from core.ui.components import token_chips, verdict_card
from core.ui.errors import friendly
from core.ui.frame import concept_page
from core.ui.models import Reading, card, read
from core.ui.other_model import OTHER, other_model
from core.ui.panels import chart, notes, token_table
from core.ui.state import Translator, colours, sentence

VIEWS = ("one", "whatif", "several")
CARD_HEIGHT = 200
MOST_LINES = 200  # more is work for the Batch page
MOST_LINES_IN_PUBLIC = 50


def chosen_models(t: Translator) -> dict[str, str]:
    """The models to put side by side, as {name: label}."""
    options = [*CLASSIFIERS] if is_public() else [*CLASSIFIERS, OTHER]
    picked = link.choose_many(
        t("predict.models"),
        options,
        key="predict_models",
        default=COMPARED,
        names=lambda name: t(f"models.{name}"),
    )
    labels = {name: t(f"models.{name}") for name in picked if name != OTHER}
    if OTHER in picked:
        labels |= other_model(t)
    if not picked:
        st.info(t("predict.no_model"), icon=":material/touch_app:")
    return labels


def see(t: Translator) -> None:
    models = chosen_models(t)
    view = link.choose(
        t("predict.view"),
        VIEWS,
        key="predict_view",
        default="one",
        names=lambda name: t(f"predict.view_{name}"),
    )
    if models:
        {"one": one, "whatif": what_if, "several": several}[view](models, t)


def one(models: dict[str, str], t: Translator) -> None:
    """Each model's verdict, with the tokens it read."""
    for (name, label), column in zip(models.items(), st.columns(len(models), gap="medium"), strict=True):
        with column, friendly(), st.skeleton(CARD_HEIGHT):
            reading = read(name, sentence())
            verdict_card(reading, label, t, key=f"predict_verdict_{name}")
            notes(reading.verdict, t)
            st.caption(t("tokens.count", count=len(reading.verdict.tokens)))
            token_chips(reading.verdict.tokens, t, key=f"predict_tokens_{name}")
            table = st.expander(t("tokens.table"), key=f"predict_table_{name}", on_change="rerun")
            if table.open:
                with table:
                    token_table(reading.verdict, t)


def what_if(models: dict[str, str], t: Translator) -> None:
    """Edit the sentence and see each probability move."""
    edited = link.text(t("predict.edit"), key="predict_edit", default=sentence(), help=t("predict.edit_help"))
    for (name, label), column in zip(models.items(), st.columns(len(models), gap="medium"), strict=True):
        with column, friendly(), st.skeleton(CARD_HEIGHT):
            before, after = read(name, sentence()), read(name, edited)
            earlier = before.verdict.probability
            verdict_card(after, label, t, key=f"predict_after_{name}", before=earlier)
            notes(after.verdict, t)
            show_move(before, after, t)


def show_move(before: Reading, after: Reading, t: Translator) -> None:
    """How far the probability of positive moved, in percentage points."""
    earlier, now = before.verdict.probability, after.verdict.probability
    move = t("predict.points", move=f"{(now - earlier) * 100:+.1f}")
    st.markdown(f"{t('predict.before_after')}: **{earlier:.1%} → {now:.1%}** ({move})")


def several(models: dict[str, str], t: Translator) -> None:
    """One sentence a line; a table with every model's verdict."""
    typed = link.text(
        t("predict.lines"), key="predict_lines", default=t("predict.lines_example"), area=True, height=170
    )
    lines = [line for line in typed.splitlines() if line.strip()]
    most = MOST_LINES_IN_PUBLIC if is_public() else MOST_LINES
    if not lines:
        st.info(t("errors.text_empty"), icon=":material/edit:")
        return
    if len(lines) > most:
        st.info(t("predict.too_many_lines", read=most, count=len(lines)), icon=":material/content_cut:")
    table = pd.DataFrame({t("predict.sentence"): lines[:most]})
    progress = t("predict.probability_column")
    settings = {}
    for name, label in models.items():
        with friendly(), st.skeleton(CARD_HEIGHT):
            verdicts = [_line_verdict(name, line) for line in lines[:most]]
            table[label] = [t(f"verdict.{v.label}") if v else t("verdict.nothing") for v in verdicts]
            column = f"{label} · {progress}"
            table[column] = [v.probability if v else None for v in verdicts]
            settings[column] = st.column_config.ProgressColumn(
                column, min_value=0, max_value=1, format="percent"
            )
    st.dataframe(table, hide_index=True, column_config=settings)
    st.download_button(
        t("frame.download"),
        data=table.to_csv(index=False).encode("utf-8-sig"),
        file_name="sentiscope.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _line_verdict(name: str, line: str):
    from core.errors import SentiscopeError

    try:
        return read(name, line).verdict
    except SentiscopeError as error:
        if error.key != "text_empty":
            raise
        return None


def compute(t: Translator) -> None:
    """From two logits to one probability, with the sentence's own numbers."""
    from core.figures.classification import logistic_curve

    points = {}
    with st.skeleton(CARD_HEIGHT):
        for name in COMPARED:
            verdict = read(name, sentence()).verdict
            negative, positive = verdict.logits
            points[t(f"models.{name}")] = (positive - negative, verdict.probability)
    negative, positive = read(MAIN_MODEL, sentence()).verdict.logits
    st.markdown(t("predict.compute"))
    st.latex(
        rf"p = \frac{{e^{{{positive:.3f}}}}}{{e^{{{negative:.3f}}} + e^{{{positive:.3f}}}}}"
        rf" = \frac{{1}}{{1 + e^{{-({positive - negative:.3f})}}}}"
        rf" = {points[t(f'models.{MAIN_MODEL}')][1]:.4f}"
    )
    texts = {key: t(f"predict.curve_{key}") for key in ("title", "x", "y")}
    chart(logistic_curve(points, texts, colours()), key="predict_curve", alt=t("predict.curve_alt"))


def code(t: Translator) -> None:
    """Softmax, cross-entropy, accuracy, F1 and TF-IDF beside the library's, on the lines typed."""
    import torch

    from core.concepts import bag_of_words, classification, metrics
    from core.ui.models import classifier
    from core.ui.twins import twin_panel

    typed = (sentence(), *t("predict.lines_example").splitlines())
    lines = [line for line in dict.fromkeys(typed) if line.strip()]
    with st.skeleton(CARD_HEIGHT):
        verdicts = [read(MAIN_MODEL, line).verdict for line in lines]
    said = [str(number) for number, verdict in enumerate(verdicts) if verdict.label == "positive"]
    yours = link.choose_many(
        t("predict.yours"),
        [str(number) for number in range(len(lines))],
        key="predict_yours",
        default=said,
        names=lambda number: lines[int(number)][:60],
    )
    logits = torch.tensor([verdict.logits for verdict in verdicts])  # (B, 2)
    predictions = logits.argmax(dim=-1)  # (B,)
    labels = torch.tensor([int(str(number) in yours) for number in range(len(lines))])  # (B,)
    softmax, loss = classification.TWINS[:2]
    twin_panel(softmax, (logits,), t)
    twin_panel(loss, (logits, labels), t)
    for twin in metrics.TWINS:
        twin_panel(twin, (predictions, labels), t)
    baseline = classifier("bag-of-words")
    twin_panel(bag_of_words.TWINS[0], (lines, baseline.vocabulary, baseline.idf), t)


def measured(t: Translator) -> None:
    """What the shipped models scored on the 872 dev sentences, from their model cards."""
    from core.figures.training import accuracy_intervals, training_curve

    cards = {name: card(name) for name in CLASSIFIERS}
    sections = {t(f"models.{name}"): cards[name]["dev"] for name in CLASSIFIERS}
    texts = {key: t(f"predict.accuracy_{key}") for key in ("title", "x", "hover")}
    chart(
        accuracy_intervals(sections, texts, colours()), key="predict_accuracy", alt=t("predict.accuracy_alt")
    )
    main = cards[MAIN_MODEL]
    low, high = main["dev"]["accuracy_interval_95"]
    st.markdown(
        t(
            "predict.accuracy_verdict",
            accuracy=f"{main['dev']['accuracy']:.1%}",
            low=f"{low:.1%}",
            high=f"{high:.1%}",
            count=main["dev"]["sentences"],
            f1=f"{main['dev']['f1']:.3f}",
        )
    )
    texts = {key: t(f"predict.training_{key}") for key in ("title", "x", "y", "hover")}
    figure = training_curve(main["curve"], main["chosen"]["best_step"], texts, colours())
    chart(figure, key="predict_training", alt=t("predict.training_alt"))
    st.caption(t("predict.command"))
    for name in COMPARED:
        st.code(cards[name]["command"], language="shell")
    how_far_to_trust(t)


def how_far_to_trust(t: Translator) -> None:
    """The claims about trust, each measured."""
    from core.figures.reliability import precision_agreement, reliability_diagram, robustness_groups
    from core.ui.experiments import experiment_panel

    experiment_panel("robustness", robustness_groups, t)
    experiment_panel("calibration", reliability_diagram, t)
    experiment_panel("precision", precision_agreement, t)


concept_page("predict", {"see": see, "compute": compute, "code": code, "measured": measured})
