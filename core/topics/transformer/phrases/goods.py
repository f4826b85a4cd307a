"""Quantities and prices: Chinese counts with a measure word that the thing decides, 三本书, 两杯茶."""

from random import Random

from core.topics.transformer.phrases.numbers import in_digits, in_words, some_number, some_way
from core.topics.transformer.phrases.pieces import NONE, Phrase, Piece, arrange, said, unsure

# English, its plural, the Chinese measure word, and the thing.
THINGS = (
    ("apple", "apples", "个", "苹果"),
    ("orange", "oranges", "个", "橙子"),
    ("egg", "eggs", "个", "鸡蛋"),
    ("cake", "cakes", "个", "蛋糕"),
    ("friend", "friends", "个", "朋友"),
    ("bag", "bags", "个", "包"),
    ("book", "books", "本", "书"),
    ("dictionary", "dictionaries", "本", "词典"),
    ("magazine", "magazines", "本", "杂志"),
    ("pen", "pens", "支", "笔"),
    ("pencil", "pencils", "支", "铅笔"),
    ("ticket", "tickets", "张", "票"),
    ("map", "maps", "张", "地图"),
    ("table", "tables", "张", "桌子"),
    ("bed", "beds", "张", "床"),
    ("chair", "chairs", "把", "椅子"),
    ("knife", "knives", "把", "刀"),
    ("key", "keys", "把", "钥匙"),
    ("cat", "cats", "只", "猫"),
    ("bird", "birds", "只", "鸟"),
    ("dog", "dogs", "条", "狗"),
    ("fish", "fish", "条", "鱼"),
    ("river", "rivers", "条", "河"),
    ("shirt", "shirts", "件", "衬衫"),
    ("coat", "coats", "件", "大衣"),
    ("car", "cars", "辆", "汽车"),
    ("bicycle", "bicycles", "辆", "自行车"),
    ("computer", "computers", "台", "电脑"),
    ("tree", "trees", "棵", "树"),
    ("flower", "flowers", "朵", "花"),
    ("house", "houses", "座", "房子"),
    ("horse", "horses", "匹", "马"),
    ("letter", "letters", "封", "信"),
    ("hat", "hats", "顶", "帽子"),
)
CONTAINERS = (
    ("cup", "cups", "杯"),
    ("glass", "glasses", "杯"),
    ("bottle", "bottles", "瓶"),
    ("box", "boxes", "盒"),
    ("kilo", "kilos", "公斤"),
    ("gram", "grams", "克"),
    ("litre", "litres", "升"),
)
STUFF = {
    "tea": "茶",
    "coffee": "咖啡",
    "water": "水",
    "milk": "牛奶",
    "wine": "葡萄酒",
    "beer": "啤酒",
    "juice": "果汁",
    "rice": "大米",
    "sugar": "糖",
    "flour": "面粉",
}
ADJECTIVES = {
    "red": "红",
    "green": "绿",
    "black": "黑",
    "white": "白",
    "big": "大",
    "small": "小",
    "old": "旧",
    "new": "新",
}
DURATIONS = (
    ("minute", "minutes", "分钟"),
    ("hour", "hours", "小时"),
    ("day", "days", "天"),
    ("week", "weeks", "周"),
    ("year", "years", "年"),
)
CURRENCIES = (("dollar", "dollars", "美元"), ("euro", "euros", "欧元"), ("yuan", "yuan", "元"))
SIGNS = {"$": "美元", "€": "欧元", "¥": "元"}
LARGEST = 9999  # of things


def count(random: Random, most: int = LARGEST) -> tuple[Phrase, bool]:
    """A number in front of a measure word, where two is 两, and whether one thing is counted."""
    number = some_number(random, most) if random.random() < 0.4 else random.randint(1, 12)
    if number == 1:
        return random.choice([said("one", "一"), said("a", "一"), in_digits(1)]), True
    if number == 2:
        return random.choice([said("two", "两"), said("two", "两"), in_digits(2)]), False
    return some_way(random, number), False


def things(random: Random) -> tuple[Phrase, str]:
    """Things counted, and their measure word."""
    number, one = count(random)
    single, several, measure, name = random.choice(THINGS)
    noun = said(single if one else several, name)
    adjective: list[Phrase] = []
    if random.random() < 0.3:
        word = random.choice(list(ADJECTIVES))
        adjective = [said(word, ADJECTIVES[word])]
    measured = Phrase(noun.english, (*(Piece(sign, NONE, frozenset({0})) for sign in measure), *noun.chinese))
    if not adjective:
        return arrange([number, measured]), measure
    return _with_adjective(number, adjective[0], measured, len(measure)), measure


