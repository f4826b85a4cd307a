"""Posts and comments, as networks and those who watch them export them."""

import csv
import json
from collections.abc import Iterator

from tests.data.shapes.shape import Shape, lines, plain, table

TEXTS = (
    "I love the new album so much",
    "worst service ever, never again",
    "just landed in Berlin, so far so good",
)


def social_media() -> Iterator[Shape]:
    """Tweets, comments, mentions."""
    yield from tweets()
    yield from monitors()
    yield from networks()
    yield from chinese()


def tweets() -> Iterator[Shape]:
    classic = [
        [
            str(4 * (i % 2)),
            f"146781036{i}",
            "Mon Apr 06 22:19:45 PDT 2009",
            "NO_QUERY",
            f"user{i}",
            f"@you {text} café",
        ]
        for i, text in enumerate(TEXTS)
    ]
    names = tuple(f"#{number}" for number in range(1, 7))
    yield Shape(
        "training.1600000.processed.noemoticon.csv",
        table(classic, quoting=csv.QUOTE_ALL, end="\n").encode("cp1252"),
        names,
        3,
        f"@you {TEXTS[0]} café",
    )

    airline = [
        "tweet_id",
        "airline_sentiment",
        "airline_sentiment_confidence",
        "airline",
        "name",
        "text",
        "tweet_created",
    ]
    flown = [
        [f"57030613{i}", feeling, "1.0", "Virgin America", "anna", text, "2015-02-24 11:35:52 -0800"]
        for i, (text, feeling) in enumerate(zip(TEXTS, ("positive", "negative", "neutral"), strict=True))
    ]
    yield Shape(
        "Tweets.csv",
        table([airline, *flown], end="\n").encode(),
        tuple(airline),
        3,
        TEXTS[0],
        "airline_sentiment",
    )

    streamed = [
        {
            "created_at": "Mon Apr 06 22:19:45 +0000 2020",
            "id_str": f"1{i}",
            "text": text,
            "user": {"name": "anna"},
        }
        for i, text in enumerate(TEXTS)
    ]
    yield Shape(
        "powershell.jsonl",
        lines(streamed).replace("\n", "\r\n").encode("utf-16"),
        tuple(streamed[0]),
        3,
        TEXTS[0],
    )

    semeval = [
        [f"26418381654813{i}", "15140428", label, text]
        for i, (text, label) in enumerate(zip(TEXTS, ("positive", "negative", "negative"), strict=True))
    ]
    yield Shape("semeval-2013.tsv", plain(semeval).encode(), ("#1", "#2", "#3", "#4"), 3, TEXTS[0], "#3")

    listed = "".join(f"{text}\n" for text in TEXTS)
    yield Shape("tweeteval-val_text.txt", listed.encode(), ("#1",), 3, TEXTS[0], None, "csv_no_header", 0)


