"""The names by which other tools know our layers and activations: each is found by all of them."""

import pytest

from designer.search import search

NAMES = {
    "dense": "Linear, LazyLinear, fullyConnectedLayer, Dense, nn.Linear",
    "conv2d": "Conv2d, convolution2dLayer, Conv2D, Convolution2D, LazyConv2d",
    "conv1d": "Conv1d, convolution1dLayer, Convolution1D",
    "conv2d_transpose": "ConvTranspose2d, transposedConv2dLayer, Conv2DTranspose, deconvolution",
    "conv1d_transpose": "ConvTranspose1d, transposedConv1dLayer, Conv1DTranspose",
    "depthwise_conv2d": "DepthwiseConv2D, groupedConvolution2dLayer",
    "separable_conv2d": "SeparableConv2D, SeparableConvolution2D",
    "max_pooling2d": "MaxPool2d, maxPooling2dLayer, MaxPooling2D, MaxPool2D",
    "max_pooling1d": "MaxPool1d, maxPooling1dLayer",
    "average_pooling2d": "AvgPool2d, averagePooling2dLayer, AveragePooling2D, AvgPool2D",
    "average_pooling1d": "AvgPool1d, averagePooling1dLayer",
    "global_average_pooling2d": "AdaptiveAvgPool2d, globalAveragePooling2dLayer, GlobalAvgPool2D",
    "global_average_pooling1d": "AdaptiveAvgPool1d, globalAveragePooling1dLayer",
    "global_max_pooling2d": "AdaptiveMaxPool2d, globalMaxPooling2dLayer, GlobalMaxPool2D",
    "global_max_pooling1d": "AdaptiveMaxPool1d, globalMaxPooling1dLayer",
    "zero_padding2d": "ZeroPad2d, ZeroPadding2D",
    "zero_padding1d": "ZeroPad1d, ConstantPad1d",
    "cropping2d": "Cropping2D, crop2dLayer",
    "up_sampling2d": "Upsample, UpsamplingNearest2d, UpSampling2D, resize2dLayer",
    "up_sampling1d": "UpSampling1D",
    "lstm": "LSTM, lstmLayer, bilstmLayer, Bidirectional",
    "gru": "GRU, gruLayer",
    "simple_rnn": "SimpleRNN, Elman network",
    "multi_head_attention": "MultiheadAttention, attentionLayer, selfAttentionLayer, scaled dot product",
    "positional_embedding": "PositionEmbedding, positionEmbeddingLayer, sinusoidalPositionEncodingLayer",
    "batch_normalization": "BatchNorm1d, BatchNorm2d, batchNormalizationLayer, BatchNormalization",
    "layer_normalization": "LayerNorm, layerNormalizationLayer",
    "group_normalization": "GroupNorm, groupNormalizationLayer, InstanceNorm2d, instanceNormalizationLayer",
    "rms_normalization": "RMSNorm, RMSNormalization",
    "dropout": "Dropout, dropoutLayer",
    "spatial_dropout2d": "Dropout2d, SpatialDropout2D, spatialDropoutLayer",
    "spatial_dropout1d": "Dropout1d",
    "alpha_dropout": "AlphaDropout",
    "gaussian_noise": "GaussianNoise",
    "add": "Add, additionLayer, residual, skip connection",
    "concatenate": "cat, Concatenate, concatenationLayer, depthConcatenationLayer",
    "multiply": "multiplicationLayer, Multiply, mul",
    "dot": "bmm, matmul, Dot",
    "maximum": "Maximum",
    "subtract": "sub",
    "average": "Average",
    "flatten": "Flatten, flattenLayer",
    "reshape": "view, Reshape, Unflatten, reshapeLayer",
    "permute": "permute, transpose, Permute, permuteLayer",
    "repeat_vector": "RepeatVector, repeat, expand",
    "input": "Input, InputLayer, featureInputLayer, imageInputLayer, sequenceInputLayer",
    "output": "classificationLayer, regressionLayer",
    "embedding": "Embedding, wordEmbeddingLayer, EmbeddingBag",
    "one_hot": "CategoryEncoding, one_hot, onehotencode",
    "discretization": "Discretization, bucketize, KBinsDiscretizer",
    "normalization": "Normalization, StandardScaler",
    "rescaling": "Rescaling, scalingLayer, MinMaxScaler",
    "masking": "Masking",
    "prelu": "PReLU, preluLayer",
    "activation": "Activation, functionLayer",
    "relu": "ReLU, reluLayer",
    "leaky_relu": "LeakyReLU, leakyReluLayer",
    "elu": "eluLayer",
    "gelu": "geluLayer",
    "silu": "swishLayer, SiLU",
    "softmax": "softmaxLayer",
    "sigmoid": "sigmoidLayer, logsig",
    "tanh": "tanhLayer, tansig",
    "hard_tanh": "Hardtanh",
    "hard_sigmoid": "Hardsigmoid",
    "hard_silu": "Hardswish",
    "relu6": "ReLU6",
    "log_softmax": "LogSoftmax",
    "clipped_relu": "clippedReluLayer, Threshold",
    "softplus": "Softplus, softplusLayer",
    "mish": "Mish",
    "linear": "Identity, purelin",
    "celu": "CELU",
    "selu": "SELU",
    "softsign": "Softsign, elliotsig",
    "exponential": "exp",
}
"""What PyTorch, Keras, MATLAB and scikit-learn call them."""


@pytest.mark.parametrize("kind", NAMES)
def test_a_kind_is_found_by_the_names_of_other_tools(kind):
    for name in NAMES[kind].split(", "):
        assert kind in [each.kind() for _, each in search(name)][:2], name


@pytest.mark.parametrize(
    "written", ["torch.nn.Linear(4, 3)", "nn.LazyLinear", "keras.layers.Dense", "layers.Dense(10)"]
)
def test_a_name_may_be_pasted_as_it_stands_in_code(written):
    assert search(written)[0][1].kind() == "dense"
