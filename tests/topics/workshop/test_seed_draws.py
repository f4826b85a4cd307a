"""What a seed draws is what training draws, and the process's own state stays."""

import torch

from core.topics.workshop.seed_draws import draws


def test_draws_are_the_seeds_and_leave_no_trace() -> None:
    before = torch.get_rng_state()
    first, again, other = draws(42), draws(42), draws(43)
    assert torch.equal(before, torch.get_rng_state())
    assert first.digest() == again.digest() != other.digest()
    assert torch.equal(first.order, torch.randperm(16, generator=torch.Generator().manual_seed(42)))
    with torch.random.fork_rng():
        torch.manual_seed(42)
        assert torch.equal(first.head, torch.nn.init.normal_(torch.empty(2, 32), 0, 0.02))
    assert 0.75 < first.kept.float().mean() < 1
