"""The formula of every step, written once: plain for the diagram in the browser, LaTeX for the worked cell.

Indices are those of the dimension alphabet: t a query, s a key, d of D, k of K, f of F, c a class.
"""

from core.trace.steps import Kind

# What one cell of a step is.
PLAIN = {
    "token": "token[t, d] = Eʷ[id(t), d]",
    "position": "position[t, d] = Eᵖ[t, d]",
    "segment": "segment[t, d] = Eˢ[segment(t), d]",
    "sum": "x[t, d] = token[t, d] + position[t, d] + segment[t, d]",
    "embedding_norm": "(x − mean) / √(variance + ε) · γ + β",
    "queries": "Q[t, k] = Σ x[t, d] · W[k, d] + b[k]",
    "keys": "K[s, k] = Σ x[s, d] · W[k, d] + b[k]",
    "values": "V[s, k] = Σ x[s, d] · W[k, d] + b[k]",
    "scores": "score[t, s] = Q[t] · K[s] / √K",
    "masked": "masked[t, s] = score[t, s] if mask[s] = 1, else −3.4·10³⁸",
    "attention": "A[t, s] = exp(score[t, s] − max) / Σ exp(score[t, s′] − max)",
    "context": "context[t, k] = Σ A[t, s] · V[s, k]",
    "projection": "o[t, d] = Σ context[t, i] · W[d, i] + b[d]",
    "attention_norm": "(x + o − mean) / √(variance + ε) · γ + β",
    "expanded": "h[t, f] = Σ x[t, d] · W[f, d] + b[f]",
    "activated": "g[t, f] = h · Φ(h)",
    "contracted": "y[t, d] = Σ g[t, f] · W[d, f] + b[d]",
    "output": "(x + y − mean) / √(variance + ε) · γ + β",
    "pooled": "p[d] = tanh(Σ x[CLS, i] · W[d, i] + b[d])",
    "logits": "z[c] = Σ p[d] · W[c, d] + b[c]",
    "probabilities": "P[c] = exp(z[c] − max) / Σ exp(z[c′] − max)",
}

# What one cell of a kind is; N is the number of terms. A look-up and a sum are their numbers alone.
LATEX: dict[Kind, str] = {
    "norm": r"\frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} \cdot \gamma + \beta",
    "linear": r"\sum_{i=1}^{N} x_i w_i + b",
    "tanh": r"\tanh\Big(\sum_{i=1}^{N} x_i w_i + b\Big)",
    "product": r"\frac{q \cdot k}{\sqrt{K}}",
    "mixture": r"\sum_{s=1}^{N} A_s V_s",
    "softmax": r"\frac{e^{z_i - \max z}}{\sum_j e^{z_j - \max z}}",
    "gelu": r"x \cdot \Phi(x)",
}
