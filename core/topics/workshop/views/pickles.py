"""A pickle's program as a list of its instructions, and beside it one that would act."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.app.panels import table
from core.app.state import Translator

if TYPE_CHECKING:
    from core.topics.workshop.pickle_opcodes import Opcode

MOST_OPCODES = 400  # rows of the table
MOST_HEIGHT = 300  # pixels of it
MARKS = {(True, False): "import", (False, True): "call", (True, True): "call", (False, False): ""}


def opened_pickle(path: Path, t: Translator) -> None:
    """Members of the zip, names that loading would import, and every instruction."""
    from core.topics.workshop.pickle_opcodes import EXAMPLE, imported, members, opcodes, programs

    content = path.read_bytes()
    packed = members(content)
    if packed:
        st.markdown(t("workshop_files.zip", count=len(packed)))
        st.code("\n".join(f"{size:>9,}  {name}" for name, size in packed), language=None, height=160)
    for program in programs(content).values():
        listed = opcodes(program, path.name)
        calls = sum(code.calls for code in listed)
        st.markdown(t("workshop_files.program", instructions=f"{len(listed):,}", calls=f"{calls:,}"))
        names = imported(listed)
        if names:
            st.code("\n".join(names), language=None)
        else:
            st.caption(t("workshop_files.no_imports"))
        _listing(listed, t)
    st.markdown(t("workshop_files.danger"))
    st.code(repr(EXAMPLE)[1:], language=None, wrap_lines=True)
    _listing(opcodes(EXAMPLE), t)


def _listing(listed: "list[Opcode]", t: Translator) -> None:
    """Each instruction with its argument, and whether it imports or calls something."""
    shown = listed[:MOST_OPCODES]
    marks = [MARKS[code.imports, code.calls] for code in shown]
    columns = {
        t("workshop_files.column_position"): [code.position for code in shown],
        t("workshop_files.column_opcode"): [code.name for code in shown],
        t("workshop_files.column_argument"): [code.argument for code in shown],
        t("workshop_files.column_does"): [t(f"workshop_files.does_{mark}") if mark else "" for mark in marks],
    }
    table(columns, most=MOST_HEIGHT)
