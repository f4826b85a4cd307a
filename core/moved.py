"""Commands under names they had before: an old `python -m core.…` still runs, and names the new one."""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType

# Old module: new module. They stand in model cards, in queued jobs and in people's notes.
MOVED = {
    "core.training.pretraining": "core.topics.pretraining.training",
    "core.training.small_decoder": "core.topics.masks.training",
    "core.training.word2vec": "core.topics.word2vec.training",
    "core.training.soft_labels": "core.training.distillation.soft_labels",
    "core.training.shipped_labels": "core.training.distillation.shipped_labels",
    "core.training.mean_of_runs": "core.training.distillation.weight_averaging",
    "core.training.seed_runs": "core.topics.workshop.training.seed_runs",
    "core.training.compared": "core.topics.workshop.training.trainer_comparison",
    "core.explain.word_map": "core.topics.embeddings.word_map",
    "core.explain.cls_map": "core.topics.embeddings.cls_map",
    "core.scoring.agreement": "core.scoring.backends.agreement",
}
PACKAGES = {name.rsplit(".", 1)[0] for name in MOVED}


class MovedCommand(importlib.abc.InspectLoader):
    """Runs the module that a command moved to, when the old name is run as `__main__`."""

    def get_code(self, fullname: str) -> CodeType:
        """What `python -m` executes for the old name."""
        return compile(f"from core.moved import run\nrun({fullname!r})", f"<{fullname}>", "exec")

    def get_source(self, fullname: str) -> None:
        """There is none: the code is made here."""

    def is_package(self, fullname: str) -> bool:
        """True for a folder that held such commands and is gone."""
        return fullname in PACKAGES

    def exec_module(self, module: ModuleType) -> None:
        """A folder that is gone is an empty package; an old command cannot be imported, only run."""
        if module.__name__ in MOVED:
            raise ImportError(f"{module.__name__} is now {MOVED[module.__name__]}")


class MovedFinder(importlib.abc.MetaPathFinder):
    """An import finder for the old names; it comes last, after the finders of real modules."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of an old name, or None."""
        if fullname in MOVED or fullname in PACKAGES:
            return importlib.util.spec_from_loader(fullname, MovedCommand())
        return None


def run(old: str) -> None:
    """Say where a command is now, and run it with the arguments given."""
    import runpy

    print(f"{old} is now {MOVED[old]}", file=sys.stderr)
    runpy.run_module(MOVED[old], run_name="__main__", alter_sys=True)


def install() -> None:
    """Let Python find the old names."""
    sys.meta_path.append(MovedFinder())
