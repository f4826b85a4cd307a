"""Checks an answer: it runs, its results are compared with ours, and what is wrong is named.

The learner's function runs in a child; its results come back as data and are compared here, by code that
the child cannot reach. Our solution and the known wrong answers run here.
"""

import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pkgutil import resolve_name
from typing import Any

from core.exercises.compare import first_difference, largest_difference, same
from core.exercises.exercise import Arguments, Exercise, Function, Harness, Mistake, Property, cast
from core.exercises.feedback import Example, Feedback, Verdict
from core.exercises.problems import line_of, said_of_problem, said_of_stop
from core.exercises.runner.client import Runner, runner
from core.exercises.runner.limits import Limits
from core.exercises.runner.session import ProblemError, Session, StoppedError
from core.exercises.search import several, smallest
from core.exercises.source import first_blank, given_text
from core.exercises.texts import mistake_key, property_key, reply_key

SECONDS_TO_SEARCH = 2.0  # for all that is searched for in a check
MOST_TEXT = 50_000  # characters of an answer
MOST_KEPT = 64  # results on examples, of tens of kilobytes


def choose(exercise: Exercise, option: str) -> Verdict:
    """The verdict on an option of the rung `choose`."""
    reply = Feedback("chosen", reply_key(exercise.name, option))
    return Verdict(option == exercise.right, (reply,))


def check(
    exercise: Exercise,
    text: str,
    own: Arguments | None = None,
    *,
    limits: Limits | None = None,
    by: Runner | None = None,
    seconds_to_search: float = SECONDS_TO_SEARCH,
) -> Verdict:
    """The verdict on a learner's code.

    `own` are arguments from the learner's own sentence: those of the exercise's twin, for `use` ids and mask.
    The smallest wrong example is searched for `seconds_to_search` at most; with 0 there is no search.
    Errors: those of `Runner.check`, where no child could be made.
    """
    started = time.monotonic()
    said = _before(exercise, text)
    if said:
        return Verdict(False, (said,))
    results_on_examples(exercise, exercise.function)  # what ours loads must not use up a child's time
    with (by or runner()).check(limits, exercise.harness) as child:
        checker = Checker(exercise, child.session, seconds_to_search)
        try:
            verdict = checker.checked(text, own)
        except ProblemError as problem:
            verdict = Verdict(False, (said_of_problem(problem.facts),), line=line_of(problem.facts))
        except StoppedError as stop:
            verdict = Verdict(False, (said_of_stop(stop, limits or Limits()),))
    seconds = time.monotonic() - started
    return replace(verdict, printed=child.printed, cut=child.cut, seconds=seconds)


def result_of(exercise: Exercise, function: Function, arguments: Arguments) -> Any:
    """What a function of ours gives in an exercise's place, in its harness where it has one."""
    copied = cast(arguments, exercise.dtype)
    if not exercise.harness:
        return function(*copied)
    harness: Harness = resolve_name(exercise.harness)
    harness.prepare()
    return harness.run(function, *copied)


@lru_cache(MOST_KEPT)
def example_arguments(exercise: Exercise) -> tuple[Arguments, ...]:
    """The arguments of all examples, in the exercise's dtype."""
    assert exercise.examples
    return tuple(cast(arguments, exercise.dtype) for arguments in exercise.examples())


@lru_cache(MOST_KEPT)
def results_on_examples(exercise: Exercise, function: Function) -> tuple[Any, ...]:
    """What our solution, or a known wrong answer, gives on each example."""
    return tuple(result_of(exercise, function, arguments) for arguments in example_arguments(exercise))


@lru_cache(MOST_KEPT)
def small_examples(exercise: Exercise) -> tuple[tuple[Arguments, Any], ...]:
    """Small arguments of many shapes, each with our result."""
    if exercise.drawn is None:
        return ()
    drawn = several(exercise.drawn, exercise.dtype)
    return tuple((one, result_of(exercise, exercise.function, one)) for one in drawn)


def argument_names(exercise: Exercise) -> tuple[str, ...]:
    """How the arguments of an example are called: those of the function, or of its harness."""
    if not exercise.harness:
        return tuple(inspect.signature(exercise.function).parameters)
    return tuple(inspect.signature(resolve_name(exercise.harness).run).parameters)[1:]


