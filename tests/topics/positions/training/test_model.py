"""The small language model: the switch changes positions and nothing else, and nobody looks ahead."""

import pytest
import torch

from core.topics.positions.training.character_stream import characters, stream, vocabulary
from core.topics.positions.training.model import CLIP, SCHEMES, PositionModel, Size

SIZE = Size(vocabulary=20, D=16, H=2, L=2, window=8)


def model_of(scheme: str) -> PositionModel:
    torch.manual_seed(7)
    return PositionModel(scheme, SIZE).eval()


def draw(rows: int, length: int) -> torch.Tensor:
    return torch.randint(0, 20, (rows, length), generator=torch.Generator().manual_seed(3))


def test_no_token_sees_what_follows(subtests: pytest.Subtests) -> None:
    for scheme in SCHEMES:
        with subtests.test(scheme=scheme):
            model, ids = model_of(scheme), draw(2, 8)
            changed = ids.clone()
            changed[:, 5:] = (changed[:, 5:] + 1) % 20
            torch.testing.assert_close(model(ids)[:, :5], model(changed)[:, :5])
            assert not torch.allclose(model(ids)[:, 5:], model(changed)[:, 5:])


def test_all_begin_with_the_same_other_weights(subtests: pytest.Subtests) -> None:
    for scheme in SCHEMES:
        with subtests.test(scheme=scheme):
            plain, own = dict(model_of("none").named_parameters()), dict(model_of(scheme).named_parameters())
            assert all(torch.equal(own[name], weight) for name, weight in plain.items())
            extra = {"learned": {"positions"}, "t5": {"biases"}}.get(scheme, set())
            if scheme == "shaw":
                extra = {f"layers.{n}.{kind}_distances" for n in (0, 1) for kind in ("key", "value")}
            assert set(own) - set(plain) == extra


def test_only_the_table_ends(subtests: pytest.Subtests) -> None:
    for scheme in SCHEMES:
        with subtests.test(scheme=scheme):
            model = model_of(scheme)
            assert model.longest == (8 if scheme == "learned" else None)
            if scheme == "learned":
                with pytest.raises(IndexError):
                    model(draw(1, 9))
            else:
                assert model(draw(1, 40)).shape == (1, 40, 20)


def test_positions_tell_repeated_tokens_apart(subtests: pytest.Subtests) -> None:
    """The same token over and over: without positions every output is alike, with them it is not."""
    for scheme in [name for name in SCHEMES if name not in ("none", "t5")]:
        with subtests.test(scheme=scheme):
            ids = torch.full((1, 8), 4)
            plain = model_of("none")(ids)
            torch.testing.assert_close(plain, plain[:, :1].expand_as(plain))
            told = model_of(scheme)(ids)
            # What only changes scores of equal values cannot show here.
            assert torch.allclose(told, told[:, :1].expand_as(told), atol=1e-6) is (
                scheme in ("alibi", "rope")
            )


@pytest.mark.parametrize("scheme", ["learned", "shaw", "t5"])
def test_what_is_learned_gets_a_gradient(scheme: str) -> None:
    model, ids = model_of(scheme), draw(2, 8)
    torch.nn.functional.cross_entropy(model(ids).flatten(0, 1), ids.flatten()).backward()
    own = [p for name, p in model.named_parameters() if name == "positions" or "distances" in name]
    own += [model.biases] if scheme == "t5" else []
    assert own
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in own)


def test_shaw_has_a_row_for_each_clipped_distance() -> None:
    model = model_of("shaw")
    assert model.get_parameter("layers.0.key_distances").shape == (2 * CLIP + 1, 8)


DOCUMENTS = [["a b", "a"], ["c a"]]


def test_documents_become_one_stream_of_characters() -> None:
    assert characters(DOCUMENTS[0]) == "a b\na\f"
    known = vocabulary(DOCUMENTS, 4)
    assert known["a"] == 1
    assert sorted(known.values()) == [1, 2, 3]
    ids = stream(DOCUMENTS, known)
    assert len(ids) == len("a b\na\fc a\f")
    assert ids.max() == 3
    assert ids[0] == ids[4] == 1
    assert (ids == 0).any()  # characters outside the vocabulary
