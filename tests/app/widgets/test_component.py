"""What components send and how their modules reach the browser."""

from pathlib import Path

import numpy as np
import pytest

from core.app.widgets.component import packed
from core.app.widgets.es_modules import LinkError, imported_files, link
from core.base.settings import APP, CORE, REPOSITORY, TOPICS

EDITOR = APP / "editor"
SHARED = APP / "components"
ENTRIES = sorted([*CORE.glob("topics/*/component/*.css"), *SHARED.glob("*.css"), *EDITOR.glob("*.css")])


def test_a_message_is_the_one_that_the_browsers_tests_read() -> None:
    """`tests/js/message.test.js` reads the same file."""
    header = {"tokens": ["[CLS]", "好", "film −1"], "second": None}
    arrays = {
        "scores": np.array([[0.5, -1.25, 3.0], [-0.0, 1e-7, 65504.0]], dtype=np.float32),
        "gain": np.array([1, 2], dtype=np.float32),
        "block": np.array([[[1, 2]], [[3, 4]]], dtype=np.float32),
    }
    assert packed(header, arrays) == (REPOSITORY / "tests/fixtures/packed_message.bin").read_bytes()


def write(folder: Path, **modules: str) -> Path:
    """Modules by name in a folder `core`; the folder."""
    root = folder / "core"
    root.mkdir(exist_ok=True)
    for name, text in modules.items():
        (root / f"{name}.js").write_text(text, encoding="utf-8")
    return root


def test_modules_come_in_the_order_in_which_they_are_needed(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        entry='import { a } from "./a.js"\nimport { b,\n  c } from "./b.js"\nexport default a + b + c\n',
        a='import { b } from "./b.js"\nexport const a = b + "from"\n',
        b="export const b = 1\nexport const c = 2\n",
        other="export const unused = 1\n",
    )
    script = link(root / "entry.js", root)
    places = [script.index(f'["{name}.js", ') for name in ("b", "a", "entry")]
    assert places == sorted(places)
    assert script.count('\\"module:b.js\\"') == 2  # a text inside JSON, hence the backslashes
    assert "unused" not in script
    assert './b.js"' not in script


@pytest.mark.parametrize(
    "statement",
    [
        'import { a } from "./a.js"',
        'import * as a from "./a.js"',
        "import a from './a.js'",
        'import "./a.js"',
        'export { a } from "./a.js"',
        'export * from "./a.js"',
        'import a, {\n  b,\n  c as $d,\n} from "./a.js"',
    ],
)
def test_every_way_to_import_is_found(tmp_path: Path, statement: str) -> None:
    root = write(tmp_path, entry=f'const text = "from"\n{statement}\n', a="export const a = 1\n")
    assert imported_files(root / "entry.js", root) == [root / "a.js"]


def test_what_only_looks_like_an_import_stays(tmp_path: Path) -> None:
    text = '// import { a } from "./a.js"\nexport const from = "./a.js"\nexport default () => "import"\n'
    root = write(tmp_path, entry=text)
    assert imported_files(root / "entry.js", root) == []


def test_a_module_that_lies_outside_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path, entry='import "../secret.js"\n')
    (tmp_path / "secret.js").write_text("")
    with pytest.raises(LinkError, match=r"entry.js imports '../secret.js', which lies outside core/"):
        link(root / "entry.js", root)


@pytest.mark.parametrize("path", ["https://example.org/a.js", "a.js", "/core/a.js", "node:fs"])
def test_only_relative_paths_are_resolved(tmp_path: Path, path: str) -> None:
    root = write(tmp_path, entry=f'import "{path}"\n', a="")
    with pytest.raises(LinkError, match="not a relative path"):
        link(root / "entry.js", root)


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    root = write(tmp_path, entry='import "./a.js"\n', a='import "./gone.js"\n')
    with pytest.raises(LinkError, match=r"a.js imports './gone.js', which does not exist"):
        link(root / "entry.js", root)


def test_a_circle_is_named(tmp_path: Path) -> None:
    root = write(tmp_path, entry='import "./a.js"\n', a='import "./b.js"\n', b='import "./a.js"\n')
    with pytest.raises(LinkError, match=r"(a\.js -> b\.js -> a\.js|b\.js -> a\.js -> b\.js)"):
        link(root / "entry.js", root)


@pytest.mark.parametrize("style", ENTRIES, ids=lambda style: style.stem)
def test_every_component_links(style: Path) -> None:
    """Each stylesheet is a component's, whose module exports what draws it."""
    entry = style.with_suffix(".js")
    assert link(entry)
    assert "export default" in entry.read_text(encoding="utf-8")


def test_a_component_imports_its_own_modules_and_shared_ones() -> None:
    for file in (*TOPICS.glob("*/component/*.js"), *EDITOR.glob("*.js")):
        for target in imported_files(file):
            assert target.parent in (file.parent, SHARED), f"{file.name} imports {target}"
    for file in SHARED.glob("*.js"):
        assert {target.parent for target in imported_files(file)} <= {SHARED}
