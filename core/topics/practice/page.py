"""Practice: the ladder of exercises, cards about libraries, a classifier of one's own functions."""

from core.app.errors import friendly
from core.app.page import Views, page_heading
from core.topics.practice.views.capstone import capstone
from core.topics.practice.views.cards import cards
from core.topics.practice.views.ladder import ladder

VIEWS = Views("practice_view", {"ladder": ladder, "cards": cards, "capstone": capstone})


def draw() -> None:
    t = page_heading("practice")
    with friendly():
        VIEWS(t)
