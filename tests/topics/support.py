"""What stands on a page, by name: its charts, components, tables and numbers, for the pages' tests.

A page's test lists its screens (a part, a view, a setting) and what each is to hold; `walk_through` opens
them one after another in one session, for a session's start costs more than a screen.
"""

import base64
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from streamlit.testing.v1 import AppTest

from core.app.widgets.claims import ICONS
from core.base.i18n import LANGUAGES, label, labels
from core.base.numbers import number_text
from core.data.example_sentences import DEFAULT
from core.experiments import record, registry
from core.experiments.sentence import sentence

if TYPE_CHECKING:
    from core.trace.trace import TracedForward

# The key of a text; or with it its placeholders' values: (key, {"count": 3}); or what gives it in a language.
# What is no key stands as it is.
Text = str | tuple[str, dict[str, Any]] | Callable[[str], str]
OF_THE_APP = ("browser_name", "links", "page_marks", "station_end")  # drawn by app.py around every page
PREFIX = "sentiscope_"


@dataclass(frozen=True)
class Screen:
    """A screen's settings, without the page's name before them, and what it is to hold, in order."""

    settings: dict[str, str]
    charts: Sequence[Text] = ()
    components: Sequence[str] = ()
    tables: Sequence[tuple[int, Text]] = ()  # rows, and the first column's name
    metrics: Sequence[Text] = ()
    notes: Sequence[Text] = field(default=())


def said(text: Text, language: str = "en") -> str:
    """A text in a language; a placeholder's value may be such a text itself."""
    if callable(text):
        return text(language)
    key, values = (text, {}) if isinstance(text, str) else text
    if key not in labels(language):
        return key
    filled = {name: said(v, language) if isinstance(v, str | tuple) else v for name, v in values.items()}
    return label(key, language, **filled)


# ---- what is drawn


def shown(app: AppTest) -> str:
    """Every note, warning and error on the page."""
    return " ".join(notes(app))


def notes(app: AppTest) -> list[str]:
    return [element.value for kind in (app.info, app.warning, app.error) for element in kind]


def written(app: AppTest) -> str:
    """Everything that is written as text: markdown, captions, formulas."""
    return "\n".join(element.value for kind in (app.markdown, app.caption, app.latex) for element in kind)


def captions(app: AppTest) -> list[str]:
    return [caption.value for caption in app.caption]


def charts(app: AppTest) -> list[dict[str, Any]]:
    """The Plotly figures, as the browser gets them."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def chart_titles(app: AppTest) -> list[str]:
    return [figure["layout"]["title"]["text"] for figure in charts(app)]


def chart(app: AppTest, title: Text, language: str = "en") -> dict[str, Any]:
    """The one Plotly figure of a title."""
    (figure,) = [one for one in charts(app) if one["layout"]["title"]["text"] == said(title, language)]
    return figure


def numbers(values: Any) -> np.ndarray:
    """A trace's x, y or z as an array: Plotly writes a list, or base64 with a type and a shape."""
    if not isinstance(values, dict):
        return np.array(values)
    flat = np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"])
    return flat.reshape([int(size) for size in values["shape"].split(",")]) if "shape" in values else flat


def component_names(app: AppTest) -> list[str]:
    """A page's own components, without the name of the app before theirs, and without the app's own."""
    names = [one.proto.component_name.removeprefix(PREFIX) for one in app.get("bidi_component")]
    return [name for name in names if name not in OF_THE_APP]


def components(app: AppTest, name: str) -> list[tuple[dict[str, Any], dict[str, np.ndarray]]]:
    """What each component of a name is given: its data, and the arrays packed behind them."""
    protos = (one.proto for one in app.get("bidi_component"))
    return [unpacked(proto) for proto in protos if proto.component_name == PREFIX + name]


