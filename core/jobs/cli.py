"""A command in a shell: a dataclass whose fields are its options and whose `run` does its work.

The standard library's argparse reads them, once. It starts in a fiftieth of the time that tyro or typer
take, which every job would pay; what they would add, options from a dataclass, are the lines below.
"""

import argparse
import dataclasses
import inspect
import types
import typing
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar, Union

from core.jobs import cli_errors

CommandType = TypeVar("CommandType", bound="Command")
Group = argparse._MutuallyExclusiveGroup
NO_DEFAULT = (None, "", (), False)


def option(
    default: Any = dataclasses.MISSING,
    help: str = "",
    *,
    factory: Callable[[], Any] | None = None,
    short: str = "",
    positional: bool = False,
    repeated: bool = False,
    exclusive: str = "",
    choices: Iterable[str] = (),
    reads: Callable[[str], Any] | None = None,
) -> Any:
    """A field that is an option `--name VALUE`, underscores as hyphens; without a default it is required.

    `factory` makes the default when the command starts. `positional` options have no name in the shell,
    `repeated` ones may be given several times, of those in one `exclusive` group only one at all. `reads`
    turns the text into a value; it raises argparse.ArgumentTypeError for a wrong one.
    """
    metadata = {
        "help": help,
        "short": short,
        "positional": positional,
        "repeated": repeated,
        "exclusive": exclusive,
        "choices": tuple(choices),
        "reads": reads,
    }
    if factory is not None:
        return dataclasses.field(default_factory=factory, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def settings(omit: Iterable[str] = ()) -> Any:
    """A field that is a dataclass itself: its fields are options of the command, except those to `omit`."""
    return dataclasses.field(metadata={"omit": tuple(omit)})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Command(ABC):
    """What every command has; a subclass adds a field for each option."""

    verbose: bool = option(False, "show the log, and where an error came from")

    @abstractmethod
    def run(self) -> None:
        """Do the work; raises SentiscopeError for what the user can put right."""


def main(kind: type[Command], arguments: list[str] | None, name: str) -> int:
    """Read the options (exit code 2 for wrong ones), run the command and return the shell's exit code."""
    values = vars(parser(kind, name).parse_args(arguments))
    return cli_errors.run(lambda: _built(kind, values).run(), verbose=values["verbose"])


def parse(kind: type[CommandType], arguments: list[str] | None = None) -> CommandType:
    """The command that the arguments describe; raises SentiscopeError for settings that make no sense."""
    built: CommandType = _built(kind, vars(parser(kind, "").parse_args(arguments)))
    return built


def parser(kind: type[Command], name: str) -> argparse.ArgumentParser:
    """The parser of a command's options; its docstring is the help, and `EPILOG` where there is one."""
    result = argparse.ArgumentParser(
        name,
        description=inspect.getdoc(kind),
        epilog=getattr(kind, "EPILOG", None),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_fields(result, kind, {})
    return result


def _add_fields(
    result: argparse.ArgumentParser, kind: type, groups: dict[str, Group], omit: Iterable[str] = ()
) -> None:
    for field, hint in _fields(kind, omit):
        group = field.metadata.get("exclusive")
        if dataclasses.is_dataclass(hint):
            _add_fields(result, typing.cast(type, hint), groups, field.metadata["omit"])
        elif group:
            if group not in groups:
                groups[group] = result.add_mutually_exclusive_group()
            _add_option(groups[group], field, hint)
        else:
            _add_option(result, field, hint)


def _fields(kind: type, omit: Iterable[str]) -> list[tuple[dataclasses.Field, Any]]:
    """The fields that options stand for, each with its type."""
    hints = typing.get_type_hints(kind)
    return [(field, hints[field.name]) for field in dataclasses.fields(kind) if field.name not in omit]


def _add_option(result: argparse._ActionsContainer, field: dataclasses.Field, hint: Any) -> None:
    metadata, default = field.metadata, _default(field)
    required = default is dataclasses.MISSING
    named = f"--{field.name.replace('_', '-')}"
    help = _help(metadata.get("help", ""), default)
    settings: dict[str, Any] = {"help": help, **_kind(hint, metadata, default)}
    if not required:
        settings["default"] = default
    if metadata.get("positional"):
        result.add_argument(field.name, **settings)
        return
    names = [metadata["short"], named] if metadata.get("short") else [named]
    result.add_argument(*names, dest=field.name, required=required, **settings)


def _kind(hint: Any, metadata: Any, default: Any) -> dict[str, Any]:
    """The arguments by which argparse turns texts into a value of a type."""
    inner = _without_none(hint)
    if inner is bool:
        return {"action": argparse.BooleanOptionalAction if default else "store_true"}
    if typing.get_origin(inner) is tuple:
        each = _kind(typing.get_args(inner)[0], metadata, None)
        return {**each, **({"action": _Collect} if metadata.get("repeated") else {"nargs": "+"})}
    choices = typing.get_args(inner) if typing.get_origin(inner) is Literal else metadata.get("choices")
    convert = metadata.get("reads") or (str if typing.get_origin(inner) is Literal else inner)
    return {"type": convert, "choices": choices or None}


class _Collect(argparse.Action):
    """Collects an option's values; the first takes the place of the default, which argparse would add to."""

    def __call__(self, parser: Any, namespace: argparse.Namespace, values: Any, option: Any = None) -> None:
        former = getattr(namespace, self.dest)
        setattr(namespace, self.dest, (values,) if former is self.default else (*former, values))


def _without_none(hint: Any) -> Any:
    """`X` of `X | None`."""
    if typing.get_origin(hint) not in (Union, types.UnionType):
        return hint
    return next(part for part in typing.get_args(hint) if part is not type(None))


def _default(field: dataclasses.Field) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _help(words: str, default: Any) -> str:
    words = words.replace("%", "%%")
    if default is dataclasses.MISSING or default in NO_DEFAULT:
        return words
    return f"{words} (default {default})".strip()


def _built(kind: type, values: dict[str, Any], omit: Iterable[str] = ()) -> Any:
    """The dataclass with these values, the dataclasses inside it first."""
    own: dict[str, Any] = {}
    for field, hint in _fields(kind, omit):
        if dataclasses.is_dataclass(hint):
            own[field.name] = _built(typing.cast(type, hint), values, field.metadata["omit"])
        else:
            value = values[field.name]
            own[field.name] = tuple(value) if isinstance(value, list) else value
    return kind(**own)
