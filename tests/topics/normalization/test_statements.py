"""Which numbers torch's BatchNorm averages, and when it has none: what the page says, asked of torch."""

import pytest
import torch
from torch import nn


def test_one_sentence_of_several_tokens_has_statistics_and_one_token_has_none() -> None:
    module = nn.BatchNorm1d(4).train()
    sentence = torch.randn(1, 4, 7, generator=torch.Generator().manual_seed(0))  # (B, D, T)
    normed = module(sentence)
    torch.testing.assert_close(normed.mean(dim=(0, 2)), torch.zeros(4), atol=1e-6, rtol=0)
    for alone in (sentence[:, :, :1], sentence[:, :, 0]):
        with pytest.raises(ValueError, match="more than 1 value per channel"):
            module(alone)
        assert module.eval()(alone).isfinite().all()
        module.train()


def test_on_images_a_channel_s_mean_is_over_all_pixels_of_all_pictures() -> None:
    images = torch.randn(2, 3, 5, 7, generator=torch.Generator().manual_seed(0)) + 1  # (N, C, H, W)
    module = nn.BatchNorm2d(3, momentum=1.0).train()
    module(images)
    pixels = images.transpose(0, 1).flatten(1)  # (C, N H W)
    torch.testing.assert_close(module.running_mean, pixels.mean(dim=1))
    torch.testing.assert_close(module.running_var, pixels.var(dim=1))  # 1 / (N − 1)
