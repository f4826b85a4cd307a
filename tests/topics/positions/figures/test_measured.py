"""What was measured of positions, drawn from hand-made numbers."""

from core.app.figures.palette import DARK, LIGHT
from core.topics.positions.figures.measured import cost_curves, looks, order_by_length, perplexity_by_length
from tests.support.figures import all_differ, assert_shows, titles, trace_of, words

SCHEMES = list(looks(LIGHT))


def test_no_two_schemes_look_alike() -> None:
    for colours in (LIGHT, DARK):
        found = looks(colours)
        assert len(found) == 7
        assert all_differ(found.values())
        assert all_differ(symbol for *_, symbol in found.values())


def test_a_scheme_that_cannot_read_on_ends() -> None:
    gone = {"length": 128, "perplexity": None, "interval": None}
    schemes = {
        scheme: [
            {"length": length, "perplexity": 5.0 + n, "interval": [4.0 + n, 7.0 + n]} for length in (64, 128)
        ]
        for n, scheme in enumerate(SCHEMES)
    }
    schemes["learned"][1] = gone
    figure = perplexity_by_length({"window": 64, "schemes": schemes}, words, LIGHT)
    for n, (scheme, (colour, dash, symbol)) in enumerate(looks(LIGHT).items()):
        trace, count = trace_of(figure, scheme), 1 if scheme == "learned" else 2
        assert_shows(trace, x=[64, 128][:count], y=[5 + n] * count, customdata=[[4 + n, 7 + n]] * count)
        assert_shows(trace.error_y, array=[2] * count, arrayminus=[1] * count, color=colour)
        assert_shows(trace.error_y, type="data", symmetric=False)
        assert_shows(trace, line_color=colour, line_dash=dash, marker_symbol=symbol, hovertemplate="hover")
        assert trace.mode == "lines+markers"
    assert_shows(figure.layout.shapes[0], x0=64, x1=64, line_color=LIGHT.muted)
    assert_shows(figure.layout.xaxis, title_text="x", type="log", tickvals=[64, 128], ticktext=["64", "128"])
    assert_shows(figure.layout.yaxis, title_text="y", type="log")
    assert len(figure.layout.yaxis.tickvals) == len(figure.layout.yaxis.ticktext) > 1
    assert_shows(figure.layout, title_text="title", showlegend=True)


def test_accuracy_in_order_and_shuffled_with_a_gap_behind_all_sentences() -> None:
    def group(name: str, accuracy: float) -> dict:
        scores = {"accuracy": accuracy, "interval": [accuracy - 0.1, accuracy + 0.05]}
        low = {"accuracy": accuracy / 2, "interval": [accuracy / 4, accuracy]}
        return {"group": name, "ordered": scores, "shuffled": low, "sentences": 9, "kept": accuracy}

    models = {
        model: [group(name, 0.5 + n / 10 + g / 100) for g, name in enumerate(("all", "short", "long"))]
        for n, model in enumerate(("a", "b", "c"))
    }
    figure = order_by_length({"models": models}, words, LIGHT)
    for (model, groups), colour in zip(models.items(), (LIGHT.accent, LIGHT.muted, LIGHT.value), strict=True):
        for state, symbol in (("ordered", "circle"), ("shuffled", "circle-open")):
            trace = trace_of(figure, f"{state} model={model}")
            values = [one[state]["accuracy"] for one in groups]
            told = [[*one[state]["interval"], 9, one["kept"]] for one in groups]
            assert_shows(trace, x=["all", "", "short", "long"], y=[values[0], None, *values[1:]])
            assert_shows(trace, customdata=[told[0], [None] * 4, *told[1:]], hovertemplate="hover")
            assert_shows(trace, line_color=colour, marker_symbol=symbol, mode="lines+markers")
            assert trace.marker.line.color == colour
    assert all_differ((trace.line.color, trace.line.dash) for trace in figure.data)
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert_shows(figure.layout, xaxis_type="category", yaxis_tickformat=".0%")


def test_costs_are_beside_those_without_positions() -> None:
    seconds = {scheme: [0.002 * (n + 1), 0.004 * (n + 1)] for n, scheme in enumerate(SCHEMES)}
    peaks = {scheme: [1e6 * (n + 2), 4e6] for n, scheme in enumerate(SCHEMES)}
    figure = cost_curves({"lengths": [64, 512], "seconds": seconds, "peaks": peaks}, words, LIGHT)
    for n, (scheme, (colour, dash, symbol)) in enumerate(looks(LIGHT).items()):
        time, memory = trace_of(figure, scheme, "x"), trace_of(figure, scheme, "x2")
        assert_shows(time, x=[64, 512], y=[n + 1] * 2, customdata=[2 * (n + 1), 4 * (n + 1)])
        assert_shows(memory, x=[64, 512], y=[(n + 2) / 2, 1], customdata=[n + 2, 4])
        assert (time.hovertemplate, memory.hovertemplate) == ("hover", "hover_memory")
        assert (time.showlegend, memory.showlegend) == (True, False)
        for trace in (time, memory):
            assert_shows(trace, line_color=colour, line_dash=dash, marker_symbol=symbol, legendgroup=scheme)
            assert trace.mode == "lines+markers"
    assert titles(figure) == ["time", "memory"]
    for axis in (figure.layout.xaxis, figure.layout.xaxis2):
        assert_shows(axis, title_text="x", type="log", tickvals=[64, 512], ticktext=["64", "512"])
    assert_shows(figure.layout, title_text="title", showlegend=True, yaxis_tickformat=".2f")
