"""A view of Why: the smallest change of the sentence that turns the verdict."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from core.app.errors import show
from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.models.cached_models import answering, classifier, guessing_network
from core.app.models.hub_model import OTHER
from core.app.models.trained_here import trained
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.app.waiting import waiting
from core.base.errors import SentiscopeError
from core.data.language import language_of
from core.models.catalog import OFFERED
from core.models.explaining.rewriting import judge_of, rewritten
from core.topics.why.views.shared import Explained, reading_of

if TYPE_CHECKING:
    from core.models.explaining.candidates import Candidate
    from core.nn.attribution.flips import Certificate, Tried

HEIGHT = 420  # pixels that the view leaves free while it waits
NETWORKS = {"en": "pretrained-minilm", "zh": "pretrained-e5"}  # that guess words for a place
CANDIDATES = 25  # for a place; fewer where a sentence is long
MOST_TRIED = 800  # changed sentences
MOST_PAIRS = 300
MOST_SHOWN = 12  # flips


@dataclass(frozen=True)
class Flips:
    """All that was tried of one word, and pairs where no single change turns the verdict."""

    candidates: "list[list[Candidate]]"
    singles: "Certificate"
    pairs: "Certificate | None"


def flip_view(about: Explained, t: Translator) -> None:
    """Every change of one word as a point, the flips as links, and what is certain now."""
    from core.topics.why.figures_flips import change_points

    with waiting(t("why.waiting_flips"), HEIGHT):
        flips = flips_of(about.name, about.positive, about.reading.sentence)
    points = {
        name: [
            (change.position, _probability(one.difference), _told(one, about, t))
            for one in flips.singles.tried
            for change in one.changes
            if (change.word is None) == (name == "deletions")
        ]
        for name in ("deletions", "replacements")
    }
    figure("why.flip", change_points, points, about.words, t=t)
    turning = flips.singles if flips.pairs is None else flips.pairs
    st.markdown("\n".join(_line(one, flips, about, t) for one in turning.flips[:MOST_SHOWN]))
    st.markdown(explained(_certificate(flips, t)))
    if not any(flips.candidates):
        _why_no_candidates(about, t)
    st.caption(explained(t("why.flip_meaning")))


@st.cache_resource(max_entries=16, show_spinner=False)
def flips_of(name: str, positive: str | None, text: str) -> Flips:
    """Deletions and replacements of one word; of two where one does not do."""
    from core.nn.attribution.flips import one_word_flips, pair_flips

    reading = reading_of(name, positive, text)
    model = answering(name) if positive is None else classifier(name, positive)
    judge = judge_of(model, reading)
    candidates = _candidates(text, name, positive)
    words = [[one.word for one in several] for several in candidates]
    singles = one_word_flips(judge, reading.difference, words)
    pairs = None if singles.flips else pair_flips(judge, singles, MOST_PAIRS)
    return Flips(candidates, singles, pairs)


def _candidates(text: str, name: str, positive: str | None) -> "list[list[Candidate]]":
    """Words for each place; none where the network that guesses them can't read the text, or is not here."""
    words = reading_of(name, positive, text).words
    nothing: list[list[Candidate]] = [[] for _ in words]
    if not words:
        return nothing
    from core.models.explaining.candidates import likely_words

    try:
        guessing = guessing_network(NETWORKS[language_of(text)])
    except SentiscopeError:
        return nothing
    count = max(1, min(CANDIDATES, MOST_TRIED // len(words)))
    return likely_words(guessing.network, guessing.tokenizer, text, words, count)


def _why_no_candidates(about: Explained, t: Translator) -> None:
    try:
        guessing_network(NETWORKS[language_of(about.reading.sentence)])
    except SentiscopeError as error:
        show(error)


def _probability(difference: float) -> float:
    """The probability of positive."""
    return 1 / (1 + math.exp(-max(-700.0, difference)))


def _told(one: "Tried", about: Explained, t: Translator) -> str:
    """`superb → dull`, or which word is left out; of a pair both."""
    parts = [
        t("why.flip_deleted", word=about.words[change.position])
        if change.word is None
        else f"{about.words[change.position]} → {change.word}"
        for change in one.changes
    ]
    return t("frame.comma").join(parts)


def _line(one: "Tried", flips: Flips, about: Explained, t: Translator) -> str:
    """A flip as a link that opens it in What-if, with what the model says of it."""
    text = rewritten(about.reading.sentence, about.reading.words, one.changes)
    settings = {"predict_view": "whatif", "predict_edit": text, **_model_in_predict(about)}
    probability = numeral(_probability(one.difference), ".1%")
    said = [t("why.flip_probability", probability=probability), *_likely(one, flips, t)]
    return f"1. [{foreign(_told(one, about, t))}](predict?{urlencode(settings)}) · {' · '.join(said)}"


def _likely(one: "Tried", flips: Flips, t: Translator) -> list[str]:
    """How likely and how similar the words are that were put in."""
    found = [
        next(c for c in flips.candidates[change.position] if c.word == change.word)
        for change in one.changes
        if change.word is not None
    ]
    likely = [numeral(candidate.probability, ".1%") for candidate in found]
    similar = [numeral(candidate.similarity, ".2f") for candidate in found]
    if not found:
        return []
    return [
        t("why.flip_likely", probability=" / ".join(likely)),
        t("why.flip_similar", similarity=" / ".join(similar)),
    ]


def _model_in_predict(about: Explained) -> dict[str, str]:
    """What Predict's URL calls the model."""
    own = {str(model.folder): model.id for model in trained()}
    if about.name in OFFERED:
        return {"predict_models": about.name}
    if about.name in own:
        return {"predict_models": own[about.name]}
    return {"predict_models": OTHER, "predict_other": about.name}


def _certificate(flips: Flips, t: Translator) -> str:
    """What was tried and what of it turns the verdict."""
    tried = {"deletions": flips.singles.deletions, "replacements": f"{flips.singles.replacements:,}"}
    if flips.pairs is None:
        return t("why.certain_one", flips=f"{len(flips.singles.flips):,}", **tried)
    pairs = flips.pairs
    counts = {"pairs": f"{len(pairs.tried):,}", "possible": f"{pairs.possible:,}"}
    key = "why.certain_pairs" if pairs.flips else "why.certain_none"
    return t(key, flips=f"{len(pairs.flips):,}", **counts, **tried)
