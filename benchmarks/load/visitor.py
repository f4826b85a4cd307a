"""A visitor: a tab with a connection of its own, that opens pages and changes widgets, one after another."""

import asyncio
import time
from dataclasses import dataclass, field
from random import Random
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.load.clicks import choices, pick, typed
from benchmarks.load.screen import Screen

PATIENCE = 180  # seconds
A_PAGE = 6  # interactions: it is opened, one types a sentence, the others are clicks
TYPES_AT = 3
OPENINGS = ("the plot is thin, but", "a warm and funny film,", "nobody needs this sequel:", "slow at first,")
ENDINGS = ("the cast saves it", "I would see it again", "not a minute too long", "it left me cold")


@dataclass(frozen=True)
class Interaction:
    """What was done on which page, how long the visitor waited, and what went wrong ("" for nothing)."""

    page: str
    kind: str
    seconds: float
    error: str = ""


@dataclass
class Visitor:
    """Walks through `pages`, `A_PAGE` interactions on each.

    The same number clicks the same on each server, where the same widgets stand. `name` makes the sentences
    new to a server that the same number has visited before.
    """

    address: str
    number: int
    pages: tuple[str, ...]
    name: str = ""
    done: list[Interaction] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._random = Random(self.number)
        self._screen = Screen(self.address)
        socket = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self._connection: ClientConnection = await connect(
            socket, origin=self.address, subprotocols=["streamlit"], max_size=None, compression=None
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()

    async def step(self) -> Interaction:
        """The next interaction, whole: until the server has finished what it asked for."""
        page = self.pages[len(self.done) // A_PAGE % len(self.pages)]
        kind, message = self._next(page)
        started = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._until_finished(message)
            error = _error_on(self._screen)
        except TimeoutError:
            error = "no end"
        taken = Interaction(page, kind, time.perf_counter() - started, error)
        self.done.append(taken)
        return taken

    def _next(self, page: str) -> tuple[str, BackMsg]:
        place = len(self.done) % A_PAGE
        if place == 0:
            return "open", self._screen.arrive(page)
        if place == TYPES_AT and (field := typed(self._screen, self._sentence())):
            return "type", self._screen.click(field.others[0], field.fragment)
        picked = pick(choices(self._screen), self._random)
        return ("click", self._screen.click(*picked)) if picked else ("open", self._screen.arrive(page))

    def _sentence(self) -> str:
        """One that nobody else has typed."""
        middle = f"{self.name} {self.number} of {len(self.done)} laughed,".strip()
        return f"{self._random.choice(OPENINGS)} {middle} {self._random.choice(ENDINGS)}"

    async def _until_finished(self, message: BackMsg) -> None:
        await self._connection.send(message.SerializeToString())
        while not self._screen.receive(ForwardMsg.FromString(await self._received())):
            pass

    async def _received(self) -> bytes:
        data = await self._connection.recv()
        return data if isinstance(data, bytes) else data.encode()


def _error_on(screen: Screen) -> str:
    """The first exception or error that stands on the page."""
    for shown in screen.elements.values():
        element = shown.element
        if element.WhichOneof("type") == "exception":
            return element.exception.message or element.exception.type
        if element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR:
            return element.alert.body
    return ""
