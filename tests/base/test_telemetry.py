"""No library that we import tells its makers about it."""

import os
import subprocess
import sys

from core.base.settings import REPOSITORY

ASK = """
import core
from huggingface_hub import constants
from transformers.utils import hub  # noqa: F401 - which reads the same setting
import os
print(constants.HF_HUB_DISABLE_TELEMETRY, os.environ["HF_HUB_DISABLE_TELEMETRY"], os.environ["DO_NOT_TRACK"])
"""


def test_importing_us_turns_the_telemetry_of_libraries_off() -> None:
    names = ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", "DISABLE_TELEMETRY", "HF_HUB_OFFLINE")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "1", "1"]
