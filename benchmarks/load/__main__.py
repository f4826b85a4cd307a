"""`python -m benchmarks.load`: what a click costs the server, and how long visitors wait for theirs.

Visitors speak Streamlit's own protocol, each in a session of its own: they open a page, change widgets that
stand on it, type a sentence nobody has typed before, and go on to the next page. Every page is visited
before anything is measured, so that all models are loaded. Processor time is that of the server and its
children, one visitor alone; waiting is from the click to the end of its run, first with visitors who click
as soon as they have their answer, then with people who click every ten seconds. Another commit (`--beside`)
goes through the same in the same run, by turns; the last lines are the ratios.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load.figures import Waits, over_pages, ratio, waits
from benchmarks.load.server import MeasuredServer, tree_of
from benchmarks.load.visitor import A_PAGE, Interaction, Visitor
from core.app.navigation import PAGES
from core.base.settings import REPOSITORY

BESIDE = "dd8a8e5"  # the app before its topics had folders, and before anything was done for crowds
PAGE_NAMES = tuple("" if page.name == "home" else page.name for page in PAGES)
CROWDS = (10, 25, 50)
VISITS = 3  # of each page, that are measured alone
PEOPLE, SECONDS_BETWEEN = 50, 10
PEOPLE_FROM = 1_000  # their numbers, in thousands, so that nobody in a crowd types the same


@dataclass
class Measured:
    """What one server was measured at."""

    server: MeasuredServer
    processor: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    crowds: dict[int, Waits] = field(default_factory=dict)
    people: Waits | None = None
    errors: Counter[str] = field(default_factory=Counter)

    def note(self, done: list[Interaction]) -> None:
        self.errors.update(f"{one.page or 'home'}: {one.error}" for one in done if one.error)


def main() -> None:
    """Measure, and print what was measured; the ratios last."""
    arguments = _arguments()
    with ExitStack() as stack:
        measured = [Measured(server) for server in stack.enter_context(_servers(arguments.beside))]
        wanted = tuple(arguments.pages) or PAGE_NAMES
        pages = tuple(page for page in wanted if all(one.server.has(page) for one in measured))
        for one in measured:
            asyncio.run(_warm(one, pages))
        for visit in range(VISITS):
            for one in measured:
                asyncio.run(_alone(one, pages, visit))
        for one in measured:
            _print_processor(one)
        for crowd in arguments.crowds:
            for one in measured:
                one.crowds[crowd] = asyncio.run(_crowd(one, crowd, arguments.interactions, pages))
                print(f"{one.server.name}: {crowd} clicking without pause: {one.crowds[crowd]}", flush=True)
        for one in measured if arguments.people else ():
            one.people = asyncio.run(_people(one, arguments.people, arguments.interactions, pages))
            text = f"{arguments.people} clicking every {SECONDS_BETWEEN} s: {one.people}"
            print(f"{one.server.name}: {text}", flush=True)
        for one in measured:
            _print_rest(one)
        if len(measured) == 2:
            _print_ratios(*measured)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--beside", default=BESIDE, help="another commit; an empty text for none")
    parser.add_argument("--interactions", type=int, default=A_PAGE, help="of each visitor in a crowd")
    parser.add_argument("--crowds", type=int, nargs="*", default=CROWDS, help="visitors at once")
    parser.add_argument("--people", type=int, default=PEOPLE, help="who click every ten seconds")
    parser.add_argument("--pages", nargs="*", default=(), help="by their addresses; all, if none is named")
    return parser.parse_args()


@contextmanager
def _servers(commit: str) -> Iterator[list[MeasuredServer]]:
    """The server of this tree, and that of the commit before it, each with a prepared folder of its own."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        trees = {"now": REPOSITORY}
        if commit:
            trees[commit] = stack.enter_context(tree_of(commit, folder))
        servers = []
        for title, tree in trees.items():
            home = folder / f"home-{title}"
            _prepare(home, tree)
            servers.append(MeasuredServer(title, tree, home))
            stack.callback(servers[-1].stop)
        yield servers


