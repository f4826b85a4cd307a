"""What a browser holds of a page, by Streamlit's own messages: its elements, its widgets and their values."""

from collections import OrderedDict
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

MOST_KEPT = 200  # messages that the browser keeps, so that the server need not send them again
GOES_ON = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
WHOLE_RUN = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
LOCALE, ZONE = "en-US", "Europe/Berlin"


class UnknownReference(RuntimeError):
    """The server named a message that this browser does not have."""


@dataclass(frozen=True)
class Shown:
    """An element on the page, the fragment that drew it ("" for none), and the number of that run."""

    element: Element
    fragment: str
    run: int


@dataclass
class Screen:
    """One browser tab; `address` is the server's `http://localhost:PORT`."""

    address: str
    elements: dict[tuple[int, ...], Shown] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # hashes by names as in the address
    query: str = ""
    page: str = ""  # its hash
    _kept: "OrderedDict[str, Delta]" = field(default_factory=OrderedDict)
    _run: int = 0
    _asked_fragment: str = ""

    def arrive(self, name: str, query: str = "") -> BackMsg:
        """What opens the page of that name: by its address at first, then by its link in the menu."""
        self.query = query
        known = self.pages.get(name, "")
        message = self._ask("")
        message.rerun_script.page_script_hash = known
        message.rerun_script.page_name = "" if known else name
        return message

    def click(self, widget: WidgetState, fragment: str) -> BackMsg:
        """What gives a widget another value; the run is of the fragment that the widget belongs to."""
        self.values[widget.id] = widget
        message = self._ask(fragment)
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = fragment
        return message

    def _ask(self, fragment: str) -> BackMsg:
        self._run += 1
        self._asked_fragment = fragment
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.widget_states.widgets.extend(self.values.values())
        state.cached_message_hashes.extend(self._kept)
        context = state.context_info
        context.timezone, context.locale, context.color_scheme = ZONE, LOCALE, "light"
        context.url = self.address
        return message

    def receive(self, message: ForwardMsg) -> bool:
        """Take one message in; True if it ends what was asked for."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "ref_hash":
            if message.ref_hash not in self._kept:
                raise UnknownReference(message.ref_hash)
            self._draw(tuple(message.metadata.delta_path), self._kept[message.ref_hash])
        elif kind == "delta":
            if message.metadata.cacheable:
                self._keep(message)
            self._draw(tuple(message.metadata.delta_path), message.delta)
        elif kind == "script_finished" and message.script_finished != GOES_ON:
            self._forget_old(message.script_finished == WHOLE_RUN)
            return True
        return False

    def _keep(self, message: ForwardMsg) -> None:
        self._kept[message.hash] = message.delta
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def _draw(self, path: tuple[int, ...], delta: Delta) -> None:
        if delta.WhichOneof("type") == "new_element":
            self.elements[path] = Shown(delta.new_element, delta.fragment_id, self._run)
            widget = getattr(delta.new_element, delta.new_element.WhichOneof("type"))
            if getattr(widget, "set_value", False):  # the server knows better, and keeps what it knows
                self.values.pop(widget.id, None)
        else:
            self.elements.pop(path, None)

    def _forget_old(self, whole: bool) -> None:
        """Drop what the run did not draw again; of a fragment's run, what belongs to that fragment."""
        for path, shown in list(self.elements.items()):
            is_asked = whole or shown.fragment == self._asked_fragment
            if is_asked and shown.run != self._run:
                del self.elements[path]
        there = {identifier(shown.element) for shown in self.elements.values()}
        self.values = {name: value for name, value in self.values.items() if name in there}


def identifier(element: Element) -> str:
    """A widget's id; "" for what is none."""
    return getattr(getattr(element, element.WhichOneof("type")), "id", "")
