"""Recurrent layers, embeddings and attention, as PyTorch computes them."""

from __future__ import annotations

from typing import Any

from tests.oracle.case import BATCH, Case, case

Torch = Any

ORDER = {"simple_rnn": (0,), "lstm": (0, 1, 2, 3), "gru": (1, 0, 2)}
"""PyTorch's gates in terms of ours: LSTM i, f, g, o in both; GRU r, z, n for our z, r, h."""


def _gates(torch: Torch, kind: str, matrix: Any) -> Any:
    """The columns of a kernel, or the numbers of a bias, in PyTorch's order."""
    parts = matrix.chunk(len(ORDER[kind]), -1)
    return torch.cat([parts[place] for place in ORDER[kind]], -1)


def _parameters(torch: Torch, kind: str, weights: dict[str, Any], prefix: str) -> list[Any]:
    kernel = _gates(torch, kind, weights[f"{prefix}kernel"]).T
    recurrent = _gates(torch, kind, weights[f"{prefix}recurrent_kernel"]).T
    bias = weights.get(f"{prefix}bias")
    if bias is None:
        return [kernel.contiguous(), recurrent.contiguous()]
    if bias.ndim == 2:  # GRU: one for what is read, one for what is remembered.
        biases = [_gates(torch, kind, bias[0]), _gates(torch, kind, bias[1])]
    else:
        biases = [_gates(torch, kind, bias), torch.zeros_like(bias)]
    return [kernel.contiguous(), recurrent.contiguous(), *biases]


def recurrent(
    kind: str,
    *,
    sequences: bool = False,
    backwards: bool = False,
    both: str = "off",
    lengths: tuple[int, ...] = (),
) -> Any:
    """A layer of PyTorch's own kernels, over padded rows where `lengths` are given."""

    def one(torch: Torch, x: Any, weights: dict[str, Any], prefix: str, reverse: bool) -> Any:
        parameters = _parameters(torch, kind, weights, prefix)
        units = parameters[1].shape[1]
        state = torch.zeros(1, len(x), units, dtype=x.dtype)
        start = (state, state) if kind == "lstm" else state
        function = {"lstm": torch.lstm, "gru": torch.gru, "simple_rnn": torch.rnn_tanh}[kind]
        counts = list(lengths) or [x.shape[1]] * len(x)
        rows = []
        for row, count in zip(x, counts, strict=True):
            steps = row[:count].flip(0) if reverse else row[:count]
            start_of = tuple(each[:, :1] for each in start) if kind == "lstm" else start[:, :1]
            y = function(steps[None], start_of, parameters, len(parameters) == 4, 1, 0.0, False, False, True)[
                0
            ]
            rows.append(y[0])
        return rows

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        x = inputs[0]
        if both == "off":
            rows = one(torch, x, weights, "", backwards)
            return torch.stack(rows if sequences else [row[-1] for row in rows])
        forward = one(torch, x, weights, "", False)
        back = one(torch, x, weights, "backward_", True)
        joined = []
        for there, here in zip(forward, back, strict=True):
            a, b = (there, here.flip(0)) if sequences else (there[-1], here[-1])
            joined.append(
                {
                    "concat": lambda a=a, b=b: torch.cat([a, b], -1),
                    "sum": lambda a=a, b=b: a + b,
                    "multiply": lambda a=a, b=b: a * b,
                    "average": lambda a=a, b=b: (a + b) / 2,
                }[both]()
            )
        return torch.stack(joined)

    return run


def stateful(kind: str, *, tells: bool = False) -> Any:
    """A layer that begins with a state, and may tell the one that it ends with: h, in an LSTM h beside c."""

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        parameters = _parameters(torch, kind, weights, "")
        units = parameters[1].shape[1]
        start = [part[None] for part in inputs[1].split(units, -1)]
        function = {"lstm": torch.lstm, "gru": torch.gru, "simple_rnn": torch.rnn_tanh}[kind]
        begins = tuple(start) if kind == "lstm" else start[0]
        y, *ends = function(inputs[0], begins, parameters, True, 1, 0.0, False, False, True)
        return torch.cat([end[0] for end in ends], -1) if tells else y

    return run


def attention(*, heads: int, causal: bool = False, lengths: tuple[int, ...] = (), window: int = 0) -> Any:
    """torch.nn.functional.scaled_dot_product_attention between our projections.

    Rows of `lengths` are padded. Where a padded query may look at nothing PyTorch leaves 0 and Keras the plain mean, so
    what may be seen is filled in by hand there.
    """

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        query, value = inputs[0], inputs[1] if len(inputs) > 1 else inputs[0]
        key = inputs[2] if len(inputs) > 2 else value

        def project(name: str, x: Any) -> Any:
            y = torch.einsum("btn,nhd->bhtd", x, weights[f"{name}_kernel"])
            return y + weights[f"{name}_bias"][:, None] if f"{name}_bias" in weights else y

        parts = project("query", query), project("key", key), project("value", value)
        if lengths or window:
            y = _looking(torch, *parts, _seen(torch, parts[0].shape[2], causal, lengths, window))
        else:
            y = torch.nn.functional.scaled_dot_product_attention(*parts, is_causal=causal)
        if "gate_kernel" in weights:
            y = y * torch.sigmoid(project("gate", query))
        y = torch.einsum("bhtd,hdn->btn", y, weights["attention_output_kernel"])
        return y + weights["attention_output_bias"] if "attention_output_bias" in weights else y

    return run


