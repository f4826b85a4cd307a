"""The training curve and the accuracy intervals."""

from core.app.figures.palette import LIGHT
from core.app.figures.reliability import accuracy_intervals
from core.topics.predict.figures_training import training_curves
from tests.support.figures import Keys, all_differ, assert_shows, trace_of

CURVE = [
    {"step": 10, "epoch": 0.5, "accuracy": 0.8, "train_loss": 0.5, "dev_loss": 0.4, "f1": 0.85},
    {"step": 20, "epoch": 1.0, "accuracy": 0.9, "train_loss": 0.3, "dev_loss": 0.35, "f1": 0.95},
]


def test_each_run_has_a_line_and_the_shipped_mean_a_filled_point() -> None:
    other = [{**point, "accuracy": 0.7} for point in CURVE]
    figure = training_curves({"seed 42": CURVE, "seed 43": other}, 0.9512, Keys(), LIGHT)
    for name, accuracies in (("seed 42", [0.8, 0.9]), ("seed 43", [0.7, 0.7])):
        run = trace_of(figure, name)
        assert_shows(run, x=[0.5, 1], y=accuracies, mode="lines+markers", hovertemplate="hover")
        assert_shows(run, customdata=[[10, 0.5, 0.4, 0.85], [20, 0.3, 0.35, 0.95]])
        assert_shows(
            run, line_color=LIGHT.muted, marker_color=LIGHT.background, marker_line_color=LIGHT.muted
        )
    assert all_differ(run.line.dash for run in figure.data[:2])
    shipped = trace_of(figure, "shipped")
    assert_shows(shipped, x=[1], y=[0.9512], text=["95.1%"], mode="markers+text", marker_color=LIGHT.accent)
    assert shipped.hovertemplate == "%{y:.2%}<extra></extra>"
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert figure.layout.yaxis.tickformat == ".1%"


def test_interval_ends_are_where_the_card_says() -> None:
    models = {
        "a": {"accuracy": 0.9, "accuracy_interval_95": [0.87, 0.92]},
        "b": {"accuracy": 0.5, "accuracy_interval_95": [0.4, 0.65]},
    }
    figure = accuracy_intervals(models, Keys(), LIGHT)
    (trace,) = figure.data
    assert_shows(trace, x=[0.9, 0.5], y=["a", "b"], text=["90.0%", "50.0%"], mode="markers+text")
    assert_shows(trace.error_x, array=[0.02, 0.15], arrayminus=[0.03, 0.1], type="data", symmetric=False)
    assert_shows(trace, customdata=[[0.87, 0.92], [0.4, 0.65]], hovertemplate="hover")
    assert trace.marker.color == trace.error_x.color == LIGHT.accent
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_tickformat=".0%")
    assert_shows(figure.layout, yaxis_range=[1.6, -0.7])