def component(app: AppTest, name: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    (only,) = components(app, name)
    return only


def unpacked(proto: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """JSON alone; or the length of a header, the header in JSON, and arrays of float32 or of bytes."""
    if proto.json:
        return json.loads(proto.json), {}
    length = int.from_bytes(proto.bytes[:4], "little")
    header, packed = json.loads(proto.bytes[4 : 4 + length]), proto.bytes[4 + length :]
    shapes = {name: shape for name, *shape in header.pop("arrays")}
    counts = [int(np.prod(shape)) for shape in shapes.values()]
    flat = np.frombuffer(packed, np.uint8 if len(packed) == sum(counts) else np.float32)
    parts = np.split(flat, np.cumsum(counts))
    return header, {
        name: part.reshape(shape) for (name, shape), part in zip(shapes.items(), parts, strict=False)
    }


def tables(app: AppTest) -> list[tuple[int, str]]:
    """Of each table its number of rows and its first column's name."""
    return [(len(frame.value), str(frame.value.columns[0])) for frame in app.dataframe]


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


# ---- a walk through a page


def visit(app: AppTest, page: str, **settings: str) -> AppTest:
    """Open another screen of the page in the same session, as by a link."""
    for name, value in settings.items():
        app.query_params[name if name in ("lang", "sentence") else f"{page}_{name}"] = value
    app.run()
    assert not app.exception, (page, settings)
    return app


def walk_through(app: AppTest, page: str, screens: Iterable[Screen]) -> None:
    """Each screen in each language holds what it is to hold, and nothing else."""
    for language in LANGUAGES:
        for screen in screens:
            visit(app, page, lang=language, **screen.settings)
            assert app.title[0].value == label(f"pages.{page}.title", language)
            where = {"language": language, "settings": screen.settings}
            assert where | held(app) == where | wanted(screen, language)


def held(app: AppTest) -> dict[str, list[Any]]:
    return {
        "charts": chart_titles(app),
        "components": component_names(app),
        "tables": tables(app),
        "metrics": list(metrics(app)),
        "notes": notes(app),
    }


def wanted(screen: Screen, language: str) -> dict[str, list[Any]]:
    return {
        "charts": [said(text, language) for text in screen.charts],
        "components": list(screen.components),
        "tables": [(rows, said(text, language)) for rows, text in screen.tables],
        "metrics": [said(text, language) for text in screen.metrics],
        "notes": [said(text, language) for text in screen.notes],
    }


def claims_are_measured(app: AppTest, page: str, names: Sequence[str], before: Sequence[Text] = ()) -> None:
    """Each claim with its figure, and in words what its record says; `before` are other figures above."""
    for language in LANGUAGES:
        visit(app, page, lang=language, part="measured")
        titles = [*before, *(f"experiments.{name}.title" for name in names)]
        assert chart_titles(app) == [said(title, language) for title in titles]
        texts = [text.value for text in app.markdown]
        claims = [label(f"experiments.{name}.claim", language) for name in names]
        assert [heading.value for heading in app.subheader] == claims
        for name in names:
            assert outcome(name, language) in texts
            assert record.read(record.shipped(name), name).command in [code.value for code in app.code]


def outcome(name: str, language: str) -> str:
    """The sentence on whether a claim held, with the numbers of its shipped record."""
    experiment = registry.find(name)
    verdict, values = record.outcome_of(experiment, record.read(record.shipped(name), name))
    words = sentence(name, verdict, values, partial(label, language=language))
    return f":material/{ICONS[verdict]}: {words}"


def twins_hold(app: AppTest, page: str, twins: Iterable[Any]) -> None:
    """Each twin, chosen in the part Code, equals the library's within its tolerance, as the page says."""
    visit(app, page, lang="en", part="code")
    for twin in twins:
        visit(app, page, twin=twin.name)
        assert has_twin(app, twin), twin.name


def has_twin(app: AppTest, twin: Any, language: str = "en") -> bool:
    """Whether the page shows a twin by name, and says that the version shown equals the library's."""
    name, about = (label(f"twins.{twin.name}{part}", language) for part in ("", "_about"))
    start, end = f"**{name}** {about}  \n", f":gray[{tolerance(twin, language)}]]"
    return any(text.value.startswith(start) and text.value.endswith(end) for text in app.markdown)


def read_number(text: str) -> float:
    """The number that a text of the app is, such as `−8.6·10⁻¹⁰` or `97.8 %` (which is 97.8)."""
    plain = re.sub("10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "1e", text.strip().removesuffix("%")).replace("·1e", "e")
    return float(plain.translate(str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")).replace(",", ""))


def tolerance(twin: Any, language: str = "en") -> str:
    dtype = str(twin.dtype).removeprefix("torch.")
    limits = {
        "relative": number_text(twin.relative, ".0e"),
        "absolute": number_text(twin.absolute, ".0e"),
    }
    return label("twins.holds", language, dtype=dtype, **limits)


def holds_its_screens(
    app: AppTest,
    page: str,
    screens: Iterable[Screen],
    claims: Sequence[str],
    twins: Iterable[Any],
    before: Sequence[Text] = (),
) -> None:
    """A concept page holds its screens, its claims as measured and its twins; `before` as for the claims."""
    walk_through(app, page, screens)
    claims_are_measured(app, page, claims, before)
    twins_hold(app, page, twins)


def tells_blank_and_long(app: AppTest, page: str, language: str, words: int, **cut: int) -> None:
    """A blank sentence is an error in words; of `words` words the page reads a part and says how much."""
    app.text_input(key="sentence").set_value("   ").run()
    assert shown(app) == label("errors.text_empty", language)
    app.text_input(key="sentence").set_value("good " * words).run()
    assert shown(app) == label(f"{page}.cut", language, **cut)


EXAMPLE = DEFAULT


@cache
def example_trace() -> "TracedForward":
    """The example sentence's forward pass through the shipped model, made by `core` without any page."""
    from core.models.bert.weights import open_network
    from core.models.catalog import MAIN_MODEL
    from core.models.classifiers import load_classifier
    from core.trace.trace import trace_forward

    model = load_classifier(MAIN_MODEL)
    return trace_forward(open_network(model.network, model.tokenizer, MAIN_MODEL, model.positive), EXAMPLE)
