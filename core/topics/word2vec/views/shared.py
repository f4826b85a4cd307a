"""A word2vec training on the page: one for each visitor, stepped by hand or running by itself."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.state import Translator, language, sentence
from core.app.url_picks import pick_number, worded_buttons
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.data.language import is_chinese

if TYPE_CHECKING:
    import numpy as np

    from core.topics.word2vec.run import Settings, Word2VecRun

MOST_CHARACTERS = 100_000  # of a corpus typed here; the command takes any
MOST_CHARACTERS_IN_PUBLIC = 20_000
MOST_WORDS = 2_000  # different ones: the full softmax compares them all at every step
MOST_STEPS = 20_000
SHOWN = 60  # words on the map
FIRST_STEPS = (
    50  # where a part needs a training that has begun: after one step all probabilities are one half
)
MOST_EXAMPLES = 20  # of a batch, in a list
MODELS, LOSSES = ("skipgram", "cbow"), ("sampling", "softmax")
WINDOWS, WIDTHS = ("1", "2", "3", "5"), ("2", "8", "16", "32", "50")
RATES = ("0.01", "0.02", "0.05", "0.1")
HEIGHT = 520  # pixels that a part leaves free while it waits
_STATE, _CORPUS, _KEPT = "word2vec.live", "word2vec_corpus", "word2vec_kept"


@dataclass
class Live:
    """A training under way, where its words stand, and whether it runs by itself."""

    key: tuple[str, "Settings"]
    sentences: list[list[str]]
    run: "Word2VecRun"
    running: bool = False
    points: "np.ndarray | None" = None
    at: int = field(default=-1)  # steps when `points` were made


def begun(t: Translator, row: Any) -> Live:
    """This visitor's training, its text and settings behind a button in a row of controls."""
    with row.popover(t("word2vec.settings"), icon=":material/tune:"):
        text = corpus(t)
        settings = chosen(t)
    with st.skeleton(HEIGHT):
        return live(text, settings)


def size(training: Live, t: Translator) -> str:
    """How many words, examples and steps there are."""
    run = training.run
    counts = {
        "words": sum(map(len, run.ids)),
        "V": len(run.vocabulary.words),
        "examples": len(run.targets),
        "steps": run.steps_an_epoch,
    }
    written = {name: f"{count:,}" for name, count in counts.items()}
    return t("word2vec.counted", **written)


def toy() -> str:
    """The small corpus of this project in the language of the app or of the shared sentence."""
    from core.data.small_corpus import small_corpus

    return small_corpus(language="zh" if language() == "zh" or is_chinese(sentence()) else "en")


def is_toy(text: str) -> bool:
    """Whether a text is a small corpus of this project, in whatever language."""
    from core.data.small_corpus import WORLDS, small_corpus

    return any(text == small_corpus(language=name) for name in WORLDS)


def corpus(t: Translator) -> str:
    """The text to learn from: the user's, else the small one of this project."""
    written = st.session_state.get(_CORPUS, st.session_state.get(_KEPT))
    # The small one changes with the language.
    st.session_state[_CORPUS] = toy() if written is None or is_toy(written) else written
    typed = st.text_area(t("word2vec.corpus"), key=_CORPUS, height=110, help=t("word2vec.corpus_help"))
    st.session_state[_KEPT] = typed
    most = MOST_CHARACTERS_IN_PUBLIC if is_public() else MOST_CHARACTERS
    if len(typed) > most:
        st.info(t("word2vec.cut", read=f"{most:,}"), icon=":material/content_cut:")
        start = typed[:most]
        whole = start.rsplit(maxsplit=1)  # no half word at the end
        return whole[0] if len(whole) > 1 else start
    if is_toy(typed):
        st.caption(t("word2vec.corpus_toy"))
    return typed


