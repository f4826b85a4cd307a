"""From which confidence on may a verdict stand? What errors and looks cost, and what follows."""

import streamlit as st

from core.app import url_state
from core.app.panels import figure
from core.app.state import Translator, language
from core.app.widgets.controls import controls
from core.base.i18n import label
from core.evaluation.thresholds import Costs
from core.topics.evaluate.views.look import Source, choose_model, say

MOST = 20.0


def thresholds_view(source: Source, t: Translator) -> None:
    """The costs, the curve, and what is known of the model's calibration."""
    from core.evaluation.thresholds import calibration, thresholds
    from core.evaluation.told import threshold_told
    from core.topics.evaluate.figures import cost_curve

    model = choose_model(source, t, "evaluate_model")
    name = source.names(t)[model]
    costs = _costs(t)
    found = thresholds(source.scored, costs, model)
    if found is None:
        st.info(t("evaluate.no_thresholds"), icon=":material/label_off:")
        return
    say(threshold_told(found, name, language()))
    figure("evaluate.cost", cost_curve, found, t=t)
    calibrated = calibration(source.scored, model)
    if calibrated is not None:
        say(label("evaluation.calibration", language(), model=name, **vars(calibrated)))


def _costs(t: Translator) -> Costs:
    """What an error of each kind and a look by hand cost."""
    usual = Costs()
    given = {}
    with controls("evaluate_costs"):
        for name, default in vars(usual).items():
            given[name] = url_state.slider(
                t(f"evaluate.cost_of_{name}"),
                low=0.0,
                high=MOST,
                step=0.5,
                key=f"evaluate_{name}",
                default=default,
                width=260,
            )
    return Costs(**given)
