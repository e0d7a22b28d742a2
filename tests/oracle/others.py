"""Dense, activations, normalisations and merging layers, as PyTorch computes them."""

from __future__ import annotations

from typing import Any

from engine.activations import ACTIVATIONS
from tests.oracle.case import Case, case

Torch = Any


def activation(torch: Torch, kind: str) -> Any:
    """PyTorch's function for one of our activations with its default settings."""
    functional = torch.nn.functional
    named: dict[str, Any] = {
        "linear": lambda x: x,
        "leaky_relu": lambda x: functional.leaky_relu(x, 0.2),
        "softmax": lambda x: functional.softmax(x, -1),
        "log_softmax": lambda x: functional.log_softmax(x, -1),
        "exponential": torch.exp,
        "clipped_relu": lambda x: torch.clamp(x, 0, 1),
        "hard_silu": functional.hardswish,
        "hard_tanh": functional.hardtanh,
        # PyTorch's own hardsigmoid multiplies its slope by a sixth in single precision.
        "hard_sigmoid": lambda x: torch.clamp(x / 6 + 0.5, 0, 1),
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
    }
    return named.get(kind) or getattr(functional, kind)


def dense(kind: str, *, scale: float = 1.0) -> Any:
    """x W + b through an activation."""

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        z = inputs[0] @ weights["kernel"] * scale
        return activation(torch, kind)(z + weights["bias"] if "bias" in weights else z)

    return run


def batch_norm(*, training: bool, momentum: float = 0.99, epsilon: float = 1e-3) -> Any:
    """torch.nn.functional.batch_norm. Its running variance is unbiased; Keras' and ours is that of the batch."""

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        x = inputs[0]
        flat = x.reshape(-1, x.shape[-1])
        mean, variance = weights["moving_mean"].clone(), weights["moving_variance"].clone()
        y = torch.nn.functional.batch_norm(
            flat, mean, variance, weights.get("gamma"), weights.get("beta"), training, 1 - momentum, epsilon
        )
        if training:
            kept = momentum * weights["moving_variance"]
            count = len(flat)
            weights["moving_mean"], weights["moving_variance"] = (
                mean,
                kept + (variance - kept) * (count - 1) / count,
            )
        return y.reshape(x.shape)

    return run


def layer_norm(epsilon: float = 1e-3, axes: int = 1) -> Any:
    """Over so many of the last axes."""
    return lambda torch, inputs, weights: torch.nn.functional.layer_norm(
        inputs[0], inputs[0].shape[-axes:], weights.get("gamma"), weights.get("beta"), epsilon
    )


def group_norm(groups: int, epsilon: float = 1e-3) -> Any:
    """Over groups of channels and all places."""
    return lambda torch, inputs, weights: torch.nn.functional.group_norm(
        inputs[0].movedim(-1, 1), groups, weights.get("gamma"), weights.get("beta"), epsilon
    ).movedim(1, -1)


def rms_norm(epsilon: float = 1e-6) -> Any:
    """Over the last axis."""
    return lambda torch, inputs, weights: torch.nn.functional.rms_norm(
        inputs[0], inputs[0].shape[-1:], weights.get("scale", weights.get("gamma")), epsilon
    )


def merged(function: Any) -> Any:
    """What reads several inputs and has no weights."""
    return lambda torch, inputs, _weights: function(torch, inputs)


