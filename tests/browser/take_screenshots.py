"""`python -m tests.browser.take_screenshots [NAME …]`: pictures of the running app.

Without a name: those that the README and the docs show, into their folder. `all` takes every page's,
to compare how they look before and after a change; give it a folder with -o.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import sync_playwright

from core.base.settings import REPOSITORY
from tests.browser.conftest import CHROMIUM, FLAGS, Server, settle

FOLDER = REPOSITORY / "assets" / "screenshots"
SENTENCE = "the acting is superb, but the story goes nowhere."
TOWERS = {"transformer_piece": "12", "transformer_head": "1"}
INSIDE = {"inside_step": "attention", "inside_layer": "6", "inside_head": "4"}
IN_DOCUMENTS = (
    "home",
    "home-zh",
    "inside",
    "inside-zh",
    "transformer",
    "transformer-zh",
    "batch",
    "measured",
)
SHOTS = {
    "home": ("", "light", {}),
    "home-zh": ("", "light", {"lang": "zh"}),
    "predict": ("predict", "light", {}),
    "predict-zh-dark": ("predict", "dark", {"lang": "zh", "predict_part": "code"}),
    "batch": ("batch", "light", {}),
    "inside": ("inside", "light", INSIDE),
    "inside-zh": ("inside", "dark", {"lang": "zh", **INSIDE}),
    "embeddings": ("embeddings", "light", {"embeddings_view": "map", "embeddings_find": "masterpiece"}),
    "word2vec": ("word2vec", "light", {}),
    "recurrent": (
        "recurrent",
        "light",
        {"recurrent_token": "10", "recurrent_gate": "input", "recurrent_hold": "input.0.7.10.all"},
    ),
    "attention": (
        "attention",
        "light",
        {"attention_layer": "3", "attention_head": "4", "attention_more": "6", "attention_pin": "l4"},
    ),
    "attention-kinds": ("attention", "light", {"attention_view": "kinds", "attention_layer": "5"}),
    "normalization": (
        "normalization",
        "dark",
        {"lang": "zh", "normalization_kind": "batch", "normalization_size": "12"},
    ),
    "masks": ("masks", "light", {}),
    "decoding": ("decoding", "light", {"decoding_prompt": "The film opens on a quiet street where"}),
    "positions": ("positions", "light", {}),
    "transformer": ("transformer", "light", TOWERS),
    "transformer-zh": ("transformer", "dark", {"lang": "zh", **TOWERS}),
    "pretraining": ("pretraining", "light", {"pretraining_holes": "4,10"}),
    "workshop": ("workshop", "light", {"workshop_step": "loop"}),
    "workshop-files": ("workshop", "dark", {"lang": "zh", "workshop_step": "files"}),
    "measured": ("predict", "light", {"predict_part": "measured"}),
}
SIZE = {"width": 1366, "height": 768}  # a small laptop's first screen
MILLISECONDS_TO_DRAW = 3000
MILLISECONDS_TO_LOAD = 180_000  # a busy machine needs long for a model
COLOURS = 256  # enough for flat pictures, at a third of the size


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser("python -m tests.browser.take_screenshots", description=__doc__)
    result.add_argument("names", nargs="*", metavar="NAME", help=f"all, or some of {', '.join(SHOTS)}")
    result.add_argument("-o", "--output", type=Path, default=FOLDER, help="folder to write")
    return result


def main(arguments: list[str] | None = None) -> None:
    """Take the pictures asked for."""
    options = parser().parse_args(arguments)
    names = SHOTS if options.names == ["all"] else options.names or IN_DOCUMENTS
    take(tuple(names), options.output)


def take(names: Sequence[str], folder: Path) -> None:
    """Open each view in a Chromium of its own and write `folder/NAME.png`."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(Path(tempfile.mkdtemp()))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in names:
            path, scheme, parameters = SHOTS[name]
            context = browser.new_context(viewport=SIZE, color_scheme=scheme, locale="en-US")
            page = context.new_page()
            page.set_default_timeout(MILLISECONDS_TO_LOAD)
            page.goto(f"{server.url}/{path}?{urlencode({'sentence': SENTENCE, **parameters})}")
            settle(page)
            if name == "batch":
                page.get_by_text("Try it with a sample file").click()
                page.get_by_role("button", name="Score this file").click()
                page.get_by_role("button", name="Download the scored CSV").wait_for()
            if name in ("embeddings", "word2vec"):
                page.locator(".js-plotly-plot").first.wait_for()
            if name == "word2vec":
                for done in range(50, 350, 50):
                    page.get_by_role("button", name="50 steps").click()
                    page.get_by_text(f"{done} steps done").wait_for()
                page.get_by_role("button", name="50 steps").scroll_into_view_if_needed()
            page.wait_for_timeout(MILLISECONDS_TO_DRAW)
            settle(page)  # on a busy machine the model may still have been loading
            page.wait_for_timeout(MILLISECONDS_TO_DRAW)
            file = folder / f"{name}.png"
            page.screenshot(path=file)
            picture = Image.open(file).convert("RGB")
            picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(file, optimize=True)
            context.close()
        browser.close()
    server.stop()


if __name__ == "__main__":
    main()
