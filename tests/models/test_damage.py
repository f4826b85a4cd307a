"""What reading files raises becomes one sentence with its cause; a fault of ours does not."""

import logging
from pathlib import Path

import pytest
from safetensors import SafetensorError

from core.base.errors import SentiscopeError
from core.models.damage import damage_as

FOLDER = Path("models") / "mine"


@pytest.mark.parametrize(
    "raised", [FileNotFoundError("x"), SafetensorError("x"), KeyError("x"), RuntimeError("x"), Exception("x")]
)
def test_damage_is_said_with_its_cause_in_the_log(
    raised: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(SentiscopeError) as caught,
        damage_as("weights_unreadable", FOLDER),
    ):
        raise raised
    assert (caught.value.key, caught.value.parameters) == ("weights_unreadable", {"folder": "mine"})
    assert caught.value.__cause__ is raised
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [raised]


@pytest.mark.parametrize("raised", [MemoryError(), AssertionError(), SentiscopeError("weights_missing")])
def test_whatever_says_nothing_of_the_files_passes(raised: Exception) -> None:
    with pytest.raises(type(raised)) as caught, damage_as("weights_unreadable", FOLDER):
        raise raised
    assert caught.value is raised