def cases() -> list[Case]:
    """Every activation, every normalisation, every merge."""
    found = [case(kind, "dense", ((4,),), dense(kind), units=5, activation=kind) for kind in ACTIVATIONS]
    found.append(
        case(
            "last of three axes, no bias",
            "dense",
            ((3, 2, 4),),
            dense("tanh"),
            units=3,
            bias=False,
            activation="tanh",
        )
    )
    for training in (True, False):
        name = "training" if training else "afterwards"
        run = batch_norm(training=training)
        found.append(case(f"rows, {name}", "batch_normalization", ((4,),), run, training=training))
        run = batch_norm(training=training, momentum=0.8, epsilon=1e-5)
        settings = {"momentum": 0.8, "epsilon": 1e-5, "training": training}
        found.append(case(f"maps, {name}", "batch_normalization", ((3, 2, 4),), run, **settings))
        run = batch_norm(training=training)
        settings = {"center": False, "scale": False, "training": training}
        found.append(case(f"plain, {name}", "batch_normalization", ((4,),), run, **settings))
    found += [
        case(
            "softmax, first axis", "activation", ((3, 4),), _along("softmax", 1), activation="softmax", axis=1
        ),
        case(
            "logarithm, second of three axes",
            "activation",
            ((3, 2, 4),),
            _along("log_softmax", 2),
            activation="log_softmax",
            axis=2,
        ),
        case("rows", "layer_normalization", ((6,),), layer_norm()),
        case("sequence", "layer_normalization", ((3, 4),), layer_norm(1e-5), epsilon=1e-5),
        case("plain", "layer_normalization", ((6,),), layer_norm(), center=False, scale=False),
        case("two axes", "layer_normalization", ((3, 4),), layer_norm(axes=2), axis=(1, 2)),
        case("first axis", "layer_normalization", ((3, 4),), _first(layer_norm()), axis=(1,)),
        case("two groups", "group_normalization", ((3, 2, 4),), group_norm(2), groups=2),
        case("plain", "group_normalization", ((2, 6),), group_norm(3), groups=3, center=False, scale=False),
        case("instance", "group_normalization", ((5, 4),), group_norm(4), groups=-1),
        case("rows", "rms_normalization", ((6,),), rms_norm()),
        case("sequence", "rms_normalization", ((3, 4),), rms_norm(1e-3), epsilon=1e-3),
        case("frozen", "batch_normalization", ((3, 4),), batch_norm(training=False), trainable=False),
    ]
    pair, three = ((3, 4), (3, 4)), ((3, 4),) * 3
    found += [
        case("three", "add", three, merged(lambda _t, x: x[0] + x[1] + x[2])),
        case("two", "subtract", pair, merged(lambda _t, x: x[0] - x[1])),
        case("three", "multiply", three, merged(lambda _t, x: x[0] * x[1] * x[2])),
        case("three", "average", three, merged(lambda _t, x: (x[0] + x[1] + x[2]) / 3)),
        case("three", "maximum", three, merged(lambda t, x: t.maximum(t.maximum(x[0], x[1]), x[2]))),
        case("three", "minimum", three, merged(lambda t, x: t.minimum(t.minimum(x[0], x[1]), x[2]))),
        case("last axis", "concatenate", ((3, 4), (3, 2)), merged(lambda t, x: t.cat(list(x), -1))),
        case("rows", "dot", ((4,), (4,)), merged(lambda _t, x: (x[0] * x[1]).sum(-1, keepdim=True))),
        case(
            "cosine",
            "dot",
            ((4,), (4,)),
            merged(lambda t, x: t.nn.functional.cosine_similarity(x[0], x[1], -1)[:, None]),
            normalize=True,
        ),
        case("one slope a channel", "prelu", ((3, 4),), _prelu, shared_axes=(1,)),
        case("a slope each", "prelu", ((3, 4),), _prelu),
    ]
    return found


def _along(name: str, axis: int) -> Any:
    """An activation along an axis."""
    return lambda torch, inputs, _weights: getattr(torch, name)(inputs[0], axis)


def _prelu(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
    rows = inputs[0].reshape(len(inputs[0]), -1, weights["alpha"].numel())
    slope = weights["alpha"].reshape(-1)
    return torch.nn.functional.prelu(rows.movedim(-1, 1), slope).movedim(1, -1).reshape(inputs[0].shape)


def _first(function: Any) -> Any:
    """Along the first axis of two instead of the last."""
    return lambda torch, inputs, weights: function(torch, [inputs[0].movedim(1, 2)], weights).movedim(1, 2)