def monitors() -> Iterator[Shape]:
    brandwatch = ["Query Id", "Date", "Title", "Snippet", "Url", "Sentiment", "Full Text"]
    rows = [
        ["1999", f"2024-03-0{i + 1} 10:00:00.0", "", text[:8], f"https://x.com/{i}", feeling, text]
        for i, (text, feeling) in enumerate(zip(TEXTS, ("positive", "negative", "neutral"), strict=True))
    ]
    dates = [["From:", "Fri Mar 01 00:00:00 UTC 2024"], ["To:", "Thu Mar 07 00:00:00 UTC 2024"]]
    above = table([["Report:", "Weekly mentions"], ["Brand:", "Ours"], *dates, ["Label:", "All"], []])
    yield Shape(
        "brandwatch.csv",
        (above + table([brandwatch, *rows])).encode(),
        tuple(brandwatch),
        3,
        TEXTS[0],
        "Sentiment",
    )

    meltwater = ["Date", "Headline", "URL", "Hit Sentence", "Source", "Reach", "Sentiment"]
    hits = [
        ["01-Mar-2024 10:00AM", "Album", f"https://x.com/{i}", text, "X", f"{i},204", feeling]
        for i, (text, feeling) in enumerate(zip(TEXTS, ("Positive", "Negative", "Neutral"), strict=True))
    ]
    yield Shape(
        "meltwater.csv",
        table([meltwater, *hits], "\t").encode("utf-16"),
        tuple(meltwater),
        3,
        TEXTS[0],
        "Sentiment",
    )

    talkwalker = ["published", "url", "title_snippet", "content", "sentiment", "lang"]
    found = [
        ["2024-03-01 10:00", f"https://x.com/{i}", "", text, str(5 * (1 - i)), "en"]
        for i, text in enumerate(TEXTS)
    ]
    yield Shape(
        "talkwalker.csv",
        table([talkwalker, *found], ";", csv.QUOTE_ALL).encode("utf-8-sig"),
        tuple(talkwalker),
        3,
        TEXTS[0],
    )

    padded = [["Inbox export", "", "", ""], ["", "", "", ""], ["Time", "Network", "Message", "Tags"]]
    messages = [[f"2024-03-01 10:0{i}", "Facebook", text, ""] for i, text in enumerate(TEXTS)]
    yield Shape("sprout-inbox.csv", table([*padded, *messages]).encode(), tuple(padded[2]), 3, TEXTS[0])


def networks() -> Iterator[Shape]:
    reddit = [
        {"author": "anna", "body": text, "score": 3, "controversiality": 0, "created_utc": 1438387200 + i}
        for i, text in enumerate(TEXTS)
    ]
    yield Shape("RC_2015-08", lines(reddit).encode(), tuple(reddit[0]), 3, TEXTS[0])

    youtube = [
        {"cid": f"Ug{i}", "text": text, "time": "2 weeks ago", "votes": "0", "heart": False}
        for i, text in enumerate(TEXTS)
    ]
    yield Shape(
        "youtube-comments.json", json.dumps(youtube, indent=2).encode(), tuple(youtube[0]), 3, TEXTS[0]
    )

    discord = ["AuthorID", "Author", "Date", "Content", "Attachments", "Reactions"]
    said = [["11", "anna#1", "2024-03-01T10:00:00.0000000+00:00", text, "", ""] for text in TEXTS]
    yield Shape(
        "discord.csv",
        table([discord, *said], quoting=csv.QUOTE_ALL, end="\n").encode("utf-8-sig"),
        tuple(discord),
        3,
        TEXTS[0],
    )

    facebook = ["comment_id", "from_name", "message", "like_count", "created_time"]
    liked = [[f"12_{i}", "Anna", text, str(i), "2024-03-01T10:00:00+0000"] for i, text in enumerate(TEXTS)]
    yield Shape("facebook-comments.tab", plain([facebook, *liked]).encode(), tuple(facebook), 3, TEXTS[0])

    mastodon = [{"id": f"10{i}", "content": text, "language": "en"} for i, text in enumerate(TEXTS)]
    yield Shape("mastodon.ndjson", lines(mastodon).encode("utf-8-sig"), tuple(mastodon[0]), 3, TEXTS[0])


def chinese() -> Iterator[Shape]:
    texts = ("今天天气真好，心情不错[哈哈]", "又加班到半夜，累死了[泪]", "刚到北京，一切顺利")
    weibo = [[str(1 - i % 2), text] for i, text in enumerate(texts)]
    yield Shape(
        "weibo_senti_100k.csv",
        table([["label", "review"], *weibo], end="\n").encode(),
        ("label", "review"),
        3,
        texts[0],
        "label",
    )

    douban = ["ID", "Movie_Name_EN", "Username", "Date", "Star", "Comment", "Like"]
    seen = [
        [str(i), "Avengers", f"用户{i}", f"2017-01-2{i}", str(5 - i), text, str(7 + i)]
        for i, text in enumerate(texts)
    ]
    yield Shape("DMSC.csv", table([douban, *seen], end="\n").encode(), tuple(douban), 3, texts[0])