def _prepare(home: Path, tree: Path) -> None:
    """As `make run` does, where the commit knows it: draw the graph and convert SmolLM2."""
    if not (tree / "core" / "__main__.py").is_file():
        home.mkdir()
        return
    environment = {**os.environ, "SENTISCOPE_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "core", "prepare"]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=tree)


async def _warm(measured: Measured, pages: tuple[str, ...]) -> None:
    """The visitors of `_alone`, with other sentences: whatever is loaded once is there afterwards."""
    for visit in range(VISITS):
        async with Visitor(measured.server.address, visit, pages, "before") as visitor:
            for _ in range(A_PAGE * len(pages)):
                await visitor.step()
        measured.note(visitor.done)
    measured.server.settle()


async def _alone(measured: Measured, pages: tuple[str, ...], visit: int) -> None:
    """The processor time of each page's interactions, nobody else being there."""
    async with Visitor(measured.server.address, visit, pages, "after") as visitor:
        for page in pages:
            before = measured.server.processor_seconds()
            for _ in range(A_PAGE):
                await visitor.step()
            taken = measured.server.processor_seconds() - before
            measured.processor[page or "home"].append(taken / A_PAGE)
    measured.note(visitor.done)


async def _crowd(measured: Measured, size: int, interactions: int, pages: tuple[str, ...]) -> Waits:
    """Visitors who click as soon as they have their answer, spread over the pages."""
    async with AsyncExitStack() as stack:
        visitors = [
            await stack.enter_async_context(_visitor(measured, size, number, pages)) for number in range(size)
        ]

        async def walk(visitor: Visitor) -> None:
            for _ in range(interactions):
                await visitor.step()

        await asyncio.gather(*(walk(visitor) for visitor in visitors))
    return _collected(measured, visitors)


async def _people(measured: Measured, size: int, interactions: int, pages: tuple[str, ...]) -> Waits:
    """People who click every ten seconds, or as soon as they can where the answer takes longer."""
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        visitors = [
            await stack.enter_async_context(_visitor(measured, PEOPLE_FROM, number, pages))
            for number in range(size)
        ]
        begun = loop.time()

        async def walk(number: int, visitor: Visitor) -> None:
            for round_ in range(interactions):
                due = begun + SECONDS_BETWEEN * (round_ + number / size)
                await asyncio.sleep(max(0, due - loop.time()))
                await visitor.step()

        await asyncio.gather(*(walk(number, visitor) for number, visitor in enumerate(visitors)))
    return _collected(measured, visitors)


def _visitor(measured: Measured, crowd: int, number: int, pages: tuple[str, ...]) -> Visitor:
    first = number % len(pages)
    return Visitor(measured.server.address, 1_000 * crowd + number, pages[first:] + pages[:first])


def _collected(measured: Measured, visitors: list[Visitor]) -> Waits:
    done = [interaction for visitor in visitors for interaction in visitor.done]
    measured.note(done)
    return waits(done)


def _print_processor(measured: Measured) -> None:
    pages = over_pages(measured.processor)
    for page, seconds in pages.items():
        print(f"{measured.server.name}: {page}: {seconds * 1000:.0f} ms of processor time an interaction")
    median = statistics.median(pages.values())
    print(f"{measured.server.name}: median over pages: {median * 1000:.0f} ms", flush=True)


def _print_rest(measured: Measured) -> None:
    name = measured.server.name
    resident, of_files = measured.server.resident_megabytes()
    print(f"{name}: {resident:.0f} MB resident, all models used, {of_files:.0f} of them pages of files")
    for error, count in measured.errors.most_common():
        print(f"{name}: {count} × {error}")
    print(f"{name}: {measured.errors.total()} errors", flush=True)


def _print_ratios(now: Measured, then: Measured) -> None:
    processor = ratio(over_pages(now.processor), over_pages(then.processor))
    print(f"ratio of processor time, median over pages: {processor:.2f}")
    for crowd in now.crowds:
        print(f"ratio of p95 at {crowd}: {now.crowds[crowd].most / then.crowds[crowd].most:.2f}")


if __name__ == "__main__":
    main()
