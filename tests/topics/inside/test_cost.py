"""The costs against torch's own counter, and against the model's size."""

from pathlib import Path

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from core.models.loading import load_network
from core.models.transformers_library import quiet_transformers
from core.nn.encoder import EncoderShape
from core.topics.inside.cost import costs


def shape_of(config) -> EncoderShape:
    return EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)


@pytest.mark.parametrize("tokens", [2, 9, 31])
def test_costs_add_up_to_the_library_s_counts(tiny_classifier_folder: Path, tokens: int) -> None:
    network = load_network(tiny_classifier_folder)
    network.set_attn_implementation("eager")  # torch's counter misses the fused kernel on a CPU
    made = costs(network.state_dict(), shape_of(network.config), tokens)
    assert sum(cost.parameters for cost in made) == sum(p.numel() for p in network.parameters())
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        network(input_ids=torch.ones(1, tokens, dtype=torch.long))
    assert sum(cost.operations for cost in made) == counter.get_total_flops()


def test_bert_base_has_the_parameters_everyone_quotes() -> None:
    transformers = quiet_transformers()
    with torch.device("meta"):  # shapes only, no memory
        network = transformers.BertForSequenceClassification(transformers.BertConfig(num_labels=2))
    made = costs(network.state_dict(), shape_of(network.config), 128)
    total = sum(cost.parameters for cost in made)
    assert total == 109_483_778  # Devlin et al. 2019 round it to 110 million
    table = next(cost for cost in made if cost.step == "token")
    assert table.parameters == 30_522 * 768