def chosen(t: Translator) -> "Settings":
    """Model, loss, window, width and rate, all in the URL."""
    from core.topics.word2vec.run import Settings

    columns = [*st.columns(2), *st.columns(3, gap="large")]
    with columns[0]:
        model = worded_buttons("word2vec.model", MODELS, t, default="skipgram")
    with columns[1]:
        loss = worded_buttons("word2vec.loss", LOSSES, t, default="sampling")
    numbers = {}
    sliders = (("window", WINDOWS, "2"), ("width", WIDTHS, "16"), ("rate", RATES, "0.05"))
    for (name, options, default), column in zip(sliders, columns[2:], strict=True):
        with column:
            label = t(f"word2vec.{name}")
            numbers[name] = url_state.option_slider(label, options, key=f"word2vec_{name}", default=default)
    return Settings(
        model=model,  # type: ignore[arg-type]  # one of MODELS
        loss=loss,  # type: ignore[arg-type]  # one of LOSSES
        window=int(numbers["window"]),
        width=int(numbers["width"]),
        rate=float(numbers["rate"]),
    )


def live(text: str, settings: "Settings") -> Live:
    """This visitor's training with these settings; begun anew where they or the text have changed.

    Raises SentiscopeError `corpus_empty`, `corpus_too_few_words` or `corpus_too_many_words`.
    """
    from core.topics.word2vec.concept import sentences_of
    from core.topics.word2vec.run import Word2VecRun

    training: Live | None = st.session_state.get(_STATE)
    if training is not None and training.key == (text, settings):
        return training
    sentences = sentences_of(text)
    different = len({word for sentence in sentences for word in sentence})
    if different > MOST_WORDS:
        raise SentiscopeError("corpus_too_many_words", words=different, most=MOST_WORDS)
    begun = Live((text, settings), sentences, Word2VecRun(sentences, settings))
    st.session_state[_STATE] = begun
    return begun


def current() -> Live:
    """The visitor's training; the small corpus's where there is none yet."""
    from core.topics.word2vec.run import Settings

    training: Live | None = st.session_state.get(_STATE)
    if training is None or is_toy(training.key[0]):
        training = live(toy(), training.key[1] if training else Settings())
    return with_batch(training)


def with_batch(training: Live) -> Live:
    """A training that has a last batch: its first steps done where there were none."""
    if not training.run.losses:
        learn(training, FIRST_STEPS)
    return training


def pick_example(run: "Word2VecRun", t: Translator, row: Any) -> int:
    """An example of the last batch from a list in a row of controls, as `input → target`."""
    words = run.vocabulary.words

    def named(example: int) -> str:
        position = run.batch[example]
        inputs = [words[row] for row in run.inputs[position].tolist() if row >= 0]
        return f"{' '.join(inputs)} → {words[run.targets[position]]}"

    examples = range(min(len(run.batch), MOST_EXAMPLES))
    look = {"key": "word2vec_example", "names": named, "container": row}
    return pick_number(t("word2vec.example"), examples, **look)


def forget() -> None:
    """Begin again from the first random vectors."""
    st.session_state.pop(_STATE, None)


def learn(training: Live, steps: int) -> None:
    """So many further steps. Raises SentiscopeError `word2vec_diverged`, having stopped the run."""
    import math

    for _ in range(steps):
        if not math.isfinite(training.run.step()):
            training.running = False
            forget()
            raise SentiscopeError("word2vec_diverged", step=len(training.run.losses))
    if len(training.run.losses) >= MOST_STEPS:
        training.running = False


def map_points(training: Live) -> "np.ndarray":
    """The commonest words in two principal components, turned so that they move as little as possible."""
    import torch

    from core.topics.embeddings.concept import principal_components
    from core.topics.word2vec.concept import procrustes

    steps = len(training.run.losses)
    if training.points is None or training.at != steps:
        vectors = training.run.unit_vectors()[:SHOWN].double()  # (N, D)
        points = principal_components(vectors)  # (N, 2)
        if training.points is not None:
            points = points @ procrustes(points, torch.from_numpy(training.points))
        training.points, training.at = points.numpy(), steps
    return training.points
