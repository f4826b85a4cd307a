"""Sentences that show something: the default one, and those that a page offers to take.

They are the same in every language of the app, for the models read what they read.
"""

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "but": "the plot is thin, but the acting is superb.",
    "negation": "this is not a bad movie at all.",
    "irony": "oh great, two more hours of my life that i will never get back.",
    "typo": "a truely wonderfull flim, beautifuly acted.",
    "long": (
        "the first half hour is slow and the jokes are older than the hero, yet once the two sisters meet"
        " again on the night train, the film finds a warmth, a rhythm and an honesty that made me forget"
        " all of it, and i left the cinema happier than i had come."
    ),
    "chinese": "剧情拖沓得让人犯困，好在演员的表演十分动人。",
}
DEFAULT = EXAMPLES["but"]

# What a page offers where the shared sentence shows nothing of what the page is about.
SHOWS_ORDER = EXAMPLES["negation"]  # most of its shuffles turn the main model's verdict
SHOWS_TURNS = EXAMPLES["but"]  # a recurrent network changes its mind while reading
SHOWS_TURNS_CHINESE = EXAMPLES["chinese"]
SHOWS_SENSES: Mapping[str, str] = {  # one word, several senses
    "en": "he left early, with a pain in his left ear, and nobody is left.",
    "zh": "他花了不少钱买花，花瓶里的花开得正好。",
}
SHOWS_MEANING = "good and great, bad and awful"  # common words, near and far in meaning
SHOWS_KNOWN_WORDS = "the film is slow, but the story is worth the time."  # all known to the small decoders
KNOWN_TO_ALL: Mapping[str, str] = {"en": SHOWS_KNOWN_WORDS, "zh": "房间很干净，早餐也不错，下次还会来。"}
SHOWS_CHOICES = "The film was"  # not finished, so that a language model has something to say
CHOICES: Mapping[str, str] = {"en": SHOWS_CHOICES, "zh": "这家酒店的房间"}
CHINESE_SUMS = (
    "爸爸 - 男人 + 女人",
    "哥哥 - 男 + 女",
    "北京 - 中国 + 日本",
)  # each with an answer
