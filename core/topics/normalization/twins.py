"""LayerNorm, BatchNorm and RMSNorm beside torch's modules, forward and backward."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from core.nn import layers
from core.nn.twin import Twin, in_double
from core.topics.normalization import concept, minimal

NN = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
GROUPS = {"layer": "LayerNorm", "batch": "BatchNorm1d", "rms": "RMSNorm"}


def arguments(
    x: Tensor, gain: Tensor, shift: Tensor, epsilon: float, batches: Sequence[Tensor]
) -> dict[str, tuple[Any, ...]]:
    """The arguments of every twin below, by its name.

    `x` (N, D) are the tokens of a batch and `batches` earlier ones, for the running statistics. What
    flows back in the gradients' twins is the normalised x itself, which is as good as any.
    """
    running = concept.running_statistics(batches)  # (2, D)
    upstream = layers.layer_norm(x, gain, shift, epsilon).roll(1, 0)  # (N, D)
    return {
        "module_layer_norm": (x, gain, shift, epsilon),
        "batch_norm": (x, gain, shift, epsilon),
        "batch_norm_inference": (x, running, gain, shift, epsilon),
        "running_statistics": (batches,),
        "rms_norm": (x, gain, epsilon),
        "layer_norm_gradients": (upstream, x, gain, epsilon, "layer"),
        "batch_norm_gradients": (upstream, x, gain, epsilon, "batch"),
        "rms_norm_gradients": (upstream, x, gain, epsilon, "rms"),
    }


def _module(kind: str, gain: Tensor, shift: Tensor | None, epsilon: float) -> nn.Module:
    """torch's module of a kind, in training mode, with our γ and β."""
    make: Callable[..., nn.Module] = getattr(nn, GROUPS[kind])
    made = make(len(gain), eps=epsilon).to(gain.dtype)
    with torch.no_grad():
        made.get_parameter("weight").copy_(gain)
        if shift is not None:
            made.get_parameter("bias").copy_(shift)
    return made


def _library_forward(kind: str) -> Callable[..., Tensor]:
    def forward(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
        return _module(kind, gain, shift, epsilon)(x).detach()

    return forward


def _library_inference(x: Tensor, running: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    module = _module("batch", gain, shift, epsilon)
    module.get_buffer("running_mean").copy_(running[0])
    module.get_buffer("running_var").copy_(running[1])
    return module.eval()(x).detach()


def _library_running(batches: Sequence[Tensor]) -> Tensor:
    module = nn.BatchNorm1d(batches[0].shape[-1]).to(batches[0].dtype)
    for x in batches:
        module(x)
    return torch.stack([module.get_buffer("running_mean"), module.get_buffer("running_var")])


def _library_gradients(upstream: Tensor, x: Tensor, gain: Tensor, epsilon: float, kind: str) -> Tensor:
    """What autograd sends back through torch's module: for x, for γ and, where there is one, for β."""
    with torch.inference_mode(False), torch.enable_grad():
        module = _module(kind, gain.clone(), None, epsilon)
        leaf = x.clone().requires_grad_()
        inputs = [leaf, *module.parameters()]
        gradients = torch.autograd.grad(module(leaf), inputs, upstream.clone())
    return torch.cat([gradient.reshape(-1, x.shape[-1]) for gradient in gradients])


def _examples_of(name: str) -> Callable[[], Iterator[tuple[Any, ...]]]:
    def examples() -> Iterator[tuple[Any, ...]]:
        generator = torch.Generator().manual_seed(42)

        def draw(*shape: int) -> Tensor:
            return torch.randn(*shape, generator=generator, dtype=torch.float64)

        for N, D in ((2, 2), (5, 8), (40, 16)):
            batches = [(draw(N, D) * 3 + 1).float() for _ in range(4)]
            gain, shift = draw(2, D).float()
            yield arguments(batches[0], gain, shift, 1e-5, batches)[name]

    return examples


def _twin(name: str, ours: Any, library: Any, call: str, module: str, **options: Any) -> Twin:
    documentation = f"{NN}{module.split('.')[-1]}.html"
    return Twin(
        name, ours, library, call, "from torch import nn", documentation, _examples_of(name), **options
    )


_EXACT = in_double(absolute=1e-9)  # long sums, differences of them


def _gradient_twin(kind: str) -> Twin:
    module = GROUPS[kind]
    call = f"nn.{module}(D)(x).backward(upstream)  # then x.grad, weight.grad"
    call += "" if kind == "rms" else ", bias.grad"
    name = f"{kind}_norm_gradients"
    shortest = getattr(minimal, f"{kind}_norm_backward")
    return _twin(
        name,
        concept.norm_gradients,
        _library_gradients,
        call,
        module,
        **_EXACT,
        minimal=lambda *given: shortest(*given[:-1]),  # each is of one kind
        minimal_shown=(shortest,),
    )


TWINS = (
    _twin(
        "module_layer_norm",
        layers.layer_norm,
        _library_forward("layer"),
        "nn.LayerNorm(D, eps=epsilon)(x)",
        "LayerNorm",
        absolute=1e-5,
    ),
    _gradient_twin("layer"),
    _twin(
        "batch_norm",
        concept.batch_norm,
        _library_forward("batch"),
        "nn.BatchNorm1d(D, eps=epsilon).train()(x)",
        "BatchNorm1d",
        absolute=1e-5,
    ),
    _twin(
        "batch_norm_inference",
        concept.batch_norm_inference,
        _library_inference,
        "nn.BatchNorm1d(D).eval()(x)  # with the running statistics of training",
        "BatchNorm1d",
        absolute=1e-5,
    ),
    _twin(
        "running_statistics",
        concept.running_statistics,
        _library_running,
        "nn.BatchNorm1d(D)(x)  # for each batch; then running_mean, running_var",
        "BatchNorm1d",
    ),
    _gradient_twin("batch"),
    _twin(
        "rms_norm",
        concept.rms_norm,
        lambda x, gain, epsilon: _module("rms", gain, None, epsilon)(x).detach(),
        "nn.RMSNorm(D, eps=epsilon)(x)",
        "RMSNorm",
        absolute=1e-5,
    ),
    _gradient_twin("rms"),
)
