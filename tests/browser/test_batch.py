"""Twenty thousand rows, a closed tab, a download; cancelling and going on; two users apart."""

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

Visit = Callable[..., Page]
ROWS = 20_000
DIFFERENT = 160  # texts, which a window reads once each
OPINIONS = (
    "a wonderful, moving film",
    "dull and far too long",
    'she said "good" and meant it',
    "not bad at all",
)


def content(rows: int, different: int) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(["id", "review", "note"])
    for number in range(rows):
        text = f"{OPINIONS[number % 4]} , part {number % different}"
        writer.writerow([f"{number:05}", text, "=1+1"])
    return target.getvalue().encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_bytes(content(ROWS, DIFFERENT))
    return path


def start(page: Page, file: Path) -> str:
    """Upload and start; returns the job's id from the URL."""
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Score this file").click()
    page.wait_for_url("**batch_job=**")
    return page.url.split("batch_job=")[1].split("&")[0]


def test_twenty_thousand_rows_survive_a_closed_tab(visit: Visit, file: Path) -> None:
    page = visit("batch")
    job = start(page, file)
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    bar = page.locator("[data-testid=stProgressBarTrack] > *")
    assert (
        bar.evaluate("bar => getComputedStyle(bar).transitionDuration") == "0s"
    )  # it never lags behind its text
    page.close()
    again = visit("batch", batch_job=job)
    expect(again.get_by_text("need review", exact=True)).to_be_visible()
    with again.expect_download() as waiting:
        again.get_by_role("button", name="Download the scored CSV").click()
    scored = Path(waiting.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(scored, newline="")))
    assert waiting.value.suggested_filename == "reviews-scored.csv"
    assert [row["id"] for row in rows] == [f"{number:05}" for number in range(ROWS)]
    assert list(rows[0]) == ["id", "review", "note", "prediction", "probability", "needs_review", "problem"]
    assert rows[0]["note"] == "'=1+1"
    assert rows[0]["review"] == "a wonderful, moving film , part 0"
    assert [row["prediction"] for row in rows[:2]] == ["positive", "negative"]


def test_a_cancelled_job_goes_on_and_stands_in_the_list(visit: Visit, tmp_path: Path) -> None:
    long = tmp_path / "long.csv"
    long.write_bytes(content(20_000, 20_000))
    page = visit("batch")
    start(page, long)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    page.get_by_role("button", name="Score another file").click()
    listed = page.locator("[class*=st-key-past_]").filter(has_text="long.csv").first
    expect(listed).to_contain_text("stopped")
    listed.get_by_role("button", name="Remove").click()
    expect(page.locator("[class*=st-key-past_]").filter(has_text="long.csv")).to_have_count(0)


def test_two_users_do_not_see_each_other(visit: Visit, file: Path, server: Server) -> None:
    first = visit("batch")
    job = start(first, file)
    second = visit("batch")
    expect(
        second.get_by_role("button", name="Browse files").or_(second.locator("input[type=file]")).first
    ).to_be_attached()
    assert job not in second.content()
    assert "batch_job" not in second.url


def test_a_job_goes_on_after_the_server_was_restarted(visit: Visit, file: Path, server: Server) -> None:
    page = visit("batch")
    job = start(page, file)
    page.close()
    server.stop()
    time.sleep(0.5)
    server.start()
    again = visit("batch", batch_job=job)
    expect(again.get_by_role("button", name="Download the scored CSV")).to_be_visible()
