"""Words for a place: the library's own probabilities, whole words alone, likely and similar ones first."""

from types import SimpleNamespace

import pytest
import torch
import transformers
from torch import Tensor, nn

from core.models.bert.pretraining import load_guessing_network
from core.models.classifiers import load_classifier
from core.models.explaining.candidates import FRAGMENTS, likely_words
from core.models.explaining.words import Word, words_of
from core.models.locate import locate

VOCABULARY = ["[PAD]", "[MASK]", "[CLS]", "[SEP]", "good", "great", "bad", "##s", "!", "a", "isn", "film"]
V = len(VOCABULARY)


class Tokenizer:
    """Words by blanks; the mask stands for itself."""

    mask_token, mask_token_id = "[MASK]", 1

    def __len__(self) -> int:
        return V

    def convert_ids_to_tokens(self, ids) -> list[str]:
        return [VOCABULARY[number] for number in ids]

    def __call__(self, texts, **options):
        if isinstance(texts, str):
            return {"input_ids": [VOCABULARY.index(word) for word in texts.lower().split()]}
        rows = [[1 if w == "[MASK]" else VOCABULARY.index(w.lower()) for w in text.split()] for text in texts]
        return {"input_ids": torch.tensor(rows)}


class Network(nn.Module):
    """Says the same of every place, the later in the vocabulary the less likely."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(V, 2)
        with torch.no_grad():
            self.table.weight.copy_(torch.tensor([[1.0, number / 10] for number in range(V)]))
            self.table.weight[VOCABULARY.index("bad")] = torch.tensor([-1.0, 0.0])

    def get_input_embeddings(self) -> nn.Embedding:
        return self.table

    def forward(self, input_ids: Tensor) -> SimpleNamespace:
        row = torch.arange(V, 0, -1).float()
        return SimpleNamespace(prediction_logits=row.expand(*input_ids.shape, V))


def words(text: str) -> tuple[Word, ...]:
    spans, start = [], 0
    for piece in text.split():
        spans.append((text.index(piece, start), text.index(piece, start) + len(piece)))
        start = spans[-1][1]
    return words_of(text, spans, [False] * len(spans))


def test_candidates_are_whole_words_without_the_word_itself() -> None:
    text = "Good film !"
    found = likely_words(Network(), Tokenizer(), text, words(text), count=3)
    # "film" is in letters; "a" is too short, "##s" a piece, "isn" left of "isn't", "!" a mark, "good" itself
    assert {candidate.word for candidate in found[0]} == {"Great", "Bad", "Film"}
    assert {candidate.word for candidate in found[1]} == {"good", "great", "bad"}
    assert found[2] == []  # a mark is only deleted


def test_likely_and_similar_words_come_first() -> None:
    text = "good film"
    found = likely_words(Network(), Tokenizer(), text, words(text), count=3)[0]
    # By probability great, bad, film; by cosine great, film, bad: the sums of ranks are 0, 3 and 3.
    assert found[0].word == "great"
    softmax = torch.arange(V, 0, -1).float().softmax(0)
    assert found[0].probability == pytest.approx(softmax[VOCABULARY.index("great")].item(), rel=1e-5)
    cosine = torch.cosine_similarity(torch.tensor([[1.0, 0.4]]), torch.tensor([[1.0, 0.5]])).item()
    assert found[0].similarity == pytest.approx(cosine, rel=1e-5)
    assert next(c for c in found if c.word == "bad").similarity < 0


def test_of_a_chinese_text_they_are_chinese_words_each_once() -> None:
    """SentencePiece's mark of a blank is no part of a word; probabilities are the library's own."""
    folder = locate("pretrained-e5").folder
    guessing = load_guessing_network(folder)
    text = "这部电影非常好看。"
    places = words_of(text, [(0, 2), (2, 4), (4, 6), (6, 8), (8, 9)], [False] * 5)
    found = likely_words(guessing.network, guessing.tokenizer, text, places, count=9)
    assert [len(several) for several in found] == [9, 9, 9, 9, 0]
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    network = transformers.BertForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
    inputs = tokenizer("这部电影<mask>好看。", return_tensors="pt")
    hole = int((inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero())
    with torch.inference_mode():
        expected = network(**inputs).logits[0, hole].softmax(-1)
    for several, place in zip(found, places, strict=True):
        own = [candidate.word for candidate in several]
        assert len({*own, place.text}) == len(own) + 1
        assert all("\u4e00" <= character <= "\u9fff" for word in own for character in word)
    vocabulary = tokenizer.get_vocab()
    for candidate in found[2]:
        spelt = [vocabulary[entry] for entry in (candidate.word, f"▁{candidate.word}") if entry in vocabulary]
        assert candidate.probability == pytest.approx(max(expected[spelt].tolist()), abs=1e-5)


@pytest.mark.parametrize("text", ["isn't didn't wouldn't shouldn't aren't ain't", "we've we'll we're"])
def test_what_the_shipped_tokenizer_leaves_of_contractions_is_no_word(text: str) -> None:
    tokenizer = load_classifier("sst2-minilm").tokenizer
    left = set(tokenizer.tokenize(text)) - {"'", "t", "we"}
    assert left
    assert left <= FRAGMENTS
