"""What pages share: the frame, the shared sentence, cached models, panels and components."""
