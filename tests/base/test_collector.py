"""The collector passes over what stays for good, and works as before on the rest."""

import gc
import weakref

import pytest

from core.base.collector import for_good


class Node:
    """Hangs in a circle with itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def thawed():
    yield
    gc.unfreeze()


def test_what_is_loaded_for_good_is_not_looked_through() -> None:
    before = gc.get_freeze_count()
    with for_good():
        assert not gc.isenabled()
        stays = Node()
    assert gc.isenabled()
    assert gc.get_freeze_count() > before
    assert not any(one is stays for one in gc.get_objects())


def test_a_later_circle_is_collected_and_an_error_leaves_the_collector_on() -> None:
    with pytest.raises(ZeroDivisionError), for_good():
        1 / 0  # noqa: B018
    assert gc.isenabled()
    gone = weakref.ref(Node())
    gc.collect()
    assert gone() is None
