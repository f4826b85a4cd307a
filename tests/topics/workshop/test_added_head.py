"""What a head adds, against the library's own report of missing weights."""

from pathlib import Path

import torch
from safetensors.torch import save_file

from core.models.loading import load_network
from core.models.transformers_library import quiet_transformers
from core.topics.workshop.added_head import added_head, counts_by_part, part_of


def test_new_tensors_are_those_the_library_draws(tiny_classifier_folder: Path, tmp_path: Path) -> None:
    network = load_network(tiny_classifier_folder)
    encoder = tmp_path / "encoder"
    network.bert.save_pretrained(encoder)
    added = added_head(encoder / "model.safetensors", tiny_classifier_folder / "model.safetensors")
    _, report = quiet_transformers().AutoModelForSequenceClassification.from_pretrained(
        encoder, num_labels=2, output_loading_info=True
    )
    assert {entry.name for entry in added.new} == set(report["missing_keys"])
    total = sum(parameter.numel() for parameter in network.parameters())
    assert added.new_count + added.loaded_count == total
    assert (added.new_count, added.width, added.missing) == (16 * 2 + 2, 16, ())
    counts = counts_by_part(added.loaded)
    assert list(counts) == ["embeddings", "layer 1", "layer 2", "pooler"]
    assert (
        counts["layer 1"]
        == counts["layer 2"]
        == sum(p.numel() for p in network.bert.encoder.layer[0].parameters())
    )
    assert counts_by_part(added.new) == {"classifier": 34}
    assert added.new_proportion == 34 / total
    assert (added.head_count(2), added.head_count(5)) == (34, 16 * 5 + 5)


def test_another_shape_is_new_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    save_file(
        {"embeddings.position_ids": torch.arange(4), "pooler.w": torch.zeros(2)}, tmp_path / "a.safetensors"
    )
    save_file({"bert.pooler.w": torch.zeros(3)}, tmp_path / "b.safetensors")
    added = added_head(tmp_path / "a.safetensors", tmp_path / "b.safetensors")
    assert added.missing == ("embeddings.position_ids",)
    assert [entry.name for entry in added.new] == ["bert.pooler.w"]
    assert part_of(added.new[0]) == "pooler"
