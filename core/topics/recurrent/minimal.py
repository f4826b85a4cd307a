"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import torch


def rnn(x, lengths, W_x, W_h, b_x, b_h):
    """The hidden state after each word; 0 at padding."""
    B, T, _ = x.shape
    h, states = x.new_zeros(B, W_h.shape[1]), []
    for t in range(T):
        h = torch.tanh(x[:, t] @ W_x.T + b_x + h @ W_h.T + b_h)  # (B, D)
        states.append(h)
    real = torch.arange(T) < lengths[:, None]  # (B, T): False at padding
    return torch.stack(states, dim=1) * real[:, :, None]  # (B, T, D)


def rnn_sentence(x, W_x, W_h, b_x, b_h):
    """The hidden state after each word of sentences of one length."""
    h, states = x.new_zeros(len(x), len(W_h)), []  # (B, D)
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ W_x.T + b_x + h @ W_h.T + b_h)  # (B, D)
        states.append(h)
    return torch.stack(states, dim=1)  # (B, T, D)


def lstm(x, lengths, W_x, W_h, b_x, b_h):
    """Hidden and cell state after each word; 0 at padding."""
    B, T, _ = x.shape
    h = c = x.new_zeros(B, W_h.shape[1])
    hidden, cell = [], []
    for t in range(T):
        i, f, g, o = (x[:, t] @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)  # (B, D) each
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)  # keep some, add some
        h = torch.sigmoid(o) * torch.tanh(c)
        hidden.append(h)
        cell.append(c)
    real = (torch.arange(T) < lengths[:, None])[:, :, None]  # (B, T, 1): False at padding
    return torch.stack(hidden, dim=1) * real, torch.stack(cell, dim=1) * real  # (B, T, D) each


def gru(x, lengths, W_x, W_h, b_x, b_h):
    """The hidden state after each word; 0 at padding."""
    B, T, _ = x.shape
    h, states = x.new_zeros(B, W_h.shape[1]), []
    for t in range(T):
        x_r, x_z, x_n = (x[:, t] @ W_x.T + b_x).chunk(3, dim=-1)  # (B, D) each
        h_r, h_z, h_n = (h @ W_h.T + b_h).chunk(3, dim=-1)  # (B, D) each
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        n = torch.tanh(x_n + r * h_n)
        h = z * h + (1 - z) * n  # z: how much stays
        states.append(h)
    real = torch.arange(T) < lengths[:, None]  # (B, T): False at padding
    return torch.stack(states, dim=1) * real[:, :, None]  # (B, T, D)


def gru_step_turned(x, h, W_x, W_h, b_x, b_h):
    """One GRU step with z saying how much is new: its weights negated, nothing changes."""
    x_r, x_z, x_n = (x @ W_x.T + b_x).chunk(3, dim=-1)  # (B, D) each
    h_r, h_z, h_n = (h @ W_h.T + b_h).chunk(3, dim=-1)  # (B, D) each
    r = torch.sigmoid(x_r + h_r)
    z = torch.sigmoid(-(x_z + h_z))  # σ(−a) = 1 − σ(a)
    n = torch.tanh(x_n + r * h_n)
    return (1 - z) * h + z * n  # (B, D)
