"""Fine-tuning: the loop a learner could write, checkpoints that continue exactly, model cards."""
