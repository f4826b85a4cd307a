"""The shared sentence cut in three ways: characters, MiniLM's WordPiece, and E5's Unigram."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.glossary import explained
from core.app.models.shared import loaded_once
from core.app.state import Translator, sentence
from core.app.widgets.components import chips
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL

if TYPE_CHECKING:
    from core.topics.workshop.cuts import Cut

TOKENIZERS = {"wordpiece": MAIN_MODEL, "unigram": CHINESE_MODEL}
HEIGHT = 420  # pixels that are left free while the tokenizers load


def cuts_view(_: Any, t: Translator) -> None:
    """Three rows of chips, each with its number of pieces and of unknown ones, and why they differ."""
    from core.topics.workshop.cuts import characters, cut_by

    with st.skeleton(HEIGHT):
        cuts = {name: cut_by(tokenizer(model), sentence()) for name, model in TOKENIZERS.items()}
    _characters(characters(sentence()), t)
    for name, cut in cuts.items():
        _row(name, cut, t)
    st.markdown(explained(t("workshop_cuts.about")), width=760)


@loaded_once(max_entries=2)
def tokenizer(name: str) -> Any:
    """A shipped model's tokenizer alone: its weights cut nothing."""
    from core.models.loading import load_tokenizer
    from core.models.locate import locate

    return load_tokenizer(locate(name).folder)


def _characters(characters: tuple[str, ...], t: Translator) -> None:
    st.markdown(f"**{t('workshop_cuts.characters')}** · {t('workshop_cuts.count', count=len(characters))}")
    rows = [
        {"text": character, "hint": t("workshop_cuts.code_point", code=f"{ord(character):04X}")}
        for character in characters
    ]
    chips(rows, t("workshop_cuts.characters"), key="workshop_cut_characters")


def _row(name: str, cut: "Cut", t: Translator) -> None:
    """A tokenizer's pieces; those it does not know are marked."""
    told = t("workshop_cuts.told", count=len(cut.pieces), unknown=cut.unknown)
    held = t("workshop_cuts.vocabulary", entries=f"{cut.entries:,}", han=f"{cut.han:,}")
    title = t(f"workshop_cuts.{name}")
    st.markdown(f"**{title}** · {told} {held}")
    unknown = tokenizer(TOKENIZERS[name]).unk_token_id
    rows = [
        {
            "text": piece.text,
            "hint": t("tokens.hint", position=position, id=piece.id, mask=piece.mask),
            "unknown": piece.id == unknown,
        }
        for position, piece in enumerate(cut.pieces)
    ]
    chips(rows, title, key=f"workshop_cut_{name}")
