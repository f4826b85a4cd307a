"""Exports and published reviews of shops, restaurants and hotels."""

import json
from collections.abc import Iterator

from tests.data.shapes.shape import Shape, lines, plain, table

TEXTS = (
    "Works as described, quick delivery.",
    "Broke after two days, no answer from the seller.",
    "It is all right for the price.",
)
CHINESE = ("质量很好，物流也快", "用了两天就坏了，客服不回", "一般般，对得起价格")


def shops() -> Iterator[Shape]:
    """Reviews of things that were bought."""
    yield from amazon()
    yield from exports()
    yield from json_files()
    yield from chinese()


def amazon() -> Iterator[Shape]:
    header = [
        "marketplace",
        "customer_id",
        "review_id",
        "product_title",
        "star_rating",
        "helpful_votes",
        "vine",
        "review_headline",
        "review_body",
        "review_date",
    ]
    rows = [
        [
            "US",
            f"4109{i}",
            f"R26{i}",
            'A 10" tablet',
            str(5 - i),
            "0",
            "N",
            '"Fine',
            text,
            f"2015-08-3{i % 2}",
        ]
        for i, text in enumerate(TEXTS)
    ]
    yield Shape("amazon_reviews_us_v1_00.tsv", plain([header, *rows]).encode(), tuple(header), 3, TEXTS[0])

    five_core = [
        {
            "reviewerID": f"A2{i}",
            "asin": "B000",
            "helpful": [0, i],
            "reviewText": text,
            "overall": 5.0 - i,
            "summary": "ok",
        }
        for i, text in enumerate(TEXTS)
    ]
    yield Shape("Musical_Instruments_5.json", lines(five_core).encode(), tuple(five_core[0]), 3, TEXTS[0])
    loose = "".join(f"{entry!r}\n" for entry in five_core)
    yield Shape("reviews_Musical_Instruments.json", loose.encode(), question="json_python")

    polarity = [[str(1 + i % 2), "A title, in short", text] for i, text in enumerate(TEXTS)]
    yield Shape(
        "amazon_review_polarity.csv", table(polarity, quoting=1).encode(), ("#1", "#2", "#3"), 3, TEXTS[0]
    )


def exports() -> Iterator[Shape]:
    judge_me = [
        "title",
        "body",
        "rating",
        "review_date",
        "reviewer_name",
        "reviewer_email",
        "product_id",
        "reply",
    ]
    rows = [
        ["Nice", text, str(5 - i), "2024-03-01 10:00:00 UTC", "Anna", "a@b.c", f"77{i}", ""]
        for i, text in enumerate(TEXTS)
    ]
    yield Shape("judge-me.csv", table([judge_me, *rows]).encode(), tuple(judge_me), 3, TEXTS[0])

    trustpilot = [
        "Review Created (UTC)",
        "Review Consumer User ID",
        "Review Title",
        "Review Content",
        "Review Stars",
    ]
    stars = [
        [f"2024-03-0{i + 1} 10:00:00", f"5f{i}", "Well", text, str(5 - i)] for i, text in enumerate(TEXTS)
    ]
    yield Shape("trustpilot.csv", table([trustpilot, *stars]).encode(), tuple(trustpilot), 3, TEXTS[0])

    clothing = [
        "",
        "Clothing ID",
        "Age",
        "Title",
        "Review Text",
        "Rating",
        "Recommended IND",
        "Positive Feedback Count",
        "Class Name",
    ]
    worn = [
        [str(i), "767", "33", "", text, str(5 - i), str(int(i != 1)), str(i), "Dresses"]
        for i, text in enumerate(TEXTS)
    ]
    yield Shape(
        "womens-clothing.csv",
        table([clothing, *worn], end="\n").encode(),
        ("#1", *clothing[1:]),
        3,
        TEXTS[0],
        "Recommended IND",
    )

    feedback = ["Item", "Feedback", "From", "When"]
    sold = [["Lamp", text, f"buyer{i}", f"0{i + 1}-Mar-24"] for i, text in enumerate(TEXTS)]
    yield Shape(
        "ebay-feedback.csv",
        ("sep=;\r\n" + table([feedback, *sold], ";")).encode("cp1252"),
        tuple(feedback),
        3,
        TEXTS[0],
    )

    piped = ["REVIEW_ID", "PRODUCT_ID", "RATING", "REVIEW_TEXT"]
    feed = [[str(i), f"p{i}", str(5 - i), text] for i, text in enumerate(TEXTS)]
    yield Shape("bazaarvoice.txt", table([piped, *feed], "|").encode(), tuple(piped), 3, TEXTS[0])

    hotel = ["Hotel_Name", "Reviewer_Score", "Negative_Review", "Positive_Review"]
    stays = [["Arena", "8,3", text, "No Positive"] for text in TEXTS]
    yield Shape("515k-hotel-reviews.csv", table([hotel, *stays]).encode(), tuple(hotel), 3, TEXTS[0])


def json_files() -> Iterator[Shape]:
    yelp = [
        {"review_id": f"x{i}", "stars": 5.0 - i, "useful": i, "text": text, "date": "2018-07-07 22:09:11"}
        for i, text in enumerate(TEXTS)
    ]
    yield Shape("yelp_academic_dataset_review.json", lines(yelp).encode(), tuple(yelp[0]), 3, TEXTS[0])
    yield Shape("yelp-array.json", json.dumps(yelp).encode(), tuple(yelp[0]), 3, TEXTS[0])

    etsy = [
        {
            "reviewer": "anna",
            "date_reviewed": "03/01/2024",
            "star_rating": 5 - i,
            "message": text,
            "order_id": 10 + i,
        }
        for i, text in enumerate(TEXTS)
    ]
    yield Shape(
        "etsy-reviews.json", json.dumps(etsy, indent=4).encode("utf-8-sig"), tuple(etsy[0]), 3, TEXTS[0]
    )

    nested = {"business": "Lamp shop", "reviews": yelp}
    yield Shape("one-object.json", json.dumps(nested, indent=2).encode(), question="json_one_object")


def chinese() -> Iterator[Shape]:
    taobao = ["用户名", "评分", "评论内容", "评论时间", "追评"]
    rows = [[f"t**{i}", str(5 - i), text, f"2024-03-0{i + 1} 10:00:00", ""] for i, text in enumerate(CHINESE)]
    yield Shape("淘宝评论.csv", table([taobao, *rows]).encode("gb18030"), tuple(taobao), 3, CHINESE[0])

    jd = [
        {"nickname": f"j***{i}", "content": text, "creationTime": "2024-03-01 10:00:00", "score": 5 - i}
        for i, text in enumerate(CHINESE)
    ]
    yield Shape("jd-comments.jsonl", lines(jd).encode(), tuple(jd[0]), 3, CHINESE[0])

    ten_categories = [["酒店", str(1 - i % 2), text] for i, text in enumerate(CHINESE)]
    shopping = ("cat", "label", "review")
    yield Shape(
        "online_shopping_10_cats.csv",
        table([shopping, *ten_categories], end="\n").encode(),
        shopping,
        3,
        CHINESE[0],
        "label",
    )

    waimai = [[str(1 - i % 2), text] for i, text in enumerate(CHINESE)]
    yield Shape(
        "waimai_10k.csv",
        table([["label", "review"], *waimai]).encode("utf-8-sig"),
        ("label", "review"),
        3,
        CHINESE[0],
        "label",
    )
