"""Pickles are listed as the standard library lists them, and nothing of them runs."""

import io
import pickle
import pickletools
import zipfile
from collections import OrderedDict
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.topics.workshop.pickle_opcodes import EXAMPLE, imported, members, opcodes, programs


class Armed:
    """Loading its pickle would write a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple:
        return Path.touch, (self.file,)


def test_the_example_imports_and_calls_print_and_does_not_run(capsys: pytest.CaptureFixture) -> None:
    listed = opcodes(EXAMPLE)
    assert [code.name for code in listed] == ["GLOBAL", "MARK", "UNICODE", "TUPLE", "REDUCE", "STOP"]
    assert imported(listed) == ["builtins.print"]
    assert [code.position for code in listed if code.calls] == [EXAMPLE.index(b"R.")]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_every_instruction_is_listed_in_order(protocol: int) -> None:
    program = pickle.dumps({"a": [1, 2.5, None], "b": OrderedDict(x=1)}, protocol=protocol)
    theirs = [(code.name, position) for code, _, position in pickletools.genops(program)]
    assert [(code.name, code.position) for code in opcodes(program)] == theirs
    assert "collections.OrderedDict" in imported(opcodes(program))


def test_an_armed_pickle_is_read_and_not_loaded(tmp_path: Path) -> None:
    program = pickle.dumps(Armed(tmp_path / "touched"))
    assert any(name.endswith("Path.touch") or name.endswith("getattr") for name in imported(opcodes(program)))
    assert not (tmp_path / "touched").exists()


def test_programs_are_found_inside_a_zip() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("args/data.pkl", EXAMPLE)
        archive.writestr("args/data/0", b"\0" * 8)
    assert programs(buffer.getvalue()) == {"args/data.pkl": EXAMPLE}
    assert members(buffer.getvalue()) == [("args/data.pkl", len(EXAMPLE)), ("args/data/0", 8)]
    assert programs(EXAMPLE) == {"": EXAMPLE}
    assert members(EXAMPLE) == []


@pytest.mark.parametrize("content", [b"", b"no pickle", EXAMPLE[:-1], b"\x80\x04\x95\xff"])
def test_what_is_no_pickle_is_told(content: bytes) -> None:
    with pytest.raises(SentiscopeError) as caught:
        opcodes(content, "x.bin")
    assert (caught.value.key, caught.value.parameters) == ("pickle_unreadable", {"file": "x.bin"})