def _with_adjective(number: Phrase, adjective: Phrase, noun: Phrase, measure: int) -> Phrase:
    """The adjective stands between measure word and thing, though the thing decides the measure word."""
    counted = arrange([number, adjective, noun])
    first, own = len(number.chinese), len(adjective.chinese)
    before, words = counted.chinese[:first], counted.chinese[first : first + own]
    rest = counted.chinese[first + own :]
    return Phrase(counted.english, (*before, *rest[:measure], *words, *rest[measure:]))


def dozens(random: Random) -> Phrase:
    """A dozen eggs, half a dozen eggs, three dozen eggs."""
    _, several, _, name = random.choice(THINGS)
    noun, dozen = said(several, name), said("dozen", "打")
    way = random.random()
    if way < 0.3:
        return arrange([said("half", "半"), said("a"), dozen, noun])
    if way < 0.6:
        return arrange([said("a", "一"), dozen, noun])
    number = random.randint(2, 12)
    return arrange([said("two", "两") if number == 2 else in_words(number), dozen, noun])


def of_stuff(random: Random) -> Phrase:
    """Two cups of tea."""
    number, one = count(random, 999)
    single, several, measure = random.choice(CONTAINERS)
    what = random.choice(list(STUFF))
    return arrange([number, said(single if one else several, measure), said("of"), said(what, STUFF[what])])


def half_stuff(random: Random) -> Phrase:
    """Half a kilo of sugar."""
    single, _, measure = random.choice(CONTAINERS)
    what = random.choice(list(STUFF))
    parts = [said("half", "半"), said("a"), said(single, measure), said("of"), said(what, STUFF[what])]
    return arrange(parts)


def duration(random: Random) -> Phrase:
    """Three weeks; two and a half hours, which Chinese says 两个半小时."""
    single, several, unit = random.choice(DURATIONS)
    if unit == "小时" and random.random() < 0.4:
        if random.random() < 0.3:
            return arrange([said("half", "半"), said("an"), said("hour", unit)])
        number = random.randint(2, 24)
        counted = said("two", "两") if number == 2 else in_words(number)
        half, last = said("and a half"), frozenset({2})
        measured = Phrase(half.english, (Piece("个", NONE, last), Piece("半", last, last)))
        return arrange([counted, measured, said("hours", unit)])
    number_phrase, one = count(random, 999)
    article = said("an", "一") if one and single == "hour" and number_phrase.english == ("a",) else None
    return arrange([article or number_phrase, said(single if one else several, unit)])


def price(random: Random, alone: bool = True) -> Phrase:
    """$12.50, twelve dollars, twelve dollars and fifty cents."""
    way = random.random()
    if way < 0.4:
        sign = random.choice(list(SIGNS))
        unit, whole = said(sign, SIGNS[sign]), some_number(random, LARGEST)
        cents = f".{random.randint(1, 99):02}" if random.random() < 0.6 else ""
        amount = in_digits(f"{whole}{cents}")
        return arrange([unit, amount], [amount, unit])
    if way < 0.5 and alone:
        return cents_of(random)
    number, one = count(random)
    single, several, unit_name = random.choice(CURRENCIES)
    whole_price = arrange([number, said(single if one else several, unit_name)])
    if unit_name == "美元" and random.random() < 0.5:
        return arrange([whole_price, said("and"), cents_of(random)])
    return whole_price


def cents_of(random: Random) -> Phrase:
    """Fifty cents."""
    number = random.randint(2, 99)
    counted = said("two", "两") if number == 2 else some_way(random, number)
    return arrange([counted, said("cents", "美分")])


def each_at(random: Random) -> Phrase:
    """Three apples at $2 each: 三个苹果每个2美元, the measure word a second time."""
    some, measure = things(random)
    cost, each = price(random, alone=False), said("each", f"每{measure}")
    each = Phrase(each.english, (each.chinese[0], *unsure(each).chinese[1:]))
    return arrange([some, said("at"), cost, each], [some, each, cost])


def some_goods(random: Random, alone: bool) -> Phrase:
    """A quantity or a price; `alone`: also a bare number or cents, which in a list could mean two things."""
    way = random.random()
    if way < 0.4:
        return things(random)[0]
    if way < 0.5:
        return of_stuff(random)
    if way < 0.54:
        return half_stuff(random)
    if way < 0.6:
        return dozens(random)
    if way < 0.7:
        return duration(random)
    if way < 0.78:
        return each_at(random)
    if way < 0.9 or not alone:
        return price(random, alone)
    return some_way(random, some_number(random))
