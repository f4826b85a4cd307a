"""A learner's code, in the child: compiled under a name of its own, called, and its errors told as data."""

import importlib
import inspect
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

FILE = "<your code>"
GIVEN = "<given>"
MOST_MESSAGE = 500  # characters
ALLOCATION = "can't allocate memory"  # in torch's own message
NAMESPACE = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "math": "math",
}


class ProblemError(Exception):
    """What is wrong with the code, as data for the parent."""

    def __init__(self, kind: str, **facts: Any) -> None:
        super().__init__(kind)
        self.facts = {"problem": kind, **facts}


class RefusedError(PermissionError):
    """What the code wanted to do and may not; `of` is a kind of thing: files, processes, network."""

    def __init__(self, of: str) -> None:
        super().__init__(of)
        self.of = of


@dataclass
class Learner:
    """The learner's function, ready to be called."""

    text: str
    name: str
    given: str = ""
    function: Callable[..., Any] = field(init=False)

    def load(self, count: int) -> None:
        """Run the text and take the function out of it, which must take `count` arguments.

        Raises ProblemError.
        """
        import torch

        namespace: dict[str, Any] = {
            name: importlib.import_module(module) for name, module in NAMESPACE.items()
        }
        namespace |= {"Tensor": torch.Tensor, "__name__": "your_code"}
        exec(compile(self.given, GIVEN, "exec"), namespace)
        self._run(namespace)
        found = namespace.get(self.name)
        if not inspect.isfunction(found):
            raise ProblemError("no_function", name=self.name)
        self.function = found
        self._check_parameters(count)

    def call(self, arguments: tuple[Any, ...], run: Callable[..., Any] | None = None) -> Any:
        """What the function returns, or what `run` makes of it. Raises ProblemError."""
        try:
            return run(self._fitting, *arguments) if run else self.function(*arguments)
        except BaseException as error:  # noqa: BLE001 - sys.exit() too is an answer of the learner's
            told = self.told(error)
            if run and told.facts["problem"] == "error" and told.facts["line"] is None:
                told.facts["problem"] = "misfit"
            raise told from None

    def _fitting(self, *arguments: Any) -> Any:
        """The function as a harness calls it, which can do nothing with None."""
        result = self.function(*arguments)
        if result is None:
            raise ProblemError("nothing")
        return result

    def told(self, error: BaseException) -> ProblemError:
        """An error as data: with the learner's own line, and nothing of ours."""
        if isinstance(error, ProblemError):
            return error
        line = self._line(error)
        if isinstance(error, RefusedError):
            return ProblemError("refused", of=error.of, **line)
        if isinstance(error, RecursionError):
            return ProblemError("recursion", **line)
        if isinstance(error, MemoryError) or ALLOCATION in str(error):
            return ProblemError("memory", **line)
        return ProblemError("error", type=type(error).__name__, message=_message(error), **line)

    def _run(self, namespace: dict[str, Any]) -> None:
        try:
            code = compile(self.text, FILE, "exec", dont_inherit=True)
        except SyntaxError as error:
            raise ProblemError(
                "syntax",
                message=_message(error.msg),
                line=error.lineno or 1,
                column=error.offset,
                code=self._code(error.lineno),
            ) from None
        except (ValueError, RecursionError, MemoryError, OverflowError) as error:
            raise ProblemError("syntax", message=_message(error), line=1, column=1, code="") from None
        try:
            exec(code, namespace)
        except BaseException as error:  # noqa: BLE001
            raise self.told(error) from None

    def _check_parameters(self, count: int) -> None:
        signature = inspect.signature(self.function)
        try:
            signature.bind(*range(count))
        except TypeError:
            raise ProblemError("parameters", name=self.name, names=list(signature.parameters)) from None

    def _line(self, error: BaseException) -> dict[str, Any]:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
        number = frames[-1].lineno if frames else None
        return {"line": number, "code": self._code(number)}

    def _code(self, number: int | None) -> str:
        lines = self.text.split("\n")
        return lines[number - 1].strip()[:MOST_MESSAGE] if number and number <= len(lines) else ""


def facts_of(problem: Mapping[str, Any]) -> dict[str, Any]:
    """A problem's facts without its kind."""
    return {name: value for name, value in problem.items() if name != "problem"}


def _message(error: object) -> str:
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - an exception of the learner's own class
        text = ""
    return text.splitlines()[0][:MOST_MESSAGE] if text else ""
