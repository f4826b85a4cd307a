"""What Recurrent networks' guesses come to."""

from core.topics.recurrent.views import shared


def after_first_word(text: str) -> float:
    """How positive the LSTM is once it has read one word, in per cent."""
    return shared.trace_of("lstm", shared.text_read(text)).probability[0].item() * 100


def gru_weights(text: str) -> float:
    """How many weights the GRU's cell has for 100 of the LSTM's."""
    from core.topics.recurrent.weights import weights_of

    gru, lstm = (
        sum(tensor.numel() for tensor in weights_of(shared.model(kind, text).network))
        for kind in ("gru", "lstm")
    )
    return gru / lstm * 100
