"""Sentiscope's core: everything that does not draw a page.

Importing it fixes, before any numerical library is loaded, how that library
uses threads and that nothing reports to anyone outside this machine.
"""

import os

from core import moved

# Idle OpenMP workers spin by default; on a busy machine two of them are slower than one.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")

# Old names of commands still run.
moved.install()
