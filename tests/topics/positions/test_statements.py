"""Where T5's last bucket begins and who uses what, asked of transformers; what a shipped record shows."""

import pytest
import torch
from transformers import T5Config, Wav2Vec2BertConfig
from transformers.models.t5.modeling_t5 import T5Attention

from core.experiments.record import read, shipped
from core.topics.positions.relative_positions import t5_last_bucket_from


@pytest.mark.parametrize(("is_encoder", "first"), [(True, 91), (False, 113)])
def test_t5_s_buckets_stop_changing_short_of_128(is_encoder: bool, first: int) -> None:
    config = T5Config()
    assert (config.relative_attention_num_buckets, config.relative_attention_max_distance) == (32, 128)
    taken = T5Attention._relative_position_bucket(-torch.arange(1000), bidirectional=is_encoder)
    assert taken[first - 1] != taken[first]
    assert taken[first:].unique().tolist() == [taken.max()]
    assert t5_last_bucket_from(is_encoder) == first


def test_shaw_s_relative_keys_are_wav2vec2_bert_s() -> None:
    assert Wav2Vec2BertConfig().position_embeddings_type == "relative_key"


def test_within_the_length_of_training_no_difference_of_fixed_and_learned_codes_can_be_told() -> None:
    numbers = read(shipped("extrapolation"), "extrapolation").numbers
    fixed, learned = (numbers["schemes"][name][0] for name in ("sinusoidal", "learned"))
    assert fixed["length"] == learned["length"] == numbers["window"]
    assert fixed["interval"][0] < learned["interval"][1]
    assert learned["interval"][0] < fixed["interval"][1]