def own_arguments(exercise: Exercise, of_twin: Arguments) -> Arguments:
    """An exercise's arguments from those of its twin."""
    return exercise.adapted(*of_twin) if exercise.adapted else of_twin


def _before(exercise: Exercise, text: str) -> Feedback | None:
    """What is said without running anything."""
    if len(text) > MOST_TEXT:
        return Feedback("code", "feedback.long", {"most": MOST_TEXT})
    blank = first_blank(text) if exercise.rung == "fill" else None
    return Feedback("unfinished", "feedback.blank", {"number": blank}) if blank else None


def _holds(prop: Property, call: Function, arguments: Arguments) -> bool:
    """Whether a property holds; of a result with which it can do nothing it does not."""
    try:
        return prop.holds(call, *arguments)
    except StoppedError:
        raise
    except Exception:  # noqa: BLE001 - a learner's result may have any shape or type
        return False


@dataclass
class Checker:
    """One answer's check in one child."""

    exercise: Exercise
    session: Session
    seconds_to_search: float

    def checked(self, text: str, own: Arguments | None) -> Verdict:
        """The verdict. Raises ProblemError and StoppedError."""
        exercise = self.exercise
        name, count = exercise.function.__name__, len(inspect.signature(exercise.function).parameters)
        self.session.load(text, name, count, given_text(exercise))
        ours = results_on_examples(exercise, exercise.function)
        tried = [
            self._tried(arguments, ours[number], prints=number == 0)
            for number, arguments in enumerate(example_arguments(exercise))
        ]
        examples = [example for example, _ in tried]
        wrong = next((example for example in examples if self._difference(example)), None)
        if wrong:
            return self._wrong(examples, wrong)
        changes = next((changed for _, changed in tried if changed), None)
        if changes:
            return Verdict(False, (Feedback("changed", "feedback.changed", {"name": changes}),))
        return self._wrong_when_small() or self._passed(own)

    def _tried(self, given: Arguments, ours: Any, *, prints: bool = False) -> tuple[Example, str | None]:
        """Both results, and the name of an argument that was changed."""
        exercise = self.exercise
        theirs, after = self.session.call(given, prints=prints)
        example = Example(given, theirs, ours)
        if exercise.harness:
            return example, None
        names = inspect.signature(exercise.function).parameters
        changed = (
            name for name, a, b in zip(names, given, after, strict=False) if first_difference(b, a, 0, 0)
        )
        return example, next(changed, None)

    def _difference(self, example: Example) -> Feedback | None:
        exercise = self.exercise
        return first_difference(example.theirs, example.ours, exercise.relative, exercise.absolute)

    def _wrong(self, examples: list[Example], wrong: Example) -> Verdict:
        """The known mistake and where it shows; else what differs, and the property that fails."""
        difference = self._difference(wrong)
        assert difference
        known = next((one for one in self.exercise.mistakes if self._is(one, examples)), None)
        if known:
            said = Feedback("mistake", mistake_key(self.exercise.name, known.name))
            shown = self._smaller(wrong) if difference.kind == "cell" else wrong
            return Verdict(False, (said, self._difference(shown) or difference), example=shown)
        if difference.kind != "cell":
            return Verdict(False, (difference,), example=wrong)
        shown = self._smaller(wrong)
        for prop in self.exercise.properties:
            broken = self._breaking(prop, shown)
            if broken:
                told = Feedback("property", property_key(self.exercise.name, prop.name))
                return Verdict(False, (self._difference(broken) or difference, told), example=broken)
        return Verdict(False, (self._difference(shown) or difference,), example=shown)

    def _smaller(self, wrong: Example) -> Example:
        """The smallest example whose result differs from ours; the given one where none is found."""
        found = self._searched(self._differs)
        return found if found and not isinstance(found.theirs, ProblemError) else wrong

    def _is(self, mistake: Mistake, examples: list[Example]) -> bool:
        exercise = self.exercise
        results = results_on_examples(exercise, mistake.function)
        pairs = zip(examples, results, strict=True)
        return all(same(one.theirs, result, exercise.relative, exercise.absolute) for one, result in pairs)

    def _compared(self, arguments: Arguments) -> Example:
        """Both results on arguments that come from elsewhere."""
        given = cast(arguments, self.exercise.dtype)
        return self._tried(given, result_of(self.exercise, self.exercise.function, given))[0]

    def _differs(self, arguments: Arguments) -> bool:
        return self._difference(self._compared(arguments)) is not None

    def _breaking(self, prop: Property, shown: Example) -> Example | None:
        """An example on which a property does not hold, and whose result differs from ours: `shown`, or one
        that is searched for."""

        def call(*arguments: Any) -> Any:
            return self.session.call(cast(arguments, self.exercise.dtype))[0]

        def breaks(arguments: Arguments) -> bool:
            return self._differs(arguments) and not _holds(prop, call, arguments)

        if not _holds(prop, call, shown.arguments):
            return shown
        found = self._searched(breaks)
        return None if found and isinstance(found.theirs, ProblemError) else found

    def _wrong_when_small(self) -> Verdict | None:
        """Right on the examples, but not on every small one: too few axes, one token, all zeros."""
        first = self._first_wrong_when_small() if self.seconds_to_search else None
        if first is None:
            return None

        def differs(arguments: Arguments) -> bool:
            try:
                return self._differs(arguments)
            except ProblemError:
                return True

        found = self._searched(differs)
        example = found if found and self._difference(found) else first
        difference = self._difference(example)
        if difference and not isinstance(example.theirs, ProblemError):
            return Verdict(False, (difference,), example=example)
        facts = example.theirs.facts
        said = (said_of_problem(facts), Feedback("cell", "feedback.small"))
        return Verdict(False, said, line=line_of(facts), example=replace(example, theirs=None))

    def _first_wrong_when_small(self) -> Example | None:
        """The first of many small examples that goes wrong; all at once, so that right answers are quick."""
        pairs = small_examples(self.exercise)
        try:
            results = self.session.call_each([arguments for arguments, _ in pairs])
        except ProblemError:
            tried = (self._with_problem(arguments, ours) for arguments, ours in pairs)
        else:
            both = zip(pairs, results, strict=True)
            tried = (Example(given, theirs, ours) for (given, ours), (theirs, _) in both)
        return next((one for one in tried if self._difference(one)), None)

    def _with_problem(self, arguments: Arguments, ours: Any) -> Example:
        """Both results, the learner's being its problem where it has one."""
        try:
            return Example(arguments, self.session.call(arguments)[0], ours)
        except ProblemError as problem:
            return Example(arguments, problem, ours)

    def _searched(self, wrong: Callable[[Arguments], bool]) -> Example | None:
        """The smallest example for which `wrong` is true. Raises StoppedError, also out of the search."""
        drawn = self.exercise.drawn
        if drawn is None or not self.seconds_to_search:
            return None
        stops: list[StoppedError] = []

        def shows(arguments: Arguments) -> bool:
            if stops:
                return False
            try:
                return wrong(arguments)
            except ProblemError:
                return False
            except StoppedError as stop:
                stops.append(stop)
                return False

        started = time.monotonic()
        seconds = min(self.seconds_to_search, self.session.left / 2)
        found = smallest(drawn, self.exercise.dtype, shows, seconds)
        self.seconds_to_search = max(0.0, self.seconds_to_search - (time.monotonic() - started))
        if stops:
            raise stops[0]
        if found is None:
            return None
        return self._with_problem(found, result_of(self.exercise, self.exercise.function, found))

    def _passed(self, own: Arguments | None) -> Verdict:
        if own is None:
            return Verdict(True, (Feedback("passed", "feedback.passed"),))
        example = self._compared(own_arguments(self.exercise, own))
        difference = self._difference(example)
        if difference:
            return Verdict(False, (difference, Feedback("cell", "feedback.own")), own=example)
        gap = largest_difference(example.theirs, example.ours)
        said = Feedback("passed", "feedback.passed_own", {"difference": gap})
        return Verdict(True, (said,), own=example, difference=gap)
