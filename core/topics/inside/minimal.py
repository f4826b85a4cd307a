"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import torch
import torch.nn.functional as F


def embeddings(ids, segments, weights, epsilon):
    """LayerNorm(token + position + segment)."""
    x = weights["word_embeddings.weight"][ids]  # (B, T, D)
    x = x + weights["position_embeddings.weight"][: ids.shape[1]]
    x = x + weights["token_type_embeddings.weight"][segments]
    mean, variance = x.mean(-1, keepdim=True), x.var(-1, correction=0, keepdim=True)
    return (x - mean) / (variance + epsilon).sqrt() * weights["LayerNorm.weight"] + weights["LayerNorm.bias"]


def self_attention(x, mask, weights, heads):
    """Queries, keys and values of the same tokens, cut into heads; padding is not looked at."""
    B, T, D = x.shape
    q, k, v = (
        (x @ weights[f"self.{part}.weight"].T + weights[f"self.{part}.bias"])
        .view(B, T, heads, D // heads)
        .transpose(1, 2)
        for part in ("query", "key", "value")
    )  # (B, H, T, K) each
    scores = q @ k.transpose(-1, -2) / (D // heads) ** 0.5  # (B, H, T, S)
    scores = scores.masked_fill(mask[:, None, None, :] == 0, -torch.inf)
    context = scores.softmax(dim=-1) @ v  # (B, H, T, K)
    return context.transpose(1, 2).reshape(B, T, D)  # heads side by side again


def feed_forward(x, weights):
    """Widen each token's vector, GELU, and back."""
    wide = x @ weights["intermediate.dense.weight"].T + weights["intermediate.dense.bias"]  # (B, T, F)
    return F.gelu(wide) @ weights["output.dense.weight"].T + weights["output.dense.bias"]  # (B, T, D)


def bert_layer(x, mask, weights, shape):
    """Attention, add & norm, feed-forward, add & norm."""

    def linear(x, name):
        return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(x, name):
        return F.layer_norm(
            x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"], shape.epsilon
        )

    B, T, D = x.shape
    parts = [linear(x, f"attention.self.{part}") for part in ("query", "key", "value")]
    q, k, v = (part.view(B, T, shape.heads, -1).transpose(1, 2) for part in parts)  # (B, H, T, K)
    scores = q @ k.transpose(-1, -2) / (D // shape.heads) ** 0.5  # (B, H, T, S)
    scores = scores.masked_fill(mask[:, None, None, :] == 0, -torch.inf)
    context = (scores.softmax(dim=-1) @ v).transpose(1, 2).reshape(B, T, D)
    x = norm(x + linear(context, "attention.output.dense"), "attention.output.LayerNorm")
    wide = F.gelu(linear(x, "intermediate.dense"))  # (B, T, F)
    return norm(x + linear(wide, "output.dense"), "output.LayerNorm")


def pooler(x, weights):
    """tanh of a linear map of the first token, [CLS]."""
    return torch.tanh(x[:, 0] @ weights["bert.pooler.dense.weight"].T + weights["bert.pooler.dense.bias"])


def bert(ids, mask, weights, shape, segments):
    """The whole model: embeddings, the layers, and the classifier on [CLS]."""

    def linear(x, name):
        return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(x, name):
        gain, shift = weights[f"{name}.LayerNorm.weight"], weights[f"{name}.LayerNorm.bias"]
        return F.layer_norm(x, gain.shape, gain, shift, shape.epsilon)

    T, at = ids.shape[1], "bert.embeddings"
    x = weights[f"{at}.word_embeddings.weight"][ids] + weights[f"{at}.position_embeddings.weight"][:T]
    x = norm(x + weights[f"{at}.token_type_embeddings.weight"][segments], at)  # (B, T, D)
    for layer in range(shape.layers):
        at = f"bert.encoder.layer.{layer}"
        parts = [linear(x, f"{at}.attention.self.{part}") for part in ("query", "key", "value")]
        q, k, v = (part.unflatten(-1, (shape.heads, -1)).transpose(1, 2) for part in parts)  # (B, H, T, K)
        context = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :].bool())
        change = linear(context.transpose(1, 2).flatten(2), f"{at}.attention.output.dense")
        x = norm(x + change, f"{at}.attention.output")
        change = linear(F.gelu(linear(x, f"{at}.intermediate.dense")), f"{at}.output.dense")
        x = norm(x + change, f"{at}.output")  # (B, T, D)
    return linear(linear(x[:, 0], "bert.pooler.dense").tanh(), "classifier")  # (B, C)
