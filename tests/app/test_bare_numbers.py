"""A number in a text that was measured is a reference to where it is kept; those typed are of a known kind.

Each kind says what its numbers are, and is checked where that can be: against a config, a card, a constant of
the experiment. What is of no kind stands in `bare_numbers.toml` beside what it is.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from core.base.i18n import LANGUAGES, labels
from core.base.settings import ASSETS, TOPICS
from core.experiments.record import read, shipped
from core.experiments.registry import NAMES, module_file

LISTED = tomllib.loads((Path(__file__).parent / "bare_numbers.toml").read_text(encoding="utf-8"))
CROWDING = "distance_concentration"
NUMBER = re.compile(r"(?<![\w₀-₉.])\d[\d,]*(?:\.\d+)?(?!\w)")
# Not prose: code, formulas, addresses, references and placeholders, mark-up.
NO_PROSE = (
    r"```.*?```",
    r"`[^`\n]*`",
    r"\$\$.*?\$\$",
    r"\$[^$\n]+\$",
    r"\]\([^)]*\)",
    r"%?\{[^{}]*\}",
    r"<[^>]*>",
)
PLACE = r"[A-Z]?\.?\d[\d.]*(?:[–-]\d[\d.]*)?"
NAMED = (
    *("SST-2", "SHA-256", r"Apache-2\.0", "GPT-2", "L6-v2", "UTF-8", "word2vec", "2-Wasserstein", "80/10/10"),
    *(
        "Mistral 7B",
        r"Gemma 2(?: (?:and|和|与) 3)?",
        "Gemma 3",
        r"transformers 5(?:\.\d+)?",
        r"Python 3\.\d+",
    ),
    *(r"distinct-[12]", r"top-\d+", r"float\d+", "int8"),
)
KINDS = {
    "a year": r"\b(?:18|19|20)\d\d\b",
    "a place in a source": (
        rf"(?:sections?|table|figure|version|第|表)\s?{PLACE}|{PLACE}(?: 与 {PLACE})? 节|从 {PLACE} 版"
    ),
    "a step or a station": r"(?:steps?|步骤|第)\s?\d+(?: (?:to|到|至) \d+)?|^\d ·|\d+ (?:步|层)",
    "an item of a list": r"^\d+\. ",
    "a name": "|".join(NAMED),
    "the size of SmolLM2, which is called 135M": r"135 million|1\.35 亿",
    "a power of ten": r"\d(?:\.\d)?e[−-]?\d+",
    "the confidence of all intervals, or what it leaves": r"95\s?(?:%|percent)|(?<![\d.])5\s?%|95 of 100",
    "none or one, or one of two classes": r"(?<![\d.,])[012](?![\d.,]*\d|\s?%)",
}


@cache
def config(model: str) -> dict:
    return json.loads((ASSETS / "models" / model / "config.json").read_text(encoding="utf-8"))


@cache
def definitions() -> dict[str, str]:
    """Sizes that models and data have by definition: as written, and what they are."""
    bert = config("sst2-minilm")
    sizes = {
        "pieces of BERT's vocabulary": bert["vocab_size"],
        "numbers of MiniLM's vectors": bert["hidden_size"],
        "positions that MiniLM learned": bert["max_position_embeddings"],
        "numbers of its position table": bert["max_position_embeddings"] * bert["hidden_size"],
        "the last of these positions": bert["max_position_embeddings"] - 1,
        "all its heads": bert["num_hidden_layers"] * bert["num_attention_heads"],
        "sentences of SST-2's dev set": read(shipped("word_order"), "word_order").data["dev_rows"],
        "rows of SST-2's training file": read(shipped("word_order"), "word_order").data["train_rows"],
        "numbers of a GloVe vector": read(shipped(CROWDING), CROWDING).numbers["width"],
        "the seed of all runs": read(shipped("seeds"), "seeds").seed,
    }
    return {f"{size:,}": what for what, size in sizes.items()} | {str(n): what for what, n in sizes.items()}


@cache
def constants(name: str) -> frozenset[float]:
    """The numbers in an experiment's module, and in those of its topic that it takes from."""
    files = {module_file(name), *module_file(name).parents[1].rglob("*.py")}
    found: set[float] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
                found.add(float(node.value))
    return frozenset(found)


@cache
def exercised(topic: str) -> frozenset[float]:
    """The numbers in the code of a topic's exercises, also those that an option shows."""
    folder = TOPICS / topic
    text = "\n".join(
        file.read_text(encoding="utf-8")
        for file in [*folder.glob("exercises.py"), *folder.glob("exercises/*.py")]
    )
    return frozenset(float(number.replace(",", "")) for number in NUMBER.findall(text.replace("_", "")))


def prose(text: str) -> str:
    for pattern in NO_PROSE:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return text


def left_bare(key: str, text: str) -> Iterator[str]:
    """The numbers of a text that are of no kind."""
    text = prose(text)
    for kind in KINDS.values():
        text = re.sub(kind, " ", text, flags=re.MULTILINE)
    experiment = key.split(".")[1] if key.startswith("experiments.") else ""
    asked = exercised(key.split(".")[1]) if key.startswith("exercises.") else frozenset()
    for match in NUMBER.finditer(text):
        number = match.group().rstrip(",")
        value = float(number.replace(",", ""))
        as_share = value / 100 if value < 100 or experiment else value
        is_set = {value, as_share} & (constants(experiment) if experiment in NAMES else asked)
        if number not in definitions() and not is_set:
            yield number


@cache
def texts(language: str) -> dict[str, str]:
    """Every short text by its key, and each article, unfilled, by its page."""
    articles = {
        f"{file.parents[1].name}.md": file.read_text(encoding="utf-8")
        for file in TOPICS.glob(f"[!_]*/text/{language}.md")
    }
    return {**labels(language), **articles}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_a_reference_or_of_a_known_kind(language: str) -> None:
    found = {key: sorted({*left_bare(key, text)}) for key, text in texts(language).items()}
    unknown = {
        key: [number for number in numbers if number not in LISTED.get(key, {})]
        for key, numbers in found.items()
    }
    assert {key: numbers for key, numbers in unknown.items() if numbers} == {}


def test_every_number_that_is_listed_still_stands_in_a_text_and_says_what_it_is() -> None:
    for key, numbers in LISTED.items():
        found = {n for language in LANGUAGES for n in left_bare(key, texts(language).get(key, ""))}
        assert set(numbers) == found, key
        assert all(len(what) > 3 for what in numbers.values()), key


def test_a_measured_number_typed_into_a_text_is_found() -> None:
    said = "It is right on 92.4 % of 872 sentences (2020, section 3.2)."
    assert list(left_bare("predict.md", said)) == ["92.4"]
    assert list(left_bare("experiments.heads.how", "99 % of 72 heads in 31 rounds")) == ["31"]
    assert list(left_bare("a.b", "`0.77` and $0.77$ and {share:.1%}")) == []
