"""BertViz's own views as one page of HTML that asks nothing of the network.

BertViz loads require.js, jQuery and d3 from a CDN; here jQuery and d3 are taken from installed packages
and written into the page, with a few lines standing in for require.js. Packages are found, not
imported, but for BertViz itself.
"""

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

MOST_TOKENS = 32  # its HTML grows as 45 bytes · L · H · T²
SCRIPTS = {"sphinxcontrib.jquery": "jquery.js", "mpld3": "js/d3.v5.min.js"}
VIEWS = ("head", "model")
# Nothing may be fetched, whatever a script in the page tries.
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
# In the dark. The head view knows no dark mode, and its thin lines are made for paper: its lightness is
# turned round, which keeps contrasts and hues.
LOOKS = {
    "head": "html{background:#fff;filter:invert(.92) hue-rotate(180deg)}body{margin:8px}",
    "model": "body{margin:8px;background:#14141d;color:#ececf4}text{fill:#ececf4}",
}
REQUIRE = """
window.requirejs = (names, use) => use(window.jQuery, window.d3)
window.require = window.requirejs
window.require.config = () => {}
"""
# In a script of a page these characters may end it; stand-ins take their place until they are escaped.
DANGEROUS = {"<": "\ue000", ">": "\ue001", "&": "\ue002"}


def available() -> bool:
    """True if BertViz and the packages that carry jQuery and d3 are installed."""
    return importlib.util.find_spec("bertviz") is not None and None not in map(_script, SCRIPTS)


def bertviz_html(
    view: str, attention: Sequence[Any], tokens: Sequence[str], layer: int, second: int | None, dark: bool
) -> str:
    """The page of a head view (opened at a layer) or a model view.

    `attention` holds one (1, H, T, T) tensor for each layer; `second` is where a second sentence begins.
    """
    safe = [_stand_in(token) for token in tokens]
    with _ipython():
        bertviz = importlib.import_module("bertviz")
    arguments = {"attention": attention, "tokens": safe, "sentence_b_start": second, "html_action": "return"}
    if view == "head":
        made = bertviz.head_view(**arguments, layer=layer)
    else:
        made = bertviz.model_view(**arguments, display_mode="dark" if dark else "light")
    return _page(_escaped(made.data), LOOKS[view] if dark else "body{margin:8px}")


def _page(body: str, look: str) -> str:
    libraries = "".join(f"<script>{_source(package)}</script>" for package in SCRIPTS)
    body = re.sub(r'<script src="https://[^"]*require[^"]*"></script>', "", body)
    return (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<style>{look}</style>{libraries}<script>{REQUIRE}</script>{body}"
    )


def _stand_in(token: str) -> str:
    for character, other in DANGEROUS.items():
        token = token.replace(character, other)
    return token


def _escaped(html: str) -> str:
    """The stand-ins, which JSON wrote as escapes, become the escapes of what they stand for."""
    for character, other in DANGEROUS.items():
        html = html.replace(f"\\u{ord(other):04x}", f"\\u{ord(character):04x}")
    return html


def _script(package: str) -> Path | None:
    """Where an installed package keeps its script, without importing it."""
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:  # the package around it is missing
        return None
    folders = list(spec.submodule_search_locations or ()) if spec else []
    files = (Path(folder) / SCRIPTS[package] for folder in folders)
    return next((file for file in files if file.is_file()), None)


def _source(package: str) -> str:
    file = _script(package)
    assert file is not None, "asked for only where available() holds"
    return file.read_text(encoding="utf-8").replace("</script", "<\\/script")


class _Holder:
    """What BertViz needs of IPython's HTML and Javascript: something that holds a text."""

    def __init__(self, data: str) -> None:
        self.data = data


@contextmanager
def _ipython() -> Iterator[None]:
    """BertViz imports three names of IPython, which is not needed otherwise: lend them while it loads."""
    if "bertviz" in sys.modules or importlib.util.find_spec("IPython") is not None:
        yield
        return
    display = ModuleType("IPython.display")
    display.__dict__.update(display=lambda *_: None, HTML=_Holder, Javascript=_Holder)
    lent = {"IPython": ModuleType("IPython"), "IPython.display": display}
    sys.modules.update(lent)
    try:
        yield
    finally:
        for name in lent:
            sys.modules.pop(name, None)
