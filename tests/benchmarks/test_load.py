"""Simulated visitors: what their browser holds, what they can click, what is reckoned of their waits."""

import asyncio
import itertools
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.load.clicks import choices, pick, typed
from benchmarks.load.figures import over_pages, quantile, ratio, waits
from benchmarks.load.screen import Screen, UnknownReference
from benchmarks.load.server import MeasuredServer
from benchmarks.load.visitor import A_PAGE, Interaction, Visitor
from core.base.settings import REPOSITORY

ADDRESS = "http://localhost:1"
STATUS = ForwardMsg.ScriptFinishedStatus


def drawn(path: tuple[int, ...], fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.fragment_id = fragment
    message.delta.new_element.markdown.body = f"at {path}"
    return message


def widget(kind: str, key: str, place: int, fragment: str = "", **fields: object) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend((0, place))
    message.delta.fragment_id = fragment
    element = getattr(message.delta.new_element, kind)
    element.id = f"$$ID-0123-{key}"
    for name, value in fields.items():
        if isinstance(value, list):
            getattr(element, name).extend(value)
        else:
            setattr(element, name, value)
    return message


def buttons(key: str, *names: str, fragment: str = "") -> ForwardMsg:
    message = widget("button_group", key, 1, fragment, default=[0])
    for name in names:
        message.delta.new_element.button_group.options.add(content=name)
    return message


def ended(status: "STATUS" = STATUS.FINISHED_SUCCESSFULLY) -> ForwardMsg:
    return ForwardMsg(script_finished=status)


def shown(*messages: ForwardMsg) -> Screen:
    screen = Screen(ADDRESS)
    screen.arrive("")
    for message in messages:
        screen.receive(message)
    return screen


def test_a_run_ends_with_its_last_message_alone() -> None:
    screen = Screen(ADDRESS)
    screen.arrive("inside")
    assert not screen.receive(drawn((0, 1)))
    assert not screen.receive(ended(STATUS.FINISHED_EARLY_FOR_RERUN))
    assert screen.receive(ended())


def test_what_a_whole_run_does_not_draw_again_is_gone() -> None:
    screen = shown(drawn((0, 1)), drawn((0, 2)), ended())
    screen.arrive("")
    screen.receive(drawn((0, 2)))
    screen.receive(ended())
    assert list(screen.elements) == [(0, 2)]


def test_a_run_of_a_fragment_leaves_what_others_drew() -> None:
    screen = shown(drawn((0, 1)), drawn((0, 2), "one"), drawn((0, 3), "two"), drawn((0, 4), "one"), ended())
    screen.click(WidgetState(id="w"), "one")
    screen.receive(drawn((0, 2), "one"))
    screen.receive(ended(STATUS.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
    assert sorted(screen.elements) == [(0, 1), (0, 2), (0, 3)]


def test_a_message_that_the_browser_keeps_is_only_named_the_next_time() -> None:
    message = drawn((0, 1))
    message.hash, message.metadata.cacheable = "abc", True
    screen = shown(message, ended())
    assert list(screen.arrive("").rerun_script.cached_message_hashes) == ["abc"]
    reference = ForwardMsg(ref_hash="abc")
    reference.metadata.delta_path.extend((0, 5))
    screen.receive(reference)
    assert screen.elements[0, 5].element.markdown.body == "at (0, 1)"
    with pytest.raises(UnknownReference):
        screen.receive(ForwardMsg(ref_hash="def"))


def test_a_page_is_opened_by_its_name_and_later_by_its_hash() -> None:
    screen = Screen(ADDRESS)
    assert screen.arrive("masks").rerun_script.page_name == "masks"
    menu = ForwardMsg()
    menu.navigation.app_pages.add(page_script_hash="m", url_pathname="masks")
    menu.navigation.page_script_hash = "h"
    screen.receive(menu)
    asked = screen.arrive("masks").rerun_script
    assert (asked.page_name, asked.page_script_hash) == ("", "m")


def test_a_click_sends_the_value_the_address_and_the_fragment() -> None:
    address = ForwardMsg()
    address.page_info_changed.query_string = "sentence=x"
    screen = shown(buttons("view", "A", "B", fragment="f"), address, ended())
    picked = pick(choices(screen), Random(0))
    assert picked is not None
    asked = screen.click(*picked).rerun_script
    assert asked.fragment_id == "f"
    assert asked.query_string == "sentence=x"
    assert [one.string_array_value.data for one in asked.widget_states.widgets] == [["B"]]


def test_a_value_that_the_server_sets_is_not_sent_back() -> None:
    screen = shown(buttons("view", "A", "B"), ended())
    screen.click(choices(screen)[0].others[0], "")
    group = buttons("view", "A", "B")
    group.delta.new_element.button_group.set_value = True
    screen.receive(group)
    screen.receive(ended())
    assert not screen.arrive("").rerun_script.widget_states.widgets


def test_each_kind_of_widget_offers_its_other_values() -> None:
    screen = shown(
        buttons("buttons", "A", "B", "C"),
        widget("slider", "slider", 2, default=[0.0], min=0.0, max=8.0, step=1.0),
        widget("selectbox", "list", 3, options=["x", "y"]),
        widget("checkbox", "tick", 4, default=True),
        widget("checkbox", "off", 5, disabled=True),
        widget("checkbox", "lang", 6),
        ended(),
    )
    others = {choice.name: choice.others for choice in choices(screen)}
    assert [one.string_array_value.data[0] for one in others["buttons"]] == ["B", "C"]
    assert [one.double_array_value.data[0] for one in others["slider"]] == [0, 2, 4, 6, 8]
    assert [one.string_value for one in others["list"]] == ["x", "y"]
    assert [one.bool_value for one in others["tick"]] == [False]
    assert set(others) == {"buttons", "slider", "list", "tick"}


def test_a_sentence_is_typed_into_the_field_of_the_header_alone() -> None:
    screen = shown(widget("text_input", "other", 1), ended())
    assert typed(screen, "good") is None
    screen.receive(widget("text_input", "sentence", 2))
    choice = typed(screen, "good")
    assert choice is not None
    assert choice.others[0].string_value == "good"


def test_no_widget_no_click() -> None:
    assert pick([], Random(0)) is None


@given(st.lists(st.floats(0, 100), min_size=1), st.sampled_from((0.05, 0.5, 0.95, 1.0)))
def test_a_quantile_is_the_smallest_value_that_the_share_does_not_exceed(
    values: list[float], share: float
) -> None:
    found = quantile(values, share)
    reached = {value: sum(other <= value for other in values) for value in values}
    enough = [value for value, count in reached.items() if count >= share * len(values) - 1e-9]
    assert found == min(enough)


def test_waits_count_what_failed() -> None:
    done = [
        Interaction("masks", "click", seconds, "no end" if seconds == 4 else "") for seconds in range(1, 5)
    ]
    assert (waits(done).half, waits(done).most, waits(done).errors, waits(done).count) == (2, 4, 1, 4)
    with pytest.raises(ValueError, match="no values"):
        waits([])


def test_pages_are_compared_one_by_one() -> None:
    now = over_pages({"a": [1.0, 3.0], "b": [1.0], "c": [1.0], "new": [9.0]})
    assert ratio(now, {"a": 4.0, "b": 4.0, "c": 1.0}) == 0.5


@pytest.mark.whole
def test_a_visitor_clicks_through_pages_of_a_real_server(tmp_path: Path) -> None:
    server = MeasuredServer("now", REPOSITORY, tmp_path)

    async def walk() -> list[Interaction]:
        async with Visitor(server.address, 1, ("glossary", "masks")) as visitor:
            for _ in range(2 * A_PAGE):
                await visitor.step()
        return visitor.done

    try:
        done = asyncio.run(walk())
        assert [one.error for one in done] == [""] * 2 * A_PAGE
        assert [page for page, _ in itertools.groupby(one.page for one in done)] == ["glossary", "masks"]
        assert {"open", "type", "click"} == {one.kind for one in done}
        assert server.processor_seconds() > 0
        resident, of_files = server.resident_megabytes()
        assert resident > of_files > 0
    finally:
        server.stop()
