"""Dates, days of the week and times of day: Chinese has the year first and the minute last."""

from random import Random

from core.topics.transformer.phrases.numbers import (
    Word,
    in_digits,
    spoken,
    spoken_as_digits,
    two_digits,
)
from core.topics.transformer.phrases.pieces import (
    NONE,
    Phrase,
    Piece,
    arrange,
    only_chinese,
    said,
    unsure,
    words_of,
)

MONTHS = words_of("january february march april may june july august september october november december")
SHORT = words_of("jan feb mar apr may jun jul aug sep oct nov dec")
DAYS_IN = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WEEKDAYS = dict(
    zip(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        "一二三四五六日",
        strict=True,
    )
)
ORDINALS = words_of(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
    "twentieth"
)
PARTS_OF_DAY = {"morning": "上午", "afternoon": "下午", "evening": "晚上"}
SPECIAL_TIMES = {"noon": "中午12点", "midnight": "午夜12点"}
ON, AT, THE, OF, COMMA = (said(word) for word in ("on", "at", "the", "of", ","))


def suffix(day: int) -> str:
    """What English writes behind a day's number: 1st, 2nd, 3rd, 4th, 11th."""
    return "th" if day // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def some_year(random: Random) -> Phrase:
    """A year from 1900 to 2099, with 年."""
    year = random.randint(1900, 2099)
    return only_chinese("年", in_digits(year) if random.random() < 0.5 else said_year(random, year))


def said_year(random: Random, year: int) -> Phrase:
    """Nineteen ninety eight, nineteen oh five, nineteen hundred, two thousand and five, twenty oh six."""
    head, rest = divmod(year, 100)
    if year // 10 in range(200, 201) or (head == 20 and random.random() < 0.3):
        words = spoken(year, random.random() < 0.5)
    elif rest == 0:
        words = [*two_digits(head, 2), Word("hundred")]
    elif rest < 10:
        words = [*two_digits(head, 2), Word("oh", (1,)), *two_digits(rest)]
    else:
        words = [*two_digits(head, 2), *two_digits(rest)]
    return spoken_as_digits(words, year, 4)


def month(random: Random, number: int) -> Phrase:
    """A month's name, and its number with 月."""
    name = (SHORT if random.random() < 0.25 else MONTHS)[number - 1]
    return said(name, f"{number}月")


def day_number(random: Random, number: int) -> tuple[Phrase, bool]:
    """A day of the month with 日, and whether it is an ordinal."""
    way = random.random()
    if way < 0.35:
        return only_chinese("日", in_digits(number)), False
    if way < 0.6:
        digits = in_digits(number)
        return only_chinese("日", Phrase((*digits.english, suffix(number)), digits.chinese)), True
    return ordinal(number), True


