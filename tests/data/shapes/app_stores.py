"""Reviews of apps and games."""

import gzip
import json
from collections.abc import Iterator

from tests.data.shapes.shape import Shape, plain, table

TEXTS = ("Love it, use it every day", "Crashes since the last update", "Ok, but too many ads")


def app_stores() -> Iterator[Shape]:
    """What stores and those who read them write."""
    yield from play()
    yield from apple()
    yield from steam()


def play() -> Iterator[Shape]:
    console = [
        "Package Name",
        "App Version Code",
        "Reviewer Language",
        "Device",
        "Review Submit Date and Time",
        "Star Rating",
        "Review Title",
        "Review Text",
        "Review Link",
    ]
    rows = [
        [
            "com.x.y",
            "12",
            "en",
            "husky",
            f"2024-03-0{i + 1}T10:00:00Z",
            str(5 - i),
            "",
            text,
            f"http://play.google.com/console?id={i}",
        ]
        for i, text in enumerate(TEXTS)
    ]
    yield Shape(
        "reviews_com.x.y_202403.csv",
        table([console, *rows], end="\n").encode("utf-16"),
        tuple(console),
        3,
        TEXTS[0],
    )

    scraped = ["", "reviewId", "userName", "content", "score", "thumbsUpCount", "at", "replyContent"]
    read = [
        [str(i), f"gp:{i}", "Anna", text, str(5 - i), str(i % 2), "2024-03-01 10:00:00", ""]
        for i, text in enumerate(TEXTS)
    ]
    yield Shape(
        "google-play-scraper.csv",
        table([scraped, *read], end="\n").encode(),
        ("#1", *scraped[1:]),
        3,
        TEXTS[0],
    )

    store = ["App", "Translated_Review", "Sentiment", "Sentiment_Polarity", "Sentiment_Subjectivity"]
    felt = [
        ["10 Best Foods", text, feeling, "0.25", "0.5"]
        for text, feeling in zip(TEXTS, ("Positive", "Negative", "Neutral"), strict=True)
    ]
    yield Shape(
        "googleplaystore_user_reviews.csv",
        table([store, *felt], end="\n").encode(),
        tuple(store),
        3,
        TEXTS[0],
        "Sentiment",
    )


def apple() -> Iterator[Shape]:
    followed = ["Date", "App name", "Store", "Country", "Version", "Rating", "Author", "Subject", "Body"]
    rows = [
        [f"2024-03-0{i + 1}", "Our app", "App Store", "us", "1.2.3", str(5 - i), "anna", "Hm", text]
        for i, text in enumerate(TEXTS)
    ]
    yield Shape("appfollow.csv", table([followed, *rows]).encode(), tuple(followed), 3, TEXTS[0])

    above = "Report generated,2024-03-05\r\nApp,Our app\r\nRange,2024-03-01 to 2024-03-04\r\n\r\n"
    yield Shape(
        "app-report.csv", (above + table([followed, *rows])).encode("utf-8-sig"), tuple(followed), 3, TEXTS[0]
    )

    feed = ["id", "updated", "rating", "version", "title", "content"]
    entries = [
        [f"11{i}", "2024-03-01T10:00:00-07:00", str(5 - i), "1.2", "Hm", text] for i, text in enumerate(TEXTS)
    ]
    yield Shape(
        "itunes.tsv.gz", gzip.compress(plain([feed, *entries]).encode(), mtime=0), tuple(feed), 3, TEXTS[0]
    )

    chinese = ["昵称", "星级", "评论", "时间", "版本"]
    texts = ("很好用，天天都在用", "更新之后一直闪退", "还行，广告太多")
    shown = [[f"用户{i}", "★" * (5 - i), text, f"2024年3月{i + 1}日", "1.2"] for i, text in enumerate(texts)]
    yield Shape("七麦.csv", table([chinese, *shown]).encode("utf-8-sig"), tuple(chinese), 3, texts[0])


def steam() -> Iterator[Shape]:
    header = ["app_id", "app_name", "review_text", "review_score", "review_votes"]
    rows = [
        ["10", "Counter-Strike", text, score, vote]
        for text, score, vote in zip(TEXTS, ("1", "-1", "-1"), "010", strict=True)
    ]
    yield Shape(
        "steam-reviews.csv",
        table([header, *rows], end="\n").encode(),
        tuple(header),
        3,
        TEXTS[0],
        "review_score",
    )

    voted = [
        "date_posted",
        "funny",
        "helpful",
        "hour_played",
        "is_early_access_review",
        "recommendation",
        "review",
        "title",
    ]
    played = [
        ["2019-02-10", "2", "4", "578", "False", word, text, "Expansion"]
        for text, word in zip(TEXTS, ("Recommended", "Not Recommended", "Recommended"), strict=True)
    ]
    yield Shape(
        "steam-recommendations.csv",
        table([voted, *played], end="\n").encode(),
        tuple(voted),
        3,
        TEXTS[0],
        "recommendation",
    )

    answer = {"success": 1, "reviews": [{"review": text, "voted_up": True} for text in TEXTS]}
    yield Shape("steam-api.json", json.dumps(answer).encode(), question="json_one_object")
