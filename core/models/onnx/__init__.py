"""A BERT classifier answering through ONNX Runtime in float32: what needs neither torch nor transformers."""