def _seen(torch: Torch, steps: int, causal: bool, lengths: tuple[int, ...], window: int) -> Any:
    """Which queries (batch or 1, 1, queries, 1) may look at which keys (batch or 1, 1, 1, keys)."""
    ahead = torch.arange(steps)[None, :] - torch.arange(steps)[:, None]
    seen = (ahead <= 0) if causal else torch.ones_like(ahead, dtype=torch.bool)
    if window:
        seen = seen & (ahead.abs() < window)
    if not lengths:
        return seen
    real = torch.arange(steps) < torch.tensor(lengths)[:, None]
    return seen & real[:, None, :, None] & real[:, None, None, :]


def _looking(torch: Torch, query: Any, key: Any, value: Any, seen: Any) -> Any:
    scores = query @ key.mT / query.shape[-1] ** 0.5
    return torch.softmax(scores.masked_fill(~seen, -1e30), -1) @ value


def marked(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
    """A learned position's marks added to its step."""
    steps = torch.arange(inputs[0].shape[1])
    return inputs[0] + torch.nn.functional.embedding(steps, weights["embeddings"])


def cases() -> list[Case]:
    """Every option that PyTorch has too."""
    found = []
    shape = ((5, 3),)
    for kind in ("simple_rnn", "lstm", "gru"):
        for sequences in (False, True):
            for backwards in (False, True):
                name = f"{'all steps' if sequences else 'last step'}{', backwards' if backwards else ''}"
                run = recurrent(kind, sequences=sequences, backwards=backwards)
                settings = {"return_sequences": sequences, "go_backwards": backwards, "units": 4}
                found.append(case(name, kind, shape, run, **settings))
            for merge in ("concat", "sum", "multiply", "average"):
                run = recurrent(kind, sequences=sequences, both=merge)
                name = f"{merge}, {'all steps' if sequences else 'last step'}"
                settings = {"return_sequences": sequences, "bidirectional": merge, "units": 4}
                found.append(case(name, kind, shape, run, **settings))
        lengths = (5, 2, 3)
        assert len(lengths) == BATCH
        run = recurrent(kind, lengths=lengths)
        found.append(case("padded rows", kind, shape, run, lengths=lengths, units=4))
        run = recurrent(kind, lengths=lengths, both="concat")
        found.append(
            case("padded rows, both ways", kind, shape, run, lengths=lengths, units=4, bidirectional="concat")
        )
        found.append(case("without a bias", kind, shape, recurrent(kind), units=4, bias=False))
        begun = (*shape, (8,) if kind == "lstm" else (4,))
        settings = {"units": 4, "return_sequences": True}
        found.append(case("all steps, from a state", kind, begun, stateful(kind), **settings))
        run = stateful(kind, tells=True)
        found.append(case("from state to state", kind, begun, run, units=4, return_state=True))
    embed = lambda torch, inputs, weights: torch.nn.functional.embedding(  # noqa: E731
        inputs[0].long(), weights["embeddings"]
    )
    found.append(case("steps", "embedding", ((6,),), embed, codes=7, input_dim=7, output_dim=4))
    settings = {"num_heads": 2, "key_dim": 3}
    for name, shapes, options in (
        ("self", ((4, 5),), {}),
        ("causal", ((4, 5),), {"causal": True}),
        ("query and value", ((4, 5), (3, 6)), {}),
        ("query, value and key", ((4, 5), (3, 6), (3, 2)), {"value_dim": 2}),
        ("without biases", ((4, 5),), {"bias": False, "output_dim": 7}),
        ("padded rows", ((4, 5),), {"lengths": (4, 1, 3)}),
        ("padded rows, causal", ((4, 5),), {"lengths": (4, 1, 3), "causal": True}),
        ("in a window", ((5, 3),), {"window": 2}),
        ("gated", ((4, 5), (3, 6)), {"gate": True}),
    ):
        seen = {name: options[name] for name in ("causal", "lengths", "window") if name in options}
        run = attention(heads=2, **seen)
        found.append(case(name, "multi_head_attention", shapes, run, **settings, **options))
    by_row = attention(heads=2)

    def along_first(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        x = inputs[0].movedim(1, 2)
        return by_row(torch, [x.flatten(0, 1)], weights).reshape(x.shape).movedim(1, 2)

    options = {**settings, "attention_axes": (1,)}
    found.append(case("along the first axis", "multi_head_attention", ((4, 2, 5),), along_first, **options))
    found.append(case("learned", "positional_embedding", ((4, 3),), marked))
    return found
