"""The pages in the menu's order; `ROAD` is the order in which Home suggests to read them."""

from dataclasses import dataclass
from pathlib import Path

from core.base.settings import REPOSITORY

FOLDER = REPOSITORY / "pages"


@dataclass(frozen=True)
class PageEntry:
    """A page's name (file, URL, texts), its icon and its section of the menu."""

    name: str
    icon: str
    section: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.py"


PAGES = (
    PageEntry("home", ":material/map:", "use"),
    PageEntry("predict", ":material/sentiment_satisfied:", "use"),
    PageEntry("batch", ":material/table_rows:", "use"),
    PageEntry("embeddings", ":material/scatter_plot:", "ideas"),
    PageEntry("word2vec", ":material/hub:", "ideas"),
    PageEntry("recurrent", ":material/cached:", "ideas"),
    PageEntry("attention", ":material/join_inner:", "ideas"),
    PageEntry("positions", ":material/waves:", "ideas"),
    PageEntry("normalization", ":material/equalizer:", "ideas"),
    PageEntry("masks", ":material/grid_off:", "ideas"),
    PageEntry("decoding", ":material/account_tree:", "ideas"),
    PageEntry("inside", ":material/layers:", "bert"),
    PageEntry("pretraining", ":material/edit_note:", "bert"),
    PageEntry("workshop", ":material/construction:", "bert"),
)
ROAD = (
    "embeddings",
    "word2vec",
    "recurrent",
    "attention",
    "positions",
    "normalization",
    "masks",
    "decoding",
    "inside",
    "pretraining",
    "workshop",
    "predict",
)
BY_NAME = {page.name: page for page in PAGES}
