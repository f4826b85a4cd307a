"""See: the Transformer beside BERT, by what both really are and do."""

from textwrap import shorten
from typing import Any

import streamlit as st

from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.models.cached_models import guessing_network
from core.app.state import Translator
from core.app.widgets.architecture_diagram import family_diagrams
from core.topics.transformer.views import shared

BERT = "pretrained-minilm"  # a BERT that still has its masked-word head
READ = 200  # characters of what was typed that BERT goes on from
WRITTEN = 8  # words that BERT is made to write


def bert_view(t: Translator) -> None:
    """Both towers, one table of their numbers, and each asked for what the other does."""
    import pandas as pd

    shared.ask(t)
    with st.container(key="ss-tall"):
        family_diagrams(t)
    translation = shared.current(t)
    ours, bert = sizes(), bert_sizes()
    rows = ("parameters", "towers", "layers", "heads", "width", "vocabulary")
    words = ("masks", "objective", "asked")
    named = [t(f"transformer.property_{row}") for row in (*rows, *words)]
    columns = {
        "Transformer": [
            *(f"{ours[row]:,}" for row in rows),
            *(t(f"transformer.ours_{row}") for row in words),
        ],
        "BERT (MiniLM)": [
            *(f"{bert[row]:,}" for row in rows),
            *(t(f"transformer.bert_{row}") for row in words),
        ],
    }
    st.table(pd.DataFrame(columns, index=named))  # whose words wrap, as a data frame's do not
    st.markdown(f"#### {t('transformer.swapped')}")
    text = shorten(shared.typed(), READ, placeholder=" …")
    st.markdown(
        t("transformer.bert_writes", text=foreign(text), written=foreign(" ".join(bert_writes(text))))
    )
    alone = foreign(" ".join(encoder_alone(translation.words)))  # a blank before ** would undo the bold
    st.markdown(t("transformer.encoder_alone", written=alone))
    st.markdown(t("transformer.both_towers", written=foreign(translation.text)))
    st.caption(explained(t("transformer.swapped_note")))


def sizes() -> dict[str, int]:
    """The translator's numbers, from its weights."""
    weights, shape = shared.model("transformer").weights(), shared.model("transformer").shape
    V, D = weights["table.weight"].shape
    return {
        "parameters": sum(tensor.numel() for tensor in weights.values()),
        "towers": 2,
        "layers": 2 * shape.layers,
        "heads": shape.heads,
        "width": D,
        "vocabulary": V,
    }


def bert_sizes() -> dict[str, int]:
    """BERT's numbers, from its config and its weights."""
    network = guessing_network(BERT).network
    config = network.config
    return {
        "parameters": sum(weights.numel() for weights in network.parameters()),
        "towers": 1,
        "layers": config.num_hidden_layers,
        "heads": config.num_attention_heads,
        "width": config.hidden_size,
        "vocabulary": config.vocab_size,
    }


@st.cache_data(max_entries=32, show_spinner=False)
def bert_writes(text: str) -> list[str]:
    """What BERT puts into a [MASK] behind the text, again and again: the nearest it has to writing."""
    import torch

    loaded = guessing_network(BERT)
    tokenizer: Any = loaded.tokenizer
    ids = tokenizer(text, truncation=True, max_length=64)["input_ids"][:-1]
    start = len(ids)
    with torch.inference_mode():
        for _ in range(WRITTEN):
            row = torch.tensor([[*ids, tokenizer.mask_token_id, tokenizer.sep_token_id]])
            logits = loaded.network(input_ids=row).prediction_logits[0, -2]
            ids.append(int(logits.argmax()))
    found: list[str] = tokenizer.convert_ids_to_tokens(ids[start:])
    return found


@st.cache_data(max_entries=32, show_spinner=False)
def encoder_alone(words: tuple[str, ...]) -> list[str]:
    """The piece nearest to each vector of the memory: what the encoder would say without a decoder."""
    translator = shared.model("transformer")
    translation = shared.translated("transformer", words)
    memory = shared.trace(words, translation.ids).steps["encoder_3_norm"]  # (S, D)
    nearest = (memory @ translator.weights()["table.weight"].T).argmax(dim=-1).tolist()
    return [translator.pieces.words[number] for number in nearest]
