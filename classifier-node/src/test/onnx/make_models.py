"""Writes the small models of the tests into src/test/resources/models (needs the Python packages onnx and numpy).

    python src/test/onnx/make_models.py

`encoder`: one row of four numbers a token; the word `nan` has no number in its row, `zero` cancels the special tokens. Its
tokenizer's file cuts at 4 tokens, as those of published encoders cut below the model's window.
`once`: the mean of its tokens' rows, as if it were a row a token. `wavering`: as many numbers a token as there are tokens.
`labels`: a whole classifier, the sum of its tokens' rows times a matrix.
`heads`: linear heads over four numbers, one over five, one over a text and its ends, and one over a single number.
"""

import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "models"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "bug", "bill", "hello", "nan", "zero"]
ROWS = np.array(
    [
        [0, 0, 0, 0],
        [0, 0, 0, 1],
        [0, 0, 1, 0],
        [0, 0, 1, 0],
        [4, 0, 0, 0],
        [0, 4, 0, 0],
        [0, 0, 4, 0],
        [np.nan, 0, 0, 0],
        [0, 0, -2, 0],
    ],
    dtype=np.float32,
)


def write(path, nodes, inputs, outputs, constants):
    graph = helper.make_graph(
        nodes, "g", inputs, outputs, [numpy_helper.from_array(value, name) for name, value in constants.items()]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString())


def ids(name):
    return helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])


def floats(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def rows():
    """Nodes that give `rows`: each token's row, nothing for padding."""
    return [
        helper.make_node("Gather", ["table", "input_ids"], ["raw"]),
        helper.make_node("Unsqueeze", ["attention_mask", "last"], ["column"]),
        helper.make_node("Cast", ["column"], ["there"], to=TensorProto.BOOL),
        helper.make_node("Where", ["there", "raw", "nothing"], ["rows"]),
    ]


CONSTANTS = {"table": ROWS, "last": np.array([2], dtype=np.int64), "nothing": np.array(0, dtype=np.float32)}


def encoder(path):
    nodes = rows() + [helper.make_node("Identity", ["rows"], ["last_hidden_state"])]
    write(path, nodes, [ids("input_ids"), ids("attention_mask")], [floats("last_hidden_state", "texts", "tokens", 4)], CONSTANTS)


def once(path):
    nodes = rows() + [helper.make_node("ReduceMean", ["rows"], ["last_hidden_state"], axes=[1])]
    write(path, nodes, [ids("input_ids"), ids("attention_mask")], [floats("last_hidden_state", "texts", 1, 4)], CONSTANTS)


def wavering(path):
    nodes = rows() + [
        helper.make_node("Transpose", ["rows"], ["turned"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["rows", "turned"], ["last_hidden_state"]),
    ]
    write(path, nodes, [ids("input_ids"), ids("attention_mask")], [floats("last_hidden_state", "texts", "tokens", "width")], CONSTANTS)


def labels(path):
    matrix = np.array([[1, 0], [0, 1], [0, 0], [0, 0]], dtype=np.float32)
    nodes = rows() + [
        helper.make_node("ReduceSum", ["rows", "second"], ["sum"], keepdims=0),
        helper.make_node("MatMul", ["sum", "matrix"], ["logits"]),
    ]
    constants = CONSTANTS | {"second": np.array([1], dtype=np.int64), "matrix": matrix}
    write(path, nodes, [ids("input_ids"), ids("attention_mask")], [floats("logits", "texts", 2)], constants)


def pixels(path):
    nodes = [helper.make_node("Identity", ["pixel_values"], ["last_hidden_state"])]
    write(path, nodes, [ids("pixel_values")], [ids("last_hidden_state")], {})


def head(path, weights, bias):
    weights = np.array(weights, dtype=np.float32)
    nodes = [
        helper.make_node("MatMul", ["embedding", "weights"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["scores"]),
    ]
    shape = [floats("embedding", "texts", weights.shape[0])], [floats("scores", "texts", weights.shape[1])]
    write(path, nodes, *shape, {"weights": weights, "bias": np.array(bias, dtype=np.float32)})


def single(path):
    nodes = [helper.make_node("Unsqueeze", ["embedding", "first"], ["scores"])]
    write(path, nodes, [floats("embedding")], [floats("scores", 1)], {"first": np.array([0], dtype=np.int64)})


def tokenizer():
    special = [
        {"id": i, "content": WORDS[i], "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for i in range(4)
    ]
    around = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}]
    return {
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0},
        "padding": None,
        "added_tokens": special,
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": around,
            "pair": around,
            "special_tokens": {word: {"id": word, "ids": [i], "tokens": [word]} for i, word in enumerate(WORDS[2:4], 2)},
        },
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {word: i for i, word in enumerate(WORDS)}, "unk_token": "[UNK]"},
    }


def text(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


for name, make in (("encoder", encoder), ("once", once), ("wavering", wavering), ("labels", labels), ("pixels", pixels)):
    make(OUT / name / "model.onnx")
    text(OUT / name / "tokenizer.json", tokenizer())
text(OUT / "encoder/card.json", {"name": "tiny", "window": 8, "pooling": "mean", "dimensions": 4})
text(OUT / "once/card.json", {"name": "once", "window": 8, "pooling": "mean"})
text(OUT / "wavering/card.json", {"name": "wavering", "window": 8, "pooling": "mean"})
text(OUT / "pixels/card.json", {"name": "pixels", "window": 8, "pooling": "mean"})
text(OUT / "labels/card.json", {"name": "tiny-labels", "window": 8, "head": "kind", "id2label": {"0": "bug", "1": "billing"}})

head(OUT / "heads/kind.onnx", [[8, 0, 0], [0, 8, 0], [0, 0, 8], [0, 0, 0]], [0, 0, 0])
text(OUT / "heads/kind.json", {"labels": ["bug", "billing", "other"]})
head(OUT / "heads/urgent.onnx", [[4], [0], [0], [0]], [-2])
text(OUT / "heads/urgent.json", {"labels": ["no", "yes"]})
head(OUT / "heads/wide.onnx", [[1, 0]] * 5, [0, 0])
text(OUT / "heads/wide.json", {"labels": ["a", "b"]})
single(OUT / "heads/single.onnx")
text(OUT / "heads/single.json", {"labels": ["a", "b"]})
ends = np.zeros((12, 2), dtype=np.float32)
ends[4, 0] = ends[8, 1] = 8
head(OUT / "heads/ends.onnx", ends, [0, 0])
text(OUT / "heads/ends.json", {"labels": ["begins with bug", "ends with bug"]})
