"""What Pre-training's guesses come to."""

from core.topics.pretraining.views import shared


def shown_as_mask(text: str) -> float:
    """What share of all tokens BERT's procedure shows as [MASK], in per cent."""
    from core.topics.pretraining.predictions import EXPECTED

    return EXPECTED["masked"] * 100


def last_word(text: str) -> float:
    """How probable the last word is where it alone is hidden, in per cent. A mark is no word."""
    from core.models.reading.pieces import BLANK

    name, text = shared.ours(), shared.guessed_text(text)
    inputs = shared.read(name, text)
    places = shared.words_of(inputs)
    words = [place for place in places if inputs.tokens[place].text.removeprefix(BLANK).isalnum()] or places
    guesses = shared.guessed(name, text, (words[-1],), ())
    return guesses.probabilities[0, inputs.tokens[words[-1]].id].item() * 100
