"""Data sets of sentiment, in the form in which they are published."""

import io
import json
from collections.abc import Iterator

from tests.data.shapes.shape import Shape, lines, plain, table

TEXTS = (
    "a charming and often affecting journey",
    "unflinchingly bleak and desperate",
    "it 's slow -- very , very slow",
)
LABELS = ("1", "0", "0")


def data_sets() -> Iterator[Shape]:
    """Films, restaurants, products, hotels."""
    yield from films()
    yield from products()
    yield from hubs()
    yield from chinese()
    yield from sparks()


def films() -> Iterator[Shape]:
    sst2 = [["sentence", "label"], *map(list, zip(TEXTS, LABELS, strict=True))]
    yield Shape("SST-2-dev.tsv", plain(sst2).encode(), ("sentence", "label"), 3, TEXTS[0], "label")

    phrases = [
        ["PhraseId", "SentenceId", "Phrase", "Sentiment"],
        *[[str(i), "1", text, str(i)] for i, text in enumerate(TEXTS)],
    ]
    yield Shape("rotten-tomatoes-train.tsv", plain(phrases).encode(), tuple(phrases[0]), 3, TEXTS[0])

    raw = "".join(f"{text} \n" for text in TEXTS)
    yield Shape("rt-polarity.pos", raw.encode("cp1252"), ("#1",), 3, f"{TEXTS[0]} ", None, "csv_no_header", 0)

    imdb = [
        "One of the other reviewers said:<br /><br />watch it, it is great.",
        'A "wonderful" little production.',
        "Petter Mattei's film is a bore.",
    ]
    kaggle = [["review", "sentiment"], *zip(imdb, ("positive", "positive", "negative"), strict=True)]
    yield Shape(
        "IMDB Dataset.csv", table(kaggle, end="\n").encode(), ("review", "sentiment"), 3, imdb[0], "sentiment"
    )

    header = "id\tsentiment\treview\n"
    word2vec = "".join(
        f'"{5814 + i}_8"\t{label}\t"{text} He said \\"yes\\", twice."\n'
        for i, (text, label) in enumerate(zip(TEXTS, LABELS, strict=True))
    )
    yield Shape(
        "labeledTrainData.tsv",
        (header + word2vec).encode(),
        ("id", "sentiment", "review"),
        3,
        f'{TEXTS[0]} He said "yes", twice.',
        "sentiment",
    )

    uci = [
        ["A very, very, very slow-moving, aimless movie.  ", "0"],
        ['The "best" film of the year!  ', "1"],
        ["Not sure who was more lost.  ", "0"],
    ]
    yield Shape("imdb_labelled.txt", plain(uci).encode(), ("#1", "#2"), 3, uci[0][0])


def products() -> Iterator[Shape]:
    yelp = "".join(
        f'"{1 + int(label)}","{text}, said ""she"".\\nAnd more."\n'
        for text, label in zip(TEXTS, LABELS, strict=True)
    )
    yield Shape(
        "yelp_review_polarity_train.csv",
        yelp.encode(),
        ("#1", "#2"),
        3,
        f'{TEXTS[0]}, said "she".\\nAnd more.',
    )

    fasttext = "".join(
        f"__label__{1 + int(label)} {text}\n" for text, label in zip(TEXTS, LABELS, strict=True)
    )
    yield Shape(
        "amazon.ft.txt", fasttext.encode(), ("#1",), 3, f"__label__2 {TEXTS[0]}", None, "csv_no_header", 0
    )

    germeval = [
        [f"http://www.bahn.de/{i}", text, "true", "negative", "Allgemein:negative"]
        for i, text in enumerate(
            (
                "Der Zug war schon wieder zu spät",
                "Kein Sitzplatz in der ganzen Bahn",
                "Die Heizung war kalt, alles kalt",
            )
        )
    ]
    yield Shape(
        "germeval2017.tsv",
        plain(germeval).encode(),
        tuple(f"#{i}" for i in range(1, 6)),
        3,
        germeval[0][1],
        "#4",
    )

    finance = "".join(
        f"{text} .@{feeling}\n"
        for text, feeling in zip(TEXTS, ("neutral", "positive", "negative"), strict=True)
    )
    yield Shape(
        "Sentences_AllAgree.txt",
        finance.encode("cp1252"),
        ("#1",),
        3,
        f"{TEXTS[0]} .@neutral",
        None,
        "csv_no_header",
        0,
    )


def hubs() -> Iterator[Shape]:
    entries = [{"text": text, "label": int(label)} for text, label in zip(TEXTS, LABELS, strict=True)]
    yield Shape("hub.jsonl", lines(entries).encode(), ("text", "label"), 3, TEXTS[0], "label")
    yield Shape("train.json", json.dumps(entries).encode(), ("text", "label"), 3, TEXTS[0], "label")
    for name in (
        "train-00000-of-00001.parquet",
        "0000",
        "data.parq",
        f"part-00000-tid-{'1234567890' * 7}-c000.snappy.parquet",
    ):
        yield Shape(name, parquet(entries), ("text", "label"), 3, TEXTS[0], "label")

    by_column = {"text": dict(enumerate(TEXTS)), "label": dict(enumerate(LABELS))}
    yield Shape("pandas-to_json.json", json.dumps(by_column).encode(), question="json_one_object")
    yield Shape("not-lines.jsonl", json.dumps(TEXTS).encode(), question="json_lines_no_object")


def parquet(entries: list[dict[str, object]]) -> bytes:
    """The entries as a Parquet file."""
    import pyarrow
    import pyarrow.parquet

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(entries), buffer)
    return buffer.getvalue()


def chinese() -> Iterator[Shape]:
    texts = (
        "选择珠江花园的原因就是方便，有电动扶梯直接到达海边",
        "房间太小，设施陈旧，再也不来了",
        "早餐一般，位置还可以",
    )
    hotels = [["label", "review"], *map(list, zip(LABELS, texts, strict=True))]
    yield Shape(
        "ChnSentiCorp_htl_all.csv",
        table(hotels, end="\n").encode(),
        ("label", "review"),
        3,
        texts[0],
        "label",
    )
    pairs = [["label", "text_a"], *map(list, zip(LABELS, texts, strict=True))]
    yield Shape("ChnSentiCorp-dev.tsv", plain(pairs).encode(), ("label", "text_a"), 3, texts[0], "label")
    bare = list(map(list, zip(texts, LABELS, strict=True)))
    yield Shape("ChnSentiCorp-train.tsv", plain(bare).encode(), ("#1", "#2"), 3, texts[0])
    nlpcc = [{"id": f"{i}", "sentence": text, "emotion": "none"} for i, text in enumerate(texts)]
    yield Shape("nlpcc.jsonl", lines(nlpcc).encode("gb18030"), tuple(nlpcc[0]), 3, texts[0])


def sparks() -> Iterator[Shape]:
    header = "id,review,label\n"
    rows = "".join(
        f'{i},"She said \\"lovely\\", and I agree: {text}",{word}\n'
        for i, (text, word) in enumerate(zip(TEXTS, ("positive", "negative", "negative"), strict=True))
    )
    yield Shape(
        "part-00000-spark.csv",
        (header + rows).encode(),
        ("id", "review", "label"),
        3,
        f'She said "lovely", and I agree: {TEXTS[0]}',
        "label",
    )
