"""Whose jobs these are: a random name in a cookie, told to nobody else."""

from types import SimpleNamespace

import pytest
import streamlit as st

from core import jobs
from core.app.jobs import browser, former_owner

NAME = "a" * 43
XSRF = "2|f853ddce|36cfc735398b485307d9552eacb9ec6c|1795546969"


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch, tmp_path) -> dict[str, str]:
    """The cookies that the browser brings along, in a visit that has just begun."""
    found: dict[str, str] = {}
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setattr(st, "context", SimpleNamespace(cookies=found))
    monkeypatch.setattr(st, "session_state", {})
    return found


def test_a_browser_that_brings_its_name_along_is_known_by_it(cookies: dict[str, str]) -> None:
    cookies[browser.COOKIE] = NAME
    first = browser.owner()
    st.session_state.clear()  # another visit
    assert browser.owner() == first
    cookies[browser.COOKIE] = "b" * 43
    assert browser.owner() != first


def test_a_new_browser_has_a_random_name_that_lasts_for_the_visit(
    cookies: dict[str, str],
) -> None:
    drawn = browser.browser_name()
    assert browser.NAME.fullmatch(drawn)
    assert browser.browser_name() == drawn
    owner = browser.owner()
    cookies[browser.COOKIE] = drawn  # as the browser wrote it
    assert browser.owner() == owner
    st.session_state.clear()
    assert browser.owner() == owner
    cookies.clear()
    st.session_state.clear()
    assert browser.browser_name() != drawn


@pytest.mark.parametrize("written", ["", "short", "a" * 44, "../" * 15, "a" * 42 + ";", "é" * 43])
def test_what_is_no_name_is_not_taken_for_one(cookies: dict[str, str], written: str) -> None:
    cookies[browser.COOKIE] = written
    assert browser.name_in_cookie() == ""
    browser.adopt(written)
    assert browser.NAME.fullmatch(browser.browser_name())


def test_the_name_itself_is_not_what_jobs_are_filed_under(cookies: dict[str, str]) -> None:
    cookies[browser.COOKIE] = NAME
    assert NAME not in browser.owner()


def test_a_name_that_another_tab_wrote_first_is_adopted(cookies: dict[str, str]) -> None:
    browser.browser_name()
    browser.adopt(NAME)
    assert browser.browser_name() == NAME


def test_jobs_of_the_former_owner_are_handed_over_once_the_name_is_kept(
    cookies: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[tuple[str, str]] = []
    monkeypatch.setattr(jobs, "hand_over", lambda former, owner: handed.append((former, owner)))
    cookies["_streamlit_xsrf"] = XSRF
    former_owner.hand_over_jobs()
    assert handed == []  # a name that no cookie keeps is gone with the visit
    cookies[browser.COOKIE] = NAME
    former_owner.hand_over_jobs()
    former_owner.hand_over_jobs()
    assert [owner for _, owner in handed] == [browser.owner()]
    assert len(handed[0][0]) == 32
