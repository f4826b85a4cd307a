"""ONNX Runtime as this project uses it: on so many threads of the processor, which do not spin."""

from pathlib import Path
from typing import Any


def open_session(file: Path, threads: int, *, as_drawn: bool = False) -> Any:
    """An inference session of a graph file; `as_drawn` leaves out the search for faster forms of the graph.

    Raises what ONNX Runtime raises for a file that is no graph.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # Idle workers spin by default; on a busy machine that costs more than it saves.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if as_drawn:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
