"""The BERT without torch beside the library's: the same tokens, remarks and cuts, and the same logits."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.base.settings import ASSETS, REPOSITORY
from core.data.film_sentences import film_sentences
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL, QUICK
from core.models.locate import locate
from core.models.onnx.classifier import OnnxClassifier
from core.models.prediction import Prediction
from core.models.transformer import TransformerClassifier
from tests.fakes import write_tiny_classifier

FOLDER = ASSETS / "models" / MAIN_MODEL
ODD = (
    "ok",
    "房间又大又干净，服务也很热情。",
    "Отличный фильм",
    "😀😀 great \ud800 x",
    "[MASK] [CLS] not [SEP] bad [UNK] [PAD]",
    "word " * 900,
    "good " * 510,
    "x" * 5000,
    "ÀÉ café naïve\x00 \t\n ok ﬁne",
    "fine" + " " * 200_100,
    "good film . " * 400,
    "isn't n't ... !!! ''",
)
SENTENCES = (*film_sentences()[:60], *ODD)


def same(ours: Prediction, theirs: Prediction) -> bool:
    assert ours.logits == pytest.approx(theirs.logits, abs=1e-5)
    assert ours.probability == pytest.approx(theirs.probability, abs=1e-5)
    assert (ours.windows, ours.cut) == (theirs.windows, theirs.cut)
    return (ours.tokens, ours.notes, ours.temperature, ours.sentence) == (
        *(theirs.tokens, theirs.notes, theirs.temperature, theirs.sentence),
    )


@pytest.fixture(scope="module", params=[MAIN_MODEL, CHINESE_MODEL])
def shipped(request: pytest.FixtureRequest) -> tuple[OnnxClassifier, TransformerClassifier]:
    folder = locate(request.param).folder
    return OnnxClassifier(folder, request.param), TransformerClassifier(folder, request.param)


def test_predictions_are_the_reference_s(shipped) -> None:
    ours, theirs = shipped
    for sentence in SENTENCES:
        assert same(ours.classify([sentence])[0], theirs.classify([sentence])[0]), sentence[:40]


def test_a_batch_is_padded_as_the_reference_pads_it(shipped) -> None:
    ours, theirs = shipped
    assert ours.classify([]) == []
    short = [sentence for sentence in SENTENCES if len(sentence) < 300]
    for batch in (short, ["ok", "good " * 510]):  # all seventy padded to 512 tokens take half a minute
        pairs = zip(ours.classify(batch), theirs.classify(batch), strict=True)
        assert all(same(*pair) for pair in pairs)


def test_which_class_is_positive_and_the_window_are_the_model_s(tmp_path: Path) -> None:
    folder = write_tiny_classifier(tmp_path / "turned", labels={0: "POSITIVE", 1: "NEGATIVE"}, positions=8)
    ours, theirs = OnnxClassifier(folder, "turned"), TransformerClassifier(folder, "turned")
    for sentence in ("a fine film", "the movie is not good and very slow and dull"):
        assert same(ours.classify([sentence])[0], theirs.classify([sentence])[0])
    long = "the movie is not good and very slow and dull"
    pieces = len(theirs.tokenizer(long, add_special_tokens=False)["input_ids"])
    assert ours.classify([long])[0].windows == -(-pieces // 6) > 1  # of 6 pieces, none of which is read again


def test_blank_text_and_another_network_are_refused(shipped, tiny_llama_folder: Path) -> None:
    with pytest.raises(SentiscopeError, match="text_empty"):
        shipped[0].classify(["fine", " \u200b"])
    with pytest.raises((SentiscopeError, KeyError)):
        OnnxClassifier(tiny_llama_folder, "llama")


def test_weights_that_are_not_the_card_s_draw_no_graph(tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(FOLDER, tmp_path / "copy"))
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(SentiscopeError, match="weights_tampered"):
        OnnxClassifier(folder, "copy")


def test_neither_torch_nor_transformers_is_imported() -> None:
    program = f"""
import sys
from core.models.classifiers import load_quick_classifier
for name in {QUICK!r}:
    assert load_quick_classifier(name).classify(["房间 a fine film ."])[0].logits
sys.exit(any(name in sys.modules for name in ("torch", "transformers")))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
