"""Training the heads of the exits on hidden states of the frozen network; the target is its own verdict."""

import numpy as np
import torch
from numpy.typing import NDArray

from core.scoring.backends.exits.heads import Head

SEED = 42
INNER = 256  # units between the features and the log-odds
EPOCHS, BATCH, LEARNING_RATE, WEIGHT_DECAY = 12, 256, 2e-3, 0.02
DROPOUT_IN, DROPOUT = 0.1, 0.3


def fit_head(states: NDArray[np.float16], log_odds: NDArray[np.float32], after: int) -> Head:
    """A head from its features (N, 3D) and the network's own log-odds (N,), by gradient descent."""
    torch.manual_seed(SEED)
    x = torch.from_numpy(states.astype(np.float32))  # (N, 3D)
    mean, scale = x.mean(0), 1 / (x.std(0) + 1e-3)  # (3D,)
    x = (x - mean) * scale
    y = torch.sigmoid(torch.from_numpy(log_odds))  # (N,)
    inner, outer = torch.nn.Linear(x.shape[1], INNER), torch.nn.Linear(INNER, 1)
    dropout = torch.nn.Dropout(DROPOUT_IN), torch.nn.Dropout(DROPOUT)
    network = torch.nn.Sequential(dropout[0], inner, torch.nn.ReLU(), dropout[1], outer)
    _train(network, x, y)
    tensors = mean, scale, inner.weight.T, inner.bias, outer.weight[0], outer.bias
    mean_, scale_, *rest = (tensor.detach().numpy().astype(np.float32) for tensor in tensors)
    return Head(after, mean_, scale_, rest[0], rest[1], rest[2], rest[3])


def temperature(log_odds: NDArray[np.float64], target: NDArray[np.float64]) -> float:
    """What to divide log-odds (N,) by, so that their cross entropy with probabilities (N,) is least."""
    tried = np.geomspace(0.25, 4, 161)
    return float(tried[int(np.argmin([cross_entropy(log_odds / t, target) for t in tried]))])


def cross_entropy(log_odds: NDArray[np.float64], target: NDArray[np.float64]) -> float:
    """The mean cross entropy in nats."""
    return float((np.logaddexp(0, log_odds) - target * log_odds).mean())


def _train(network: torch.nn.Module, x: torch.Tensor, y: torch.Tensor) -> None:
    optimizer = torch.optim.AdamW(network.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    batches = EPOCHS * -(-len(x) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, batches + 1)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(BATCH):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(network(x[rows])[:, 0], y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    network.eval()
