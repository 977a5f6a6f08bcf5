"""The folded painter as an ONNX graph, checked against PyTorch and timed: `python -m fast.onnx_graph RUN/checkpoint.pt`.

Written node by node: this is the graph that a program without PyTorch has to write. Input `x` (B, 3, H, W), pixels less
the shot's mean colour; output `painted`. Needs the packages onnx and onnxruntime, which training does not.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from fast.export import averaged
from fast.fold import folded
from fast.network import BLOCKS, LAYERS, Painter, colour_statistics
from stills import statistics

STACKED = [3 * k + c for c in range(3) for k in range(4)]  # where PyTorch's stacked channel 4c + k lies in SpaceToDepth's


def graph(net, height, width, zeros=False):
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind, inputs, **attributes):
        out = f"v{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        return out

    def conv(name, x, relu=False):
        weight = getattr(net, f"{name}_weight")
        if name in ("stem", "around"):
            weight = weight[:, np.argsort(STACKED)]
        size, stride = weight.shape[-1], net.strides.get(name, 1)
        if size == 3 and not zeros:
            x = node("Pad", [x, "one around"], mode="reflect")
        inputs = [x, constant(f"{name}.weight", weight.numpy()), constant(f"{name}.bias", getattr(net, f"{name}_bias").numpy())]
        out = node("Conv", inputs, kernel_shape=[size, size], strides=[stride, stride], pads=[1 if zeros and size == 3 else 0] * 4)
        return node("Relu", [out]) if relu else out

    if not zeros:
        constant("one around", np.array([0, 0, 1, 1, 0, 0, 1, 1], np.int64))
    first = node("SpaceToDepth", ["x"], blocksize=2)
    around = conv("around", first)
    stem = conv("stem", first, True)
    x = conv("down", stem, True)
    for k in range(1, BLOCKS + 1):
        x = node("Add", [x, conv(f"block{k}b", conv(f"block{k}a", x, True))])
    scales = constant("scales", np.array([1, 1, 2, 2], np.float32))
    x = node("Resize", [x, "", scales], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    fine = node("Mul", [stem, constant("fine", net.fine.numpy())])
    x = conv("detail", node("Add", [conv("up", x, True), fine]), True)
    x = node("DepthToSpace", [node("Add", [conv("out", x), around])], blocksize=2, mode="CRD")
    nodes.append(helper.make_node("Identity", [x], ["painted"]))
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B", 3, height, width]) for name in ("x", "painted")]
    whole = helper.make_graph(nodes, "fast", values[:1], values[1:], constants)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def any_style():
    """Statistics of noise, where there is no painting at hand."""
    style = {name: statistics(torch.rand(1, channels, 20, 20)) for name, channels in LAYERS.items()}
    return style | {"rgb": colour_statistics(torch.rand(1, 1, 3, 20, 20))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, nargs="?", help="random weights without it")
    parser.add_argument("--size", default="512x288")
    parser.add_argument("--zeros", action="store_true", help="zero padding, which onnxruntime does without leaving its layout")
    parser.add_argument("--runs", type=int, default=20)
    args = parser.parse_args()
    width, height = map(int, args.size.split("x"))
    painter = averaged(torch.load(args.checkpoint, weights_only=False)) if args.checkpoint else Painter()
    frames = torch.rand(2, 3, height, width)
    net = folded(painter, any_style(), frames)
    model = graph(net, height, width, args.zeros).SerializeToString()
    x = (frames[:1] - net.mean).numpy()
    with torch.no_grad():
        wanted = net(frames[:1] - net.mean).numpy()
    for threads in (1, 2):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # processor time is then work only
        began = time.perf_counter()
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        made = time.perf_counter() - began
        got = session.run(None, {"x": x})[0]
        wall, processor = [], []
        for _ in range(args.runs):
            clocks = time.perf_counter(), time.process_time()
            session.run(None, {"x": x})
            wall.append(time.perf_counter() - clocks[0])
            processor.append(time.process_time() - clocks[1])
        print(
            f"{threads} threads: median {np.median(wall) * 1000:.1f} ms (best {min(wall) * 1000:.1f}), of processor "
            f"{np.median(processor) * 1000:.1f} ms (best {min(processor) * 1000:.1f}); session {made * 1000:.0f} ms; "
            f"largest difference {np.abs(got - wanted).max():.1e}, {len(model)} bytes",
            flush=True,
        )


if __name__ == "__main__":
    main()
