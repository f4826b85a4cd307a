"""Exports of programs that ask people."""

import csv
from collections.abc import Iterator

from tests.data.shapes.shape import Shape, table

ANSWERS = ("It was lovely, thank you", "Far too long a wait", 'The "help" desk was no help')


def surveys() -> Iterator[Shape]:
    """What survey tools write: several header rows, whole questions as names, codes."""
    yield surveymonkey()
    yield from qualtrics()
    yield from forms()
    yield from codes()
    yield from chinese()


def surveymonkey() -> Shape:
    first = ["Respondent ID", "Start Date", "How was your visit?", "Would you come again?", ""]
    second = ["", "", "Open-Ended Response", "Response", "Other (please specify)"]
    rows = [[f"1147{i}", f"03/0{i + 1}/2024 10:15:00", answer, "Yes", ""] for i, answer in enumerate(ANSWERS)]
    return Shape(
        "surveymonkey.csv",
        table([first, second, *rows]).encode("utf-8-sig"),
        (
            "Respondent ID",
            "Start Date",
            "How was your visit?",
            "Would you come again?",
            "Other (please specify)",
        ),
        3,
        ANSWERS[0],
    )


def qualtrics() -> Iterator[Shape]:
    codes = ["StartDate", "ResponseId", "Q1", "Q2_TEXT"]
    questions = [
        "Start Date",
        "Response ID",
        "How satisfied are you?",
        "Please tell us why.\nIn a few words.",
    ]
    marks = [f'{{"ImportId":"{name}"}}' for name in ("startDate", "_recordId", "QID1", "QID2_TEXT")]
    rows = [[f"2024-03-0{i + 1} 08:00:00", f"R_{i}", str(5 - i), text] for i, text in enumerate(ANSWERS)]
    whole = [codes, questions, marks, *rows]
    yield Shape("qualtrics.csv", table(whole, quoting=csv.QUOTE_ALL).encode(), tuple(codes), 3, ANSWERS[0])
    yield Shape("qualtrics.tsv", table(whole, "\t").encode("utf-16"), tuple(codes), 3, ANSWERS[0])


def forms() -> Iterator[Shape]:
    google = ["Timestamp", "What did you think of the course?"]
    rows = [[f"3/{i + 1}/2024 14:05:00", text] for i, text in enumerate(ANSWERS)]
    yield Shape("google-forms.csv", table([google, *rows]).encode(), tuple(google), 3, ANSWERS[0])

    german = ["Zeitstempel", "Wie hat Ihnen der Kurs gefallen?"]
    answers = ["Sehr gut, gerne wieder", "Leider zu kurz", "Es ging so"]
    dated = [[f"0{i + 1}.03.2024 14:05:00", text] for i, text in enumerate(answers)]
    yield Shape("google-forms-de.csv", table([german, *dated]).encode(), tuple(german), 3, answers[0])

    typeform = ["#", "*How did we do?*", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    coded = [
        [f"a8f{i}", text, "2024-03-01 10:00:00", "2024-03-01 10:02:00", f"9e{i}f"]
        for i, text in enumerate(ANSWERS)
    ]
    yield Shape("typeform.csv", table([typeform, *coded]).encode(), tuple(typeform), 3, ANSWERS[0])

    microsoft = ["ID", "Start time", "Completion time", "Email", "Name", "What should we improve?"]
    people = [
        [str(i + 1), "3/1/24 9:00", "3/1/24 9:04", "anonymous", "", text] for i, text in enumerate(ANSWERS)
    ]
    yield Shape(
        "microsoft-forms.csv",
        table([microsoft, *people], ";").encode("utf-8-sig"),
        tuple(microsoft),
        3,
        ANSWERS[0],
    )

    jotform = ["Submission Date", "Your opinion", "Rating"]
    rated = [["Mar 1, 2024", text, str(i + 1)] for i, text in enumerate(ANSWERS)]
    yield Shape(
        "jotform.csv", table([jotform, *rated], quoting=csv.QUOTE_ALL).encode(), tuple(jotform), 3, ANSWERS[0]
    )


def codes() -> Iterator[Shape]:
    lime = ["id", "submitdate", "lastpage", "startlanguage", "Q01", "Q02"]
    rows = [[str(i), "2024-03-01 10:00:00", "2", "en", f"A{i}", text] for i, text in enumerate(ANSWERS)]
    yield Shape(
        "limesurvey.csv",
        table([lime, *rows], quoting=csv.QUOTE_ALL).encode("utf-8-sig"),
        tuple(lime),
        3,
        ANSWERS[0],
    )

    kobo = ["start", "end", "how_was_it", "_id", "_uuid"]
    sent = [
        ["2024-03-01T10:00:00+01:00", "2024-03-01T10:05:00+01:00", text, str(i), f"u-{i}"]
        for i, text in enumerate(ANSWERS)
    ]
    yield Shape(
        "kobotoolbox.csv", table([kobo, *sent], ";", csv.QUOTE_ALL).encode(), tuple(kobo), 3, ANSWERS[0]
    )

    nps = ["Person ID", "Name", "Score", "Comment", "Tags"]
    scored = [[str(i), f"Person {i}", str(9 - i), text, ""] for i, text in enumerate(ANSWERS)]
    yield Shape("delighted.csv", table([nps, *scored]).encode(), tuple(nps), 3, ANSWERS[0])

    spss = ["CASEID", "WEIGHT", "OPEN1", "SENT"]
    cases = [
        [str(i), f"0,{i}5", text, label]
        for i, (text, label) in enumerate(zip(ANSWERS, ("pos", "neg", "neg"), strict=True))
    ]
    yield Shape("spss.csv", table([spss, *cases], ";").encode("cp1252"), tuple(spss), 3, ANSWERS[0], "SENT")

    question = "1. How was it? Please tell us in a few words."
    listed = "\n".join([question, "Good", "Bad", "Not so good"]) + "\n"
    yield Shape("one-question.csv", listed.encode(), (question,), 3, "Good", None, "csv_no_header", 1)


def chinese() -> Iterator[Shape]:
    header = ["序号", "提交答卷时间", "所用时间", "来源", "来自IP", "1、您对本次活动有什么意见或建议？"]
    texts = ["活动组织得很好，期待下次", "时间太短，准备不足", "还可以"]
    rows = [
        [str(i + 1), f"2024/3/{i + 1} 10:00:00", f"{60 + i}秒", "微信", "1.2.3.4(北京)", text]
        for i, text in enumerate(texts)
    ]
    yield Shape("问卷星.csv", table([header, *rows]).encode("gbk"), tuple(header), 3, texts[0])

    tencent = ["编号", "开始答题时间", "结束答题时间", "满意度", "反馈内容"]
    answers = [
        [str(i + 1), "2024-03-01 10:00:00", "2024-03-01 10:01:00", str(5 - i), text]
        for i, text in enumerate(texts)
    ]
    yield Shape("腾讯问卷.csv", table([tencent, *answers]).encode("utf-8-sig"), tuple(tencent), 3, texts[0])
