"""Solutions that no twin holds agree with the library, or with our own concepts."""

import torch
import torch.nn.functional as F

from core.topics.workshop.concepts.adamw import Moments, adamw_step
from core.topics.workshop.concepts.clipping import clip_gradients
from core.topics.workshop.exercises.batches import pad_batch
from core.topics.workshop.exercises.saving import save_and_load
from core.topics.workshop.exercises.training import accumulated, train


def test_a_padded_batch_is_the_tokenizer_s() -> None:
    from transformers import BertTokenizer

    words = ["a", "b", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[PAD]"]
    tokenizer = BertTokenizer(vocab={word: number for number, word in enumerate(words)})
    rows = [[3, 0, 1, 4], [3, 4], [3, 1, 4]]
    theirs = tokenizer.pad({"input_ids": rows}, return_tensors="pt")
    ours = pad_batch(rows, tokenizer.pad_token_id)
    for name in ("input_ids", "attention_mask"):
        assert torch.equal(ours[name], theirs[name])


def test_gradients_of_pieces_add_up_to_the_whole_batch_s() -> None:
    torch.manual_seed(42)
    weight, x, labels = torch.randn(3, 4, requires_grad=True), torch.randn(7, 4), torch.randint(3, (7,))
    (whole,) = torch.autograd.grad(F.cross_entropy(x @ weight.T, labels), weight)
    for size in (1, 2, 7, 9):
        torch.testing.assert_close(accumulated(weight.detach(), x, labels, size), whole)


def test_the_loop_takes_the_steps_of_our_concepts() -> None:
    torch.manual_seed(42)
    start, batches, labels = torch.randn(2, 3), 2 * torch.randn(5, 4, 3), torch.randint(2, (5, 4))
    weight, moments = start, Moments(0, torch.zeros(2, 3), torch.zeros(2, 3))
    for number, (x, right) in enumerate(zip(batches, labels, strict=True)):
        errors = (x @ weight.T).softmax(dim=-1) - F.one_hot(right, 2)
        (gradient,) = clip_gradients([errors.T @ x / len(x)], 0.5)
        weight, moments = adamw_step(weight, gradient, moments, 0.1 * (1 - 0.9 * number / 5))
    torch.testing.assert_close(train(start, batches, labels, 0.1), weight, rtol=1e-4, atol=1e-5)


def test_what_is_saved_comes_back_rounded_to_halves() -> None:
    numbers = torch.tensor([1 / 3, 1000.3, -2.0])
    (read,) = save_and_load({"a": numbers}).values()
    assert read.dtype == torch.float32
    assert read.tolist() == [float(number) for number in numbers.numpy().astype("float16")]
