"""One Python file of a twin, to run without the app: both sides with all that they need, and the numbers."""

import importlib.metadata
import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.nn.docstrings import AS_WRITTEN, Docstrings, with_docstrings
from core.nn.source.flat import Program, is_ours
from core.nn.source.portable import MOST_NUMBERS, Packed, count_numbers
from core.nn.twin import Twin

VERSIONS = ("minimal", "full")
PACKAGES = ("transformers", "tokenizers", "safetensors", "sklearn", "scipy", "gensim")
INSTALLED_AS = {"sklearn": "scikit-learn"}
RESERVED = (
    "arguments",
    "cast",
    "gap",
    "main",
    "stored",
    "tensor",
    "plain",
    "file_of",
    "model_of",
    "tokenizer_of",
)

MAIN = '''
def cast(values):
    """The arguments, their decimal numbers in the type in which both sides reckon."""
    return [v.to(DTYPE) if isinstance(v, torch.Tensor) and v.is_floating_point() else v for v in values]


def gap(one, other):
    """The largest absolute difference of two results."""
    assert one.shape == other.shape
    apart = (one.double() - other.double()).abs().masked_fill(one == other, 0.0)
    return apart.max().item() if one.numel() else 0.0


def main():
    expected = library(*cast(arguments()))
    print(repr(SENTENCE))
    print(tuple(expected.shape), [round(number, 4) for number in expected.flatten()[:6].tolist()], "…")
    for name, function in VERSIONS.items():
        result = function(*cast(arguments()))
        holds = torch.allclose(result.double(), expected.double(), rtol=RELATIVE, atol=ABSOLUTE)
        print(f"{name}: {gap(result, expected):.1e} {'✓' if holds else '✗'}")
'''


def fits(twin: Twin, arguments: tuple[Any, ...]) -> bool:
    """Whether the arguments are few enough numbers for a file."""
    return count_numbers(list(_reduced(twin, arguments))) <= MOST_NUMBERS


def python_file(
    twin: Twin,
    arguments: tuple[Any, ...],
    *,
    heading: Sequence[str],
    sentence: str,
    words: Mapping[str, str],
    docstrings: Docstrings = AS_WRITTEN,
) -> str:
    """The file's text; arguments of too many numbers give way to the twin's first example.

    `heading` are the lines it begins with, `words` what it calls the versions `minimal` and `full`;
    `docstrings` stand in place of those of the repository.
    Raises NotPortableError for arguments that cannot be written down.
    """
    examples = twin.examples()  # which may keep a folder of their own as long as they live
    given = arguments if fits(twin, arguments) else next(examples)
    packed = Packed()
    calls = ",\n        ".join(packed.code(argument) for argument in _reduced(twin, given))
    code, imports = _code(twin, tuple(packed.classes), docstrings)
    versions = "".join(
        f"    {words[name]!r}: {name},\n" for name in VERSIONS if name == "full" or twin.minimal
    )
    values = f"{twin.dtype}, {twin.relative!r}, {twin.absolute!r}"
    parts = [
        "\n".join([*_comments(heading), _installation("\n".join([code, *imports, *packed.imports]))]),
        _imports(imports | packed.imports),
        f"SENTENCE = {sentence!r}\nDTYPE, RELATIVE, ABSOLUTE = {values}",
        code.strip(),
        f"VERSIONS = {{\n{versions}}}",
        *(_told(text, "portable", docstrings) for text in packed.reading),
        f"def arguments():\n    return (\n        {calls},\n    )",
        _told(MAIN, "export", docstrings),
        packed.block(),
        'if __name__ == "__main__":\n    main()',
    ]
    return "\n\n\n".join(part for part in parts if part) + "\n"


def _reduced(twin: Twin, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    return twin.portable(*arguments) if twin.portable else arguments


def _told(text: str, module: str, docstrings: Docstrings) -> str:
    """Functions whose text stands in a module of this package, with the docstrings that are given."""
    return with_docstrings(text.strip(), f"{__package__}.{module}", docstrings)


def _code(twin: Twin, classes: Sequence[type], docstrings: Docstrings) -> tuple[str, set[str]]:
    """The text of both sides under the names `full`, `minimal` and `library`, and their imports."""
    sides = {
        "full": twin.ours,
        "library": twin.library,
        **({"minimal": twin.minimal} if twin.minimal else {}),
    }
    program = Program(
        {name: one for name, one in sides.items() if is_ours(one)}, classes, RESERVED, docstrings=docstrings
    )
    code = program.text()
    if "library" not in program.functions:
        code += f"library = {twin.call.split('(')[0]}\n"
        program.imports |= set(twin.import_path.splitlines())
    return code, program.imports


def _imports(lines: set[str]) -> str:
    """In order, what comes from one module in one line."""
    whole = sorted(line for line in lines if line.startswith("import "))
    parts = [line.removeprefix("from ").split(" import ") for line in sorted(lines - set(whole))]
    modules = dict.fromkeys(module for module, _ in parts)
    named = {module: ", ".join(name for source, name in parts if source == module) for module in modules}
    return "\n".join([*whole, *(f"from {module} import {names}" for module, names in named.items())])


def _comments(lines: Sequence[str]) -> list[str]:
    return [f"# {part}".rstrip() for line in lines for part in line.splitlines()]


def _installation(text: str) -> str:
    """The command that installs what the file needs, in the versions of here."""
    used = ["torch", "numpy", *(name for name in PACKAGES if re.search(rf"\b(?:from|import) {name}\b", text))]
    packages = [INSTALLED_AS.get(name, name) for name in used]
    # A build's own mark, such as +cpu, is no version that an index knows.
    return "# pip install " + " ".join(
        f"{name}=={importlib.metadata.version(name).split('+')[0]}" for name in packages
    )
