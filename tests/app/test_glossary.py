"""The glossary: the same terms in both languages, linked where a text names them first, and nowhere else."""

import re

import pytest
from markdown_it import MarkdownIt

from core.app.glossary import PAGE, SECTIONS, TERM_KEY, explained, linked, term_link, terms
from core.app.navigation import ROAD
from core.base.i18n import LANGUAGES, article, glossary_texts, label

LINK = re.compile(rf'\[((?:\*\*)?`[^`]+`(?:\*\*)?|(?:\\.|[^\]\\])+)\]\({PAGE}\?{TERM_KEY}=(\w+) "([^"]+)"\)')
CODE = re.compile(r"<code.*?</code>", re.DOTALL)


def test_both_languages_have_the_same_terms_in_the_same_order() -> None:
    english, chinese = (terms(language) for language in LANGUAGES)
    assert [(x.key, x.section) for x in english.values()] == [(x.key, x.section) for x in chinese.values()]
    assert {term.section for term in english.values()} == set(SECTIONS)
    asked = {
        "logit",
        "token",
        "nat",
        "dev",
        "interval",
        "cls",
        "sep",
        "mask_token",
        "unk",
        "pad",
        *"BTDHKFLVSWC",
    }
    asked |= {"sst2", "minilm", "glove", "wordpiece", "softmax", "head", "residual_stream", "epoch"}
    asked |= {"calibration", "perplexity", "beam", "gate", "hidden_state"}
    assert asked <= set(english)


def test_a_term_can_be_linked_where_no_text_names_it() -> None:
    assert term_link("B") == f'[B]({PAGE}?{TERM_KEY}=B "{terms("en")["B"].meaning}")'


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_belongs_to_one_term(language: str) -> None:
    forms = [form for term in terms(language).values() if term.section != "letters" for form in term.forms]
    assert len(set(forms)) == len(forms)
    rows = glossary_texts(language).values()
    assert [row for row in rows if not row["meaning"].strip() or '"' in row["meaning"]] == []


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "Two logits and a logit.", ["logits"]),
        ("en", "Tokens and a token", ["Tokens"]),
        ("en", "[CLS] and `[SEP]`", [r"\[CLS\]", "`[SEP]`"]),
        ("en", "a causal mask, then a mask", ["causal mask", "mask"]),
        ("en", "unmasked, masks_view, masks, logit_scale", []),
        ("en", "### The logit\n`logit` $logit$ $$\nlogit\n$$ [logit](https://a.b/logit)", []),
        ("en", "```\nlogit\n```\nSources: the logit lens", []),
        ("zh", "每个词元的词元", ["词元"]),
        ("zh", "多头的门", []),
        ("zh", "来源：词元", []),
        ("zh", "办法是**词元**：好", ["**词元**"]),
        ("zh", "**先说词元**再说", []),
        ("zh", "**`[CLS]`**在前", ["**`[CLS]`**"]),
        ("zh", "**甲**词元**乙**", []),
    ],
)
def test_the_first_place_of_a_term_is_linked(language: str, text: str, shown: list[str]) -> None:
    result, keys = linked(text, language)
    found = LINK.findall(result)
    assert [name for name, _, _ in found] == shown
    assert {key for _, key, _ in found} == keys
    assert all(meaning == terms(language)[key].meaning for _, key, meaning in found)
    assert linked(text, language, keys) == (text, set())


@pytest.mark.parametrize("name", ROAD)
def test_articles_read_as_before_but_for_the_links(name: str) -> None:
    for language in LANGUAGES:
        text = article(name, language)
        result, keys = linked(text, language)
        assert len(keys) >= 5
        assert LINK.sub(lambda link: link[1].replace("\\", ""), result) == text
        assert "**" not in CODE.sub("", MarkdownIt().render(result)), "bold that Markdown does not read"


def test_a_page_explains_each_term_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr("core.app.glossary.language", lambda: "en")
    assert explained("a logit") != "a logit"
    assert explained("a logit") == linked("a logit", "en")[0]  # a fragment draws it again
    assert explained("a logit again, and a token") == "a logit again, and a " + linked("token", "en")[0]


def test_the_page_lists_every_term_and_opens_on_one(open_app) -> None:
    app = open_app("glossary", glossary_term="logit")
    for language in LANGUAGES:
        app.query_params["lang"] = language
        app.run()
        assert not app.exception
        names, meaning = (text.value for text in app.markdown[1:3])
        assert (names, meaning) == ("##### logit", terms(language)["logit"].meaning)
        listed = "\n".join(text.value for text in app.markdown[3:]).replace("\\", "")
        assert all(f": {term.meaning}" in listed for term in terms(language).values())
    app.text_input(key="glossary_find").set_value("BEAM ").run()
    assert "束搜索" in app.markdown[3].value  # found by its English name
    app.text_input(key="glossary_find").set_value("xyzzy").run()
    assert [note.value for note in app.info] == [label("glossary.none", "zh")]
