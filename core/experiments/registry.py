"""Every experiment by name; its module, which may need torch, is imported only when it is opened."""

import importlib
from pathlib import Path

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY, TOPICS
from core.experiments.experiment import Experiment


def _modules() -> dict[str, Path]:
    """The file of each experiment: every module in a topic's folder `experiments/` is one."""
    files = TOPICS.glob("[!_]*/experiments/[!_]*.py")
    return {file.stem: file for file in sorted(files)}


MODULES = _modules()
NAMES = tuple(MODULES)


def module_file(name: str) -> Path:
    """The file that defines an experiment. Raises SentiscopeError `experiment_unknown`."""
    if name not in MODULES:
        raise SentiscopeError("experiment_unknown", name=name, names=", ".join(NAMES))
    return MODULES[name]


def find(name: str) -> Experiment:
    """The experiment of that name. Raises SentiscopeError `experiment_unknown`."""
    parts = module_file(name).relative_to(REPOSITORY).with_suffix("").parts
    experiment: Experiment = importlib.import_module(".".join(parts)).EXPERIMENT
    return experiment
