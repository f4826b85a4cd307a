"""Every test runs offline, in folders of its own, with the shapes of the concepts checked."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

gc.disable()  # until all tests are collected: nothing that is imported becomes garbage
SCRATCH = Path(tempfile.mkdtemp(prefix="sentiscope-tests-"))
TOPICS = Path(__file__).parents[1] / "core" / "topics"
# The modules whose signatures carry shapes: a topic's concept, or its folder of several.
CONCEPTS = [
    ".".join(("core", *file.relative_to(TOPICS.parent).with_suffix("").parts))
    for pattern in ("*/concept.py", "*/concepts", "*/twins.py")
    for file in TOPICS.glob(pattern)
]
OF_THE_SHELL = tuple(f"SENTISCOPE_{name}" for name in ("PUBLIC", "SST2", "TEXTS", "LANGUAGE", "PROGRESS"))

# Before anything imports core or huggingface_hub: both read the environment when imported.
for variable in OF_THE_SHELL:
    os.environ.pop(variable, None)
os.environ.update(
    SENTISCOPE_HOME=str(SCRATCH / "home"),
    HF_HOME=str(SCRATCH / "huggingface"),
    HF_HUB_CACHE=str(SCRATCH / "huggingface" / "hub"),
    HF_HUB_OFFLINE="1",
    SENTISCOPE_WARM_UP="0",
    OMP_NUM_THREADS="1",  # the models are tiny: threads that wait for each other cost more than they give
)
install_import_hook(["core.nn", *CONCEPTS], "beartype.beartype")
# Before the first test that imports it, wherever that stands.
pytest.register_assert_rewrite("tests.topics.support", "tests.support.figures")
pytest_plugins = tuple(f"tests.shared.{name}" for name in ("app", "experiments", "trace", "training"))

# No test asserts how long something took: a machine may be busy, a library imported first here.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

FIXTURES = Path(__file__).parent / "fixtures"


def pytest_configure() -> None:
    from tests.support.error_texts import watch

    watch()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for the records of small measurements may be the one who waits for them."""
    for item in items:
        if "records" in getattr(item, "fixturenames", ()):
            item.add_marker("whole")


def pytest_collection_finish() -> None:
    """Libraries and tests stay to the end: looking through them for garbage again and again took seconds."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def converted_models(pytestconfig: pytest.Config) -> Path | None:
    """Packaged weights are converted once, and not by every process and run of the tests; returns where."""
    from tests.support.converted_models import kept_folder, link

    link(folder := kept_folder(pytestconfig), SCRATCH / "home")
    return folder


@pytest.fixture(scope="session")
def small_sst2() -> Path:
    """A folder in the GLUE layout: 60 training and 24 dev sentences, half of them positive."""
    return FIXTURES / "small_sst2"


@pytest.fixture(scope="session")
def small_chnsenticorp() -> Path:
    """A folder as ChnSentiCorp's: 34 training and 16 dev texts, of which 2 stand in both."""
    return FIXTURES / "small_chnsenticorp"


@pytest.fixture(scope="session")
def small_texts() -> Path:
    """Twelve documents of five sentences."""
    return FIXTURES / "small_texts.txt"


@pytest.fixture(scope="session")
def tiny_classifier_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer BERT classifier with its tokenizer; tests copy it before they change it."""
    from tests.fakes import write_tiny_classifier

    return write_tiny_classifier(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def tiny_pretraining_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer BERT with both pre-training heads."""
    from tests.fakes import write_tiny_classifier

    return write_tiny_classifier(tmp_path_factory.mktemp("models") / "heads", kind="BertForPreTraining")


@pytest.fixture(scope="session")
def tiny_glove_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty words with random vectors, in the files of the GloVe package."""
    from tests.fakes import write_tiny_glove

    return write_tiny_glove(tmp_path_factory.mktemp("vectors") / "glove")


@pytest.fixture(scope="session")
def tiny_llama_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer causal language model with its tokenizer and an end token."""
    from tests.fakes import write_tiny_llama

    return write_tiny_llama(tmp_path_factory.mktemp("models") / "tiny-llama")


@pytest.fixture
def tiny_copy(tiny_classifier_folder: Path, tmp_path: Path) -> Path:
    """The tiny classifier in a folder that a test may damage."""
    return Path(shutil.copytree(tiny_classifier_folder, tmp_path / "tiny"))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list:
    """Every attempt to connect fails and is written down."""
    import socket

    attempts: list = []

    def refuse(self: socket.socket, address: object) -> None:
        attempts.append(address)
        raise OSError("the network is cut in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    return attempts
