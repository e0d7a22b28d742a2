"""ONNX Runtime on its CPU provider, with a graph written node by node from the engine's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from engine.graph import Graph
from engine.layers.activation import Activation
from engine.layers.add import Add
from engine.layers.base import Layer
from engine.layers.batch_normalization import BatchNormalization
from engine.layers.conv2d import Conv2D
from engine.layers.dense import Dense
from engine.layers.flatten import Flatten
from engine.layers.global_average_pooling2d import GlobalAveragePooling2D
from engine.layers.input import Input
from engine.layers.max_pooling2d import MaxPooling2D
from engine.layers.output import Output
from engine.layers.zero_padding2d import ZeroPadding2D
from engine.network import Network
from tests.benchmarks.pictures import STATISTICS, Prediction, channels_first

OPERATORS = 17
"""The version of ONNX' set of operators."""
FORMAT = 8
"""The version of ONNX' file format that goes with it."""


def prepare(workload: Prediction, threads: int) -> Callable[[int], object]:
    """A function that predicts the picture so often."""
    network = workload.built()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    written = model(network, workload).SerializeToString()
    session = onnxruntime.InferenceSession(written, options, providers=["CPUExecutionProvider"])
    x = {"x": np.ascontiguousarray(workload.picture().transpose(0, 3, 1, 2))}
    workload.compare(network, session.run(None, x)[0])

    def run(count: int) -> None:
        for _ in range(count):
            session.run(None, x)

    return run


def model(network: Network, workload: Prediction) -> ModelProto:
    """The whole network; channels come before height and width, as everywhere in ONNX."""
    writer = Writer(network.graph, network.weights)
    said = ""
    for node in network.graph.order:
        said = writer.write(node)
    shape = workload.picture().transpose(0, 3, 1, 2).shape
    graph = helper.make_graph(
        writer.nodes,
        workload.network,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(said, TensorProto.FLOAT, None)],
        writer.weights,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPERATORS)], ir_version=FORMAT)


class Writer:
    """ONNX' nodes and weights in the making."""

    def __init__(self, graph: Graph, weights: Mapping[str, Mapping[str, NDArray[np.float32]]]) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []
        self._graph, self._given = graph, weights
        self._values: dict[str, str] = {}
        self._pads: dict[str, list[int]] = {}

    def write(self, node: str) -> str:
        """Write a node of the engine's graph. Returns what its value is called."""
        layer = self._graph[node].layer
        sources = [edge.source for edge in self._graph.edges_in_order(node)]
        if isinstance(layer, Input):
            self._values[node] = "x"
            return "x"
        if isinstance(
            layer, ZeroPadding2D
        ):  # The next node pads: what is padded is 0 or more, so this is the same.
            top, bottom, left, right = layer.padding
            self._pads[node] = [top, left, bottom, right]
            self._values[node] = self._values[sources[0]]
            return self._values[node]
        inputs = [self._values[each] for each in sources]
        operator, settings, names = described(layer, self._pads.get(sources[0], [0, 0, 0, 0]))
        given = channels_first(node, self._given[node])
        for name in names:
            self.weights.append(numpy_helper.from_array(given[name], f"{node}/{name}"))
        inputs += [f"{node}/{name}" for name in names]
        self.nodes.append(helper.make_node(operator, inputs, [node], **settings))
        self._values[node] = node
        if getattr(getattr(layer, "activation", None), "rectifier", False) and operator in ("Conv", "Gemm"):
            self._values[node] = f"{node}/relu"
            self.nodes.append(helper.make_node("Relu", [node], [self._values[node]]))
        return self._values[node]


def described(layer: Layer, pads: list[int]) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """The operator for a layer, its attributes, and the weights that it reads."""
    match layer:
        case Conv2D():
            if layer.padding == "same":  # With strides of 1, and kernels of odd size.
                pads = [size // 2 for size in layer.kernel_size] * 2
            return "Conv", {"strides": layer.strides, "pads": pads}, ("kernel", "bias")
        case MaxPooling2D():
            settings = {"kernel_shape": layer.pool_size, "strides": layer.strides, "pads": pads}
            return "MaxPool", settings, ()
        case BatchNormalization():
            return "BatchNormalization", {"epsilon": layer.epsilon}, STATISTICS
        case Dense():
            return "Gemm", {}, ("kernel", "bias")
        case Activation():
            return "Relu", {}, ()
        case GlobalAveragePooling2D():
            return "ReduceMean", {"axes": [2, 3], "keepdims": 0}, ()
        case Add():
            return "Add", {}, ()
        case Flatten():
            return "Flatten", {}, ()
        case Output():
            return "Softmax", {}, ()
    raise NotImplementedError(f"no operator for {layer.label()}")
