"""The keys of an exercise's texts, all of which its topic's files hold."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.exercises.exercise import Exercise


def title_key(name: str) -> str:
    """The few words by which an exercise is chosen."""
    return f"exercises.{name}.title"


def question_key(name: str) -> str:
    """What is asked, in a sentence or two."""
    return f"exercises.{name}.question"


def hint_key(name: str, number: int) -> str:
    """A hint; they count from 1."""
    return f"exercises.{name}.hint_{number}"


def mistake_key(name: str, mistake: str) -> str:
    """What to say to a known wrong answer."""
    return f"exercises.{name}.mistake_{mistake}"


def property_key(name: str, holds: str) -> str:
    """What must hold of every answer, as a sentence."""
    return f"exercises.{name}.property_{holds}"


def reply_key(name: str, option: str) -> str:
    """What is said to whoever chose an option, the right one too."""
    return f"exercises.{name}.reply_{option}"


def option_key(name: str, option: str) -> str:
    """An option in words, where it is neither code nor a shape."""
    return f"exercises.{name}.option_{option}"


def keys_of(exercise: "Exercise") -> tuple[str, ...]:
    """All texts that an exercise needs, and no others may stand in the files."""
    name = exercise.name
    return (
        title_key(name),
        question_key(name),
        *(hint_key(name, number + 1) for number in range(exercise.hints)),
        *(mistake_key(name, mistake.name) for mistake in exercise.mistakes),
        *(property_key(name, one.name) for one in exercise.properties),
        *(option_key(name, option.name) for option in exercise.options if not option.shown),
        *(reply_key(name, option.name) for option in exercise.options),
    )