def ordinal(number: int) -> Phrase:
    """1 to 31 as an English ordinal."""
    if number <= 20:
        return said(ORDINALS[number - 1], f"{number}日")
    tens = {20: "twenty", 30: "thirty"}[number // 10 * 10]
    if number == 30:
        return said("thirtieth", "30日")
    units = ORDINALS[number % 10 - 1]
    pieces = (
        Piece(str(number // 10), frozenset({0}), frozenset({0})),
        Piece(str(number % 10), frozenset({1}), frozenset({1})),
    )
    return only_chinese("日", Phrase((tens, units), pieces))


def some_date(random: Random) -> Phrase:
    """A date with or without its year, in one of many ways."""
    which = random.randint(1, 12)
    number = random.randint(1, DAYS_IN[which - 1] + (which == 2 and random.random() < 0.1))
    year = some_year(random) if random.random() < 0.6 else None
    if year and random.random() < 0.08:
        return iso(random, which, number)
    return written_date(random, month(random, which), *day_number(random, number), year)


def written_date(random: Random, month: Phrase, day: Phrase, is_ordinal: bool, year: Phrase | None) -> Phrase:
    """The parts of a date in an English order; in Chinese year, month, day."""
    the = [THE] if is_ordinal and random.random() < 0.6 else []
    if random.random() < 0.5:
        english = [month, *the, day]
    else:
        english = [*the, day, *([OF] if is_ordinal else []), month]
    if year:
        english += [*([COMMA] if random.random() < 0.3 else []), year]
    return arrange(english, [*([year] if year else []), month, day])


def iso(random: Random, month: int, day: int) -> Phrase:
    """1998-03-05: zeros before month and day fall away."""
    parts = [in_digits(random.randint(1900, 2099)), *(in_digits(f"{n:02}") for n in (month, day))]
    dash, dashes = said("-"), said("-")
    parts[1:] = [Phrase(p.english, p.chinese[p.chinese[0].text == "0" :]) for p in parts[1:]]
    year, month_part, day_part = (only_chinese(u, p) for u, p in zip("年月日", parts, strict=True))
    return arrange([year, dash, month_part, dashes, day_part], [year, month_part, day_part])


def some_weekday(random: Random) -> Phrase:
    """A day of the week."""
    name = random.choice(list(WEEKDAYS))
    return said(name, f"星期{WEEKDAYS[name]}")


def spoken_digits(number: int) -> Phrase:
    """1 to 99 said in words, written in digits."""
    return spoken_as_digits(two_digits(number), number, 1)


def small(random: Random, number: int) -> Phrase:
    """1 to 59 in words or digits, written in digits."""
    return spoken_digits(number) if random.random() < 0.7 else in_digits(number)


def past_or_to(random: Random) -> Phrase:
    """Half past nine, quarter to ten, twenty to ten, five past nine."""
    hour, way = random.randint(1, 12), random.random()
    before = hour - 1 or 12
    if way < 0.3:
        return arrange([half := said("half", "半"), said("past"), h := hour_of(random, hour)], [h, half])
    if way < 0.45:
        return arrange([q := said("quarter", "一刻"), said("past"), h := hour_of(random, hour)], [h, q])
    if way < 0.6:
        q, h = said("quarter", "三刻"), hour_of(random, hour, before)
        return arrange([q, said("to"), h], [h, q])
    minutes = random.choice([5, 10, 20, 25, random.randint(1, 29)])
    if way < 0.8:
        m, h = only_chinese("分", small(random, minutes)), hour_of(random, hour)
        return arrange([m, *minute_word(random), said("past"), h], [h, m])
    said_minutes, h = small(random, minutes), hour_of(random, hour, before)
    m = Phrase(said_minutes.english, _counted_back(said_minutes, 60 - minutes))
    return arrange([m, *minute_word(random), said("to"), h], [h, m])


def _counted_back(minutes: Phrase, left: int) -> tuple[Piece, ...]:
    """The minutes that the hour before has, of whose digits no single word decides."""
    every = frozenset(range(len(minutes.english)))
    sure = every if len(every) == 1 else NONE
    return (*(Piece(sign, sure, every) for sign in str(left)), Piece("分", NONE, every))


def minute_word(random: Random) -> list[Phrase]:
    """Sometimes the word "minutes"."""
    return [said("minutes")] if random.random() < 0.15 else []


def hour_of(random: Random, hour: int, written: int | None = None) -> Phrase:
    """An hour with 点; `written` is the one that Chinese names, the one before in "ten to nine"."""
    spoken_hour = said(BELOW[hour], f"{written or hour}") if random.random() < 0.7 or written else None
    return only_chinese("点", spoken_hour or in_digits(hour))


BELOW = words_of("zero one two three four five six seven eight nine ten eleven twelve")


def by_the_clock(random: Random) -> Phrase:
    """9:30, 9:05, nine thirty, nine oh five, nine o'clock."""
    hour, minute = random.randint(1, 12), random.choice([0, 15, 30, 45, random.randint(1, 59)])
    if random.random() < 0.4:
        return digital(hour, minute)
    h = hour_of(random, hour)
    if minute == 0:
        return arrange([h, said("oclock")])
    if minute == 30:
        return arrange([h, said("thirty", "半")])
    if minute < 10:
        return arrange([h, said("oh"), only_chinese("分", spoken_digits(minute))])
    return arrange([h, only_chinese("分", spoken_digits(minute))])


def digital(hour: int, minute: int) -> Phrase:
    """9:30 and the like; half an hour is 半."""
    h, colon = only_chinese("点", in_digits(hour)), said(":")
    digits = in_digits(f"{minute:02}")
    if minute == 0:
        return arrange([h, colon, digits], [h])
    if minute == 30:
        return arrange([h, colon, unsure(said("3 0", "半"))])
    m = Phrase(digits.english, digits.chinese[minute < 10 :])
    return arrange([h, colon, only_chinese("分", m)])


def some_time(random: Random) -> Phrase:
    """A time of day, often with its part of the day, which Chinese has first."""
    if random.random() < 0.05:
        name = random.choice(list(SPECIAL_TIMES))
        return said(name, SPECIAL_TIMES[name])
    clock = past_or_to(random) if random.random() < 0.55 else by_the_clock(random)
    way = random.random()
    if way < 0.45:
        return clock
    if way < 0.7:
        half = random.choice([said("am", "上午"), said("pm", "下午")])
        return arrange([clock, half], [half, clock])
    name = random.choice(list(PARTS_OF_DAY))
    part = said(name, PARTS_OF_DAY[name])
    return arrange([clock, said("in"), THE_DAY, part], [part, clock])


THE_DAY = said("the")


def some_moment(random: Random) -> Phrase:
    """A date, a weekday, a time, or several of them; Chinese goes from the largest to the smallest."""
    date = some_date(random) if random.random() < 0.65 else None
    weekday = some_weekday(random) if random.random() < (0.25 if date else 0.4) else None
    time = some_time(random) if random.random() < 0.5 or not (date or weekday) else None
    day = [part for part in (weekday, date) if part]
    english: list[Phrase] = []
    if time and day and random.random() < 0.6:
        english = [*([AT] if random.random() < 0.2 else []), time, ON, *day]
    elif time and day:
        english = [*([ON] if random.random() < 0.3 else []), *day, AT, time]
    elif time:
        english = [*([AT] if random.random() < 0.3 else []), time]
    else:
        english = [*([ON] if random.random() < 0.3 else []), *day]
    return arrange(english, [part for part in (date, weekday, time) if part])


def some_range(random: Random) -> Phrase:
    """From one time or date to another."""
    kind = random.choice([some_time, some_time, some_date])
    first, second = kind(random), kind(random)
    if random.random() < 0.75:
        return arrange([said("from", "从"), first, said("to", "到"), second])
    start, joined = said("between", "之间"), said("and", "到")
    return arrange([start, first, joined, second], [first, joined, second, start])
