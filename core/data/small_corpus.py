"""A small corpus that this project wrote: a few hundred short sentences about a tidy little world.

It is a toy, made so that words of one kind stand in the same contexts: a model that learns from contexts
can find the kinds again without a label.
"""

import random

ANIMALS = ("cat", "dog", "horse", "cow", "bird", "mouse")
PEOPLE = ("king", "queen", "man", "woman", "boy", "girl")
FOODS = ("bread", "cheese", "apple", "soup", "rice", "cake")
PLACES = ("garden", "kitchen", "forest", "river", "castle", "market")
PRAISE = ("good", "great", "lovely", "brilliant")
BLAME = ("bad", "awful", "dull", "terrible")
WORKS = ("film", "book", "song", "play")
HOMES = (("paris", "france"), ("rome", "italy"), ("tokyo", "japan"), ("berlin", "germany"))
FORMS = (
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
)
SENTENCES = 400
SEED = 42


def small_corpus(count: int = SENTENCES, seed: int = SEED) -> str:
    """The corpus as a text, one sentence a line; the same one each time."""
    drawn = random.Random(seed)
    return "\n".join(_sentence(drawn) for _ in range(count))


def _sentence(drawn: random.Random) -> str:
    animal, other_animal = drawn.sample(ANIMALS, 2)
    food, other_food = drawn.sample(FOODS, 2)
    city, country = drawn.choice(HOMES)
    return drawn.choice(FORMS).format(
        animal=animal,
        other_animal=other_animal,
        food=food,
        other_food=other_food,
        city=city,
        country=country,
        person=drawn.choice(PEOPLE),
        place=drawn.choice(PLACES),
        praise=drawn.choice(PRAISE),
        blame=drawn.choice(BLAME),
        work=drawn.choice(WORKS),
    )
