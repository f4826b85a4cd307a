"""The pages in the menu's order; those of them that make up the course are its stations, the `ROAD`."""

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
    PageEntry("home", ":material/map:", "start"),
    PageEntry("embeddings", ":material/scatter_plot:", "ideas"),
    PageEntry("word2vec", ":material/hub:", "ideas"),
    PageEntry("recurrent", ":material/cached:", "ideas"),
    PageEntry("attention", ":material/join_inner:", "ideas"),
    PageEntry("positions", ":material/waves:", "ideas"),
    PageEntry("normalization", ":material/equalizer:", "ideas"),
    PageEntry("masks", ":material/grid_off:", "ideas"),
    PageEntry("decoding", ":material/account_tree:", "ideas"),
    PageEntry("transformer", ":material/sync_alt:", "bert"),
    PageEntry("inside", ":material/layers:", "bert"),
    PageEntry("pretraining", ":material/edit_note:", "bert"),
    PageEntry("workshop", ":material/construction:", "bert"),
    PageEntry("predict", ":material/sentiment_satisfied:", "use"),
    PageEntry("why", ":material/contrast:", "use"),
    PageEntry("batch", ":material/table_rows:", "use"),
    PageEntry("evaluate", ":material/compare_arrows:", "use"),
    PageEntry("practice", ":material/fitness_center:", "use"),
    PageEntry("glossary", ":material/dictionary:", "use"),
)
OFF_THE_ROAD = ("home", "batch", "evaluate", "practice", "glossary")
ROAD = tuple(page.name for page in PAGES if page.name not in OFF_THE_ROAD)
BY_NAME = {page.name: page for page in PAGES}


def station_number(name: str) -> int | None:
    """Where a page stands on the road, from 1; None for one that is no station."""
    return ROAD.index(name) + 1 if name in ROAD else None
