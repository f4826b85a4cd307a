"""ES modules for the browser, without a bundler.

Streamlit hands a component's script to the browser as text, so that `import … from "./numbers.js"` has
nothing to be relative to. `link` therefore sends the texts of all modules that a component needs in one
script, each import in them naming its module from the root; `loader.js` gives every module a URL.
Comments stay here: a component's script travels again whenever its page is drawn.
"""

import json
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from core.app.widgets.js_comments import without_comments
from core.base.settings import CORE

LOADER = Path(__file__).with_name("loader.js")
# `import {a} from "…"`, `import "…"`, `export {a} from "…"`, over several lines as well.
STATEMENT = re.compile(
    r"""^(?P<head>(?:import|export)\s*(?:[\w$*{},\s]+\sfrom\s*)?)(?P<quote>["'])(?P<path>[^"'\n]+)(?P=quote)""",
    re.MULTILINE,
)


class LinkError(ValueError):
    """An import that cannot be resolved, or a module that cannot be read; the message names the file."""


def link(entry: Path, root: Path = CORE) -> str:
    """A script that loads a module with all that it imports, and exports what that module does by default.

    Raises `LinkError` where an import is not relative, leaves `root`, names no file or closes a cycle, and
    where a string or a template literal in a module has no end.
    """
    root = root.resolve()
    modules = [[_name(file, root), _with_names(file, root)] for file in _ordered(entry.resolve(), root)]
    return _text(LOADER).replace("MODULES", json.dumps(modules, ensure_ascii=False), 1)


def imported_files(file: Path, root: Path = CORE) -> list[Path]:
    """The files that a module imports itself, in the order of its text."""
    return [_resolve(file, match["path"], root) for match in STATEMENT.finditer(_text(file))]


def _text(file: Path) -> str:
    """A module without its comments."""
    try:
        return without_comments(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise LinkError(f"{file.name}: {error}") from error


def _ordered(entry: Path, root: Path) -> list[Path]:
    """Every module that an entry needs, each after those that it imports; the entry is the last."""
    imports: dict[Path, list[Path]] = {}
    waiting = [entry]
    while waiting:
        file = waiting.pop()
        if file not in imports:
            imports[file] = imported_files(file, root)
            waiting += imports[file]
    try:
        return list(TopologicalSorter(imports).static_order())
    except CycleError as error:
        names = " -> ".join(_name(file, root) for file in reversed(error.args[1]))
        raise LinkError(f"modules import each other: {names}") from error


def _resolve(file: Path, path: str, root: Path) -> Path:
    target = (file.parent / path).resolve()
    if not path.startswith(("./", "../")):
        raise LinkError(f"{file.name} imports {path!r}, which is not a relative path")
    if not target.is_relative_to(root):
        raise LinkError(f"{file.name} imports {path!r}, which lies outside {root.name}/")
    if not target.is_file():
        raise LinkError(f"{file.name} imports {path!r}, which does not exist")
    return target


def _name(file: Path, root: Path) -> str:
    """How a module is called: its path from the root, `app/components/dom.js`."""
    return file.relative_to(root).as_posix()


def _with_names(file: Path, root: Path) -> str:
    """A module's text, where each import names its module as `"module:app/components/dom.js"`."""

    def named(match: re.Match[str]) -> str:
        return f'{match["head"]}"module:{_name(_resolve(file, match["path"], root), root)}"'

    return STATEMENT.sub(named, _text(file))
