"""The learner's own script, line by line: which library, what it does inside, and where we do the same."""

import ast
import inspect
import re
import textwrap
from importlib import import_module
from typing import Any

import streamlit as st

from core.app.glossary import explained
from core.app.state import Translator
from core.app.url_picks import pick_number
from core.base.settings import ASSETS

SCRIPT = ASSETS / "samples" / "finetune_with_trainer.py"
MARK = re.compile(r"^# (\d+)\n", re.MULTILINE)
# For each numbered line of the script: its library, and our function that does the same by hand.
LINES = {
    "load": ("datasets", "core.data.sst2", "read_split"),
    "tokenizer": ("transformers", "core.models.loading", "load_tokenizer"),
    "encode": ("tokenizers", "core.training.batches", "token_rows"),
    "map": ("datasets", "core.training.batches", "token_rows"),
    "collate": ("transformers", "core.nn.batches", "pad_rows"),
    "model": ("transformers", "core.models.loading", "load_network"),
    "metrics": ("numpy, scikit-learn", "core.training.evaluate", "evaluate_logits"),
    "arguments": ("transformers", "core.training.recipe", "TransformerRecipe"),
    "trainer": ("transformers", "core.training.loop", "Run.__init__"),
    "train": ("transformers, accelerate, torch", "core.training.loop", "Run.train"),
    "evaluate": ("transformers", "core.training.evaluate", "logits_of"),
    "save": ("transformers, safetensors", "core.training.finetune", "save_half"),
}


def script_view(container: Any, t: Translator) -> None:
    """A line of the script, what is behind it, and our own code beside it."""
    lines = dict(enumerate(zip(LINES, statements(), strict=True), start=1))
    number = pick_number(
        t("workshop_tokens.line"),
        range(1, len(lines) + 1),
        key="workshop_line",
        names=lambda number: f"{number} · {lines[number][1].splitlines()[0]}",
        container=container,
    )
    line, statement = lines[number]
    library, module, name = LINES[line]
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.code(statement, language="python")
        st.caption(t("workshop_tokens.theirs", library=library))
        st.markdown(t(f"workshop_tokens.line_{line}"))
    with right:
        st.code(source(module, name), language="python")
        st.caption(t("workshop_tokens.ours", place=f"{module.replace('.', '/')}.py · {name}"))
    st.markdown(explained(t("workshop_tokens.script_about")), width=760)
    with st.expander(t("workshop_tokens.whole")):
        st.code(SCRIPT.read_text(encoding="utf-8"), language="python")


def statements() -> list[str]:
    """The numbered parts of the script, in order."""
    text = SCRIPT.read_text(encoding="utf-8")
    return [part.strip() for part in MARK.split(text)[2::2]]


@st.cache_data(max_entries=16, show_spinner=False)
def source(module: str, name: str) -> str:
    """The text of a function, class or method of ours as it stands in the file."""
    found = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    text = textwrap.dedent(inspect.getsource(found))
    ast.parse(text)
    return text
