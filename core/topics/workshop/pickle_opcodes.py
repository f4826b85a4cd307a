"""What a pickle would do, read without doing it: its opcodes are listed and none is run.

A pickle is a small program for a stack machine. Two of its instructions make it dangerous: one
imports a name of any module, another calls what was imported. Here the program is only read.
"""

import pickletools
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from core.base.errors import SentiscopeError

IMPORTS = ("GLOBAL", "STACK_GLOBAL", "INST")
CALLS = ("REDUCE", "NEWOBJ", "NEWOBJ_EX", "OBJ", "INST", "BUILD")
TEXTS = ("SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE")
LONGEST_ARGUMENT = 120  # characters shown
# A program of five instructions: print is imported, given one line, and called by whoever loads it.
EXAMPLE = b"cbuiltins\nprint\n(Vthis line runs while the file is being loaded\ntR."


@dataclass(frozen=True)
class Opcode:
    """One instruction: the byte it stands at, its name and its argument as text.

    `imports` and `calls` say whether it would fetch a name of a module, or run something.
    """

    position: int
    name: str
    argument: str
    imports: bool
    calls: bool


def programs(content: bytes) -> dict[str, bytes]:
    """The pickles inside a file by their name: torch packs one into a zip, beside the plain numbers."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return {"": content}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".pkl")}


def members(content: bytes) -> list[tuple[str, int]]:
    """Name and size (bytes) of everything in a zip; nothing for any other file."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return [(member.filename, member.file_size) for member in archive.infolist()]


def opcodes(program: bytes, name: str = "") -> list[Opcode]:
    """Every instruction in order. Raises SentiscopeError `pickle_unreadable` for what is no pickle."""
    try:
        return list(_listed(program))
    except ValueError as error:
        raise SentiscopeError("pickle_unreadable", file=name) from error


def imported(listed: list[Opcode]) -> list[str]:
    """The names that loading would import, each once, as `module.name`."""
    return list(dict.fromkeys(code.argument for code in listed if code.imports))


def _listed(program: bytes) -> Iterator[Opcode]:
    texts: list[str] = []  # STACK_GLOBAL takes module and name from the stack
    for code, argument, position in pickletools.genops(program):
        if code.name in TEXTS:
            texts.append(str(argument))
        imports, shown = code.name in IMPORTS, "" if argument is None else str(argument)
        if imports:
            parts = texts[-2:] if code.name == "STACK_GLOBAL" else shown.split(" ")
            shown = ".".join(parts)
        yield Opcode(position or 0, code.name, shown[:LONGEST_ARGUMENT], imports, code.name in CALLS)
