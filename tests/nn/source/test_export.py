"""Every twin's file runs by itself, without the app, and prints the difference that the page shows."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from core.nn import classification, layers, masks
from core.nn.source.export import fits, python_file
from core.nn.source.flat import Program
from core.nn.source.listing import Definition
from core.nn.source.portable import MOST_NUMBERS
from core.nn.twin import Twin, compare, shortest
from core.topics.attention import concept
from tests.nn.test_twin import declared

WORDS = {"minimal": "short", "full": "full"}
HOSTILE = 'a """ \' \\ \n"\nimport os; os.abort()\r# \u2028\u202e\ud800 {0} %s 好\x1b[2J'
# Runs files of a folder one after another, as a stranger's machine would: nothing of ours can be imported.
ALONE = """
import contextlib, io, json, pathlib, runpy, sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("core", "tests", "jaxtyping", "beartype", "streamlit"):
            raise ImportError(name)
sys.meta_path.insert(0, Nothing())
printed = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            runpy.run_path(str(file), run_name="__main__")
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
    printed[file.stem] = out.getvalue().splitlines()
print(json.dumps(printed))
"""


def run_alone(folder: Path) -> dict[str, list[str]]:
    """What each file of the folder prints."""
    command = [sys.executable, "-W", "error", "-c", ALONE, str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def file_of(twin: Twin, arguments: tuple, sentence: str = "a fine film") -> str:
    return python_file(twin, arguments, heading=(twin.name, "two\nlines"), sentence=sentence, words=WORDS)


def twin_named(name: str) -> Twin:
    return next(twin for twin in declared() if twin.name == name)


@pytest.mark.whole
def test_every_twin_s_file_prints_the_page_s_difference(tmp_path: Path, subtests: pytest.Subtests) -> None:
    expected: dict[str, dict[str, float]] = {}
    rounding = {torch.float32: 1e-7, torch.float64: 1e-12}
    smallest = {twin.name: rounding[twin.dtype] for twin in declared()}
    for twin in declared():
        examples = twin.examples()
        (tmp_path / f"{twin.name}.py").write_text(file_of(twin, next(examples)), encoding="utf-8")
        versions = {"short": shortest(twin), "full": twin} if twin.minimal else {"full": twin}
        expected[twin.name] = {}
        for version, shown in versions.items():
            arguments = next(kept := twin.examples())  # fresh: a generator of random numbers goes on
            expected[twin.name][version] = compare(shown, *arguments).largest_difference
            del kept
    printed = run_alone(tmp_path)
    assert set(printed) == set(expected)
    for name, versions in expected.items():
        with subtests.test(name):
            first, _, *lines = printed[name]
            assert first == "'a fine film'", printed[name]
            told = dict(line.split(": ") for line in lines)
            assert set(told) == set(versions), printed[name]
            for version, difference in versions.items():
                number, outcome = told[version].split()
                assert outcome == "✓"
                assert float(number) == pytest.approx(difference, rel=0.5, abs=smallest[name])


def test_the_visitor_s_sentence_is_a_string_and_nothing_else() -> None:
    twin, arguments = classification.TWINS[0], (torch.tensor([[0.5, -1.0]]),)
    harmless, hostile = (ast.parse(file_of(twin, arguments, text)) for text in ("a fine film", HOSTILE))
    values = {}
    for tree in (harmless, hostile):
        (node,) = [
            n for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "SENTENCE"
        ]
        values[tree] = ast.literal_eval(node.value)
        node.value = ast.Constant("")
    assert list(values.values()) == ["a fine film", HOSTILE]
    assert ast.dump(harmless) == ast.dump(hostile)
    file_of(twin, arguments, HOSTILE).encode("utf-8")  # a lone surrogate is written as an escape


def test_words_of_arguments_are_strings_and_nothing_else() -> None:
    twin = twin_named("tfidf")
    texts, vocabulary, idf = next(twin.examples())
    text = file_of(twin, ([HOSTILE, *texts[1:]], vocabulary, idf))
    (arguments,) = [n for n in ast.parse(text).body if getattr(n, "name", "") == "arguments"]
    assert ast.literal_eval(arguments.body[0].value.elts[0])[0] == HOSTILE


def test_a_file_says_what_it_is_and_what_it_needs() -> None:
    text = file_of(twin_named("accuracy"), (torch.tensor([1]), torch.tensor([1])))
    lines = text.splitlines()
    assert lines[:3] == ["# accuracy", "# two", "# lines"]
    assert lines[3].startswith("# pip install torch==")
    assert " scikit-learn==" in lines[3]
    assert " transformers==" not in lines[3]
    assert "+cpu" not in lines[3]


def test_our_code_stands_in_it_with_its_comments_and_its_shapes_as_comments() -> None:
    text = file_of(twin_named("layer_norm"), next(twin_named("layer_norm").examples()))
    assert "jaxtyping" not in text
    assert (
        "def layer_norm(\n    x: Tensor, gain: Tensor, shift: Tensor, epsilon: float\n) -> Tensor:\n" in text
    )
    assert "    # x (..., D), gain (D), shift (D)\n" in text
    assert "variance = ((x - mean) ** 2).mean(dim=-1, keepdim=True)  # (..., 1)\n" in text
    assert text.count("gain + shift  # (..., D)") == 1  # behind the last line too


def test_too_many_numbers_give_way_to_the_example() -> None:
    twin = classification.TWINS[0]
    large = (torch.zeros(MOST_NUMBERS + 1, 1),)
    assert not fits(twin, large)
    assert fits(twin, (torch.zeros(MOST_NUMBERS, 1),))
    assert file_of(twin, large) == file_of(twin, next(twin.examples()))


def test_what_is_not_read_is_left_out_and_changes_nothing(subtests: pytest.Subtests) -> None:
    names = [twin.name for twin in declared() if twin.portable and twin.name != "safetensors_header"]
    assert {"embed", "pool", "learned"} <= set(names)
    for name in names:
        with subtests.test(name):
            twin = twin_named(name)
            for arguments in twin.examples():
                assert torch.equal(twin.ours(*twin.portable(*arguments)), twin.ours(*arguments))


def test_a_name_that_two_modules_give_is_told_apart() -> None:
    program = Program({"one": classification.softmax, "other": layers.softmax}, reserved=("softmax",))
    scope: dict = {}
    text = program.text()
    exec("\n".join([*program.imports, text]), scope)
    assert "one = classification_softmax\nother = layers_softmax" in text
    scores = torch.tensor([[1.0, 2.0]])
    assert torch.equal(scope["one"](scores), scope["other"](scores))


def test_a_parameter_of_the_same_name_hides_nothing() -> None:
    causal = Definition("core.nn.masks", "causal")
    program = Program({"one": concept.banded_local_attention, "mask": masks.causal})
    scope: dict = {}
    text = program.text()
    exec("\n".join([*program.imports, text]), scope)
    assert torch.equal(scope["mask"](3), masks.causal(3))
    assert f"def {causal.name}(T: int)" in text
    x = torch.randn(1, 1, 5, 2, generator=torch.Generator().manual_seed(0))
    assert torch.equal(scope["one"](x, x, x, 1, True), concept.banded_local_attention(x, x, x, 1, True))
