"""A talk with one learner's function in one child, within its time."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from core.base.errors import SentiscopeError
from core.exercises.runner.limits import Limits
from core.exercises.runner.link import SECONDS_TO_TELL, Link
from core.exercises.runner.protocol import GarbledError, Message, encode


class StoppedError(Exception):
    """The child answers no more: for `time`, as it `ended`, or as its answer was `garbled`.

    `code` is its exit code, a signal as a negative one.
    """

    def __init__(self, why: str, code: int | None = None) -> None:
        super().__init__(why)
        self.why, self.code = why, code


class ProblemError(Exception):
    """The learner's code has a problem: what the child tells of it."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__(facts.get("problem"))
        self.facts = facts


class Session:
    """Calls of one function, for as long as the limits allow; `held` are the protections of its child."""

    def __init__(self, link: Link, limits: Limits, seconds_to_start: float) -> None:
        """Wait until the child is confined; only then its time begins. Raises SentiscopeError."""
        self._link = link
        self._deadline = time.monotonic() + seconds_to_start
        try:
            began = link.receive(seconds_to_start).what
        except (TimeoutError, EOFError, OSError, GarbledError):
            began = link.end(SECONDS_TO_TELL)
        if "held" not in began:
            why = began.get("error", "exercise_not_started")
            raise SentiscopeError(why, **began.get("parameters", {"reason": str(began.get("ended", ""))}))
        self.held: Mapping[str, bool] = began["held"]
        self._deadline = time.monotonic() + limits.seconds

    @property
    def left(self) -> float:
        """Seconds until the session is ended."""
        return self._deadline - time.monotonic()

    def load(self, text: str, name: str, count: int, given: str = "") -> None:
        """Run the code, whose function `name` takes `count` arguments. Raises as `call` does."""
        self._ask(Message({"text": text, "name": name, "given": given, "count": count}))

    def call(self, arguments: tuple[Any, ...], *, prints: bool = False) -> tuple[Any, tuple[Any, ...]]:
        """The result, and the arguments as the function left them.

        Raises ProblemError and StoppedError; UnsendableError and TooLargeError for the arguments.
        """
        return self.call_each((arguments,), prints=prints)[0]

    def call_each(
        self, several: Sequence[tuple[Any, ...]], *, prints: bool = False
    ) -> list[tuple[Any, tuple[Any, ...]]]:
        """The same for several calls at once, up to the first problem. Raises as `call` does."""
        answer = self._ask(Message({"prints": prints}, tuple(several)))
        if not isinstance(answer.value, tuple) or len(answer.value) != len(several):
            raise StoppedError("garbled")
        if not all(isinstance(one, tuple) and len(one) == 2 for one in answer.value):
            raise StoppedError("garbled")
        return list(answer.value)

    def _ask(self, message: Message) -> Message:
        data = encode(message)
        try:
            self._link.send(data, max(self.left, 0.001))
            answer = self._link.receive(max(self.left, 0.001))
        except TimeoutError:
            self._link.end()
            raise StoppedError("time") from None
        except (EOFError, OSError):
            raise StoppedError("ended", self._link.end(SECONDS_TO_TELL).get("ended")) from None
        except GarbledError:
            self._link.end()
            raise StoppedError("garbled") from None
        if "problem" in answer.what:
            raise ProblemError(answer.what)
        return answer
