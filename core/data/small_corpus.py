"""A small corpus that this project wrote: a few hundred short sentences about a tidy little world.

It is a toy, made so that words of one kind stand in the same contexts: a model that learns from contexts
can find the kinds again without a label.
"""

import random
from dataclasses import dataclass

SENTENCES = 400
SEED = 42


@dataclass(frozen=True)
class World:
    """The words of one language, kind by kind, and the sentences that they are put into."""

    animals: tuple[str, ...]
    people: tuple[str, ...]
    foods: tuple[str, ...]
    places: tuple[str, ...]
    praise: tuple[str, ...]
    blame: tuple[str, ...]
    works: tuple[str, ...]
    homes: tuple[tuple[str, str], ...]  # cities with their countries
    forms: tuple[str, ...]


ENGLISH = World(
    animals=("cat", "dog", "horse", "cow", "bird", "mouse"),
    people=("king", "queen", "man", "woman", "boy", "girl"),
    foods=("bread", "cheese", "apple", "soup", "rice", "cake"),
    places=("garden", "kitchen", "forest", "river", "castle", "market"),
    praise=("good", "great", "lovely", "brilliant"),
    blame=("bad", "awful", "dull", "terrible"),
    works=("film", "book", "song", "play"),
    homes=(("paris", "france"), ("rome", "italy"), ("tokyo", "japan"), ("berlin", "germany")),
    forms=(
        "the {animal} sleeps in the {place}",
        "a {animal} runs to the {place}",
        "the {animal} chases the {other_animal}",
        "the {person} feeds the {animal}",
        "the {person} eats {food} in the {place}",
        "a {person} buys {food} at the market",
        "the {person} cooks {food} and eats {other_food}",
        "the {person} walks through the {place}",
        "what a {praise} {work} , everyone smiled",
        "the {work} was {praise} and we smiled",
        "what a {blame} {work} , everyone yawned",
        "the {work} was {blame} and we yawned",
        "{city} is the capital of {country}",
        "the {person} travels to {city} in {country}",
        "the king and the queen live in the castle",
    ),
)
CHINESE = World(  # blanks part the words, as word2vec is to read them
    animals=("猫", "狗", "马", "牛", "小鸟", "老鼠"),
    people=("国王", "王后", "男人", "女人", "男孩", "女孩"),
    foods=("面包", "奶酪", "苹果", "汤", "米饭", "蛋糕"),
    places=("花园", "厨房", "森林", "院子", "城堡", "市场"),
    praise=("好看", "精彩", "动人", "出色"),
    blame=("难看", "糟糕", "沉闷", "无聊"),
    works=("电影", "小说", "话剧", "动画"),
    homes=(("巴黎", "法国"), ("罗马", "意大利"), ("东京", "日本"), ("柏林", "德国")),
    forms=(
        "{animal} 在 {place} 里 睡觉",
        "{animal} 跑 进 {place}",
        "{animal} 追 {other_animal}",
        "{person} 喂 {animal}",
        "{person} 在 {place} 里 吃 {food}",
        "{person} 到 市场 买 {food}",
        "{person} 端 来 {food} 和 {other_food}",
        "{person} 走 过 {place}",
        "多么 {praise} 的 {work} ， 大家 都 笑 了",
        "这 部 {work} 很 {praise} ， 我们 都 笑 了",
        "多么 {blame} 的 {work} ， 大家 都 困 了",
        "这 部 {work} 很 {blame} ， 我们 都 困 了",
        "{city} 是 {country} 的 首都",
        "今天 天气 很 好 ， {person} 去 {country} 的 {city} 旅行",
        "国王 和 王后 住 在 城堡 里",
    ),
)
WORLDS = {"en": ENGLISH, "zh": CHINESE}


def small_corpus(count: int = SENTENCES, seed: int = SEED, language: str = "en") -> str:
    """The corpus as a text, one sentence a line; the same one each time. `language` is one of WORLDS."""
    drawn = random.Random(seed)
    return "\n".join(_sentence(drawn, WORLDS[language]) for _ in range(count))


def _sentence(drawn: random.Random, world: World) -> str:
    animal, other_animal = drawn.sample(world.animals, 2)
    food, other_food = drawn.sample(world.foods, 2)
    city, country = drawn.choice(world.homes)
    return drawn.choice(world.forms).format(
        animal=animal,
        other_animal=other_animal,
        food=food,
        other_food=other_food,
        city=city,
        country=country,
        person=drawn.choice(world.people),
        place=drawn.choice(world.places),
        praise=drawn.choice(world.praise),
        blame=drawn.choice(world.blame),
        work=drawn.choice(world.works),
    )
