"""AdamW by hand, and on 100 steps of a real loss against torch's."""

import torch

from core.topics.workshop.concepts.adamw import Moments, adamw, adamw_step
from core.topics.workshop.concepts.clipping import clip_gradients, total_norm


def test_first_step_has_the_length_of_the_rate_whatever_the_gradient() -> None:
    weights, zeros = torch.zeros(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
    gradient = torch.tensor([1e-3, -5.0, 1e6], dtype=torch.float64)
    moved, moments = adamw_step(weights, gradient, Moments(0, zeros, zeros), rate=0.1, decay=0.0)
    assert torch.allclose(moved, torch.tensor([-0.1, 0.1, -0.1], dtype=torch.float64), rtol=1e-4)
    assert moments.step == 1


def test_decay_shrinks_weights_that_have_no_gradient() -> None:
    weights = torch.tensor([2.0])
    after = adamw(weights, torch.zeros(2, 1), rate=0.1, decay=0.5)
    assert torch.allclose(after, torch.tensor([2.0 * 0.95**2]))


def test_hundred_steps_down_a_real_loss_equal_torchs() -> None:
    generator = torch.Generator().manual_seed(7)
    X = torch.randn(40, 6, generator=generator, dtype=torch.float64)
    y = (X @ torch.randn(6, generator=generator, dtype=torch.float64) > 0).double()

    def gradient(w: torch.Tensor) -> torch.Tensor:
        return X.T @ ((X @ w).sigmoid() - y) / len(y)

    ours, moments = torch.zeros(6, dtype=torch.float64), None
    moments = Moments(0, torch.zeros_like(ours), torch.zeros_like(ours))
    theirs = torch.nn.Parameter(torch.zeros(6, dtype=torch.float64))
    optimizer = torch.optim.AdamW([theirs], lr=0.05, weight_decay=0.1)
    for _ in range(100):
        ours, moments = adamw_step(ours, gradient(ours), moments, rate=0.05, decay=0.1)
        theirs.grad = gradient(theirs.detach())
        optimizer.step()
    assert ours.abs().max() > 0.5
    assert (ours - theirs.detach()).abs().max() < 1e-12


def test_clipping_keeps_the_direction_and_bounds_the_length() -> None:
    gradients = [torch.tensor([3.0, 0.0]), torch.tensor([[0.0], [4.0]])]
    assert total_norm(gradients).item() == 5.0
    shorter = clip_gradients(gradients, 1.0)
    assert total_norm(shorter).item() <= 1.0
    assert torch.allclose(shorter[0], torch.tensor([0.6, 0.0]), atol=1e-5)
    same = clip_gradients(gradients, 10.0)
    assert all(torch.equal(one, other) for one, other in zip(gradients, same, strict=True))
