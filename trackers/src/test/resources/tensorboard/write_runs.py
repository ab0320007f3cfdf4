"""Writes event files with the writers of other programs, and prints what is in them.

Usage: write_runs.py FOLDER. Needs tensorboard and tensorboardX. Prints a JSON object a line:
run, tag, step, wall time and value of every scalar, and sums of every histogram.
"""
import base64
import json
import os
import sys

import numpy as np
import tensorboardX
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.audio import metadata as audio_metadata
from tensorboard.plugins.histogram import metadata as histogram_metadata
from tensorboard.plugins.hparams import metadata as hparams_metadata
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.plugins.hparams.api_pb2 import Status
from tensorboard.plugins.image import metadata as image_metadata
from tensorboard.plugins.scalar import metadata as scalar_metadata
from tensorboard.plugins.text import metadata as text_metadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto

root = sys.argv[1]
START = 1_700_000_000.25
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def said(**what):
    print(json.dumps(what))


def event(writer, time, step, **content):
    writer.add_event(Event(wall_time=time, step=step, **content))


def tensor_value(tag, array, metadata, **more):
    return Summary.Value(tag=tag, tensor=make_tensor_proto(array, **more), metadata=metadata)


# The forms of TensorFlow 2, by TensorBoard's own protocol buffers and writer.
folder = os.path.join(root, "tf2", "train")
writer = EventFileWriter(folder)
for step in range(50):
    time = START + step / 8
    loss = np.float32(1.0 / (step + 1))
    meta = scalar_metadata.create_summary_metadata("", "")
    event(writer, time, step, summary=Summary(value=[tensor_value("loss", loss, meta)]))
    said(run="tf2/train", tag="loss", step=step, time=time, value=float(loss))
    rate = np.float64(0.1) * 0.9**step
    value = tensor_value("rate", rate, meta)
    event(writer, time, step, summary=Summary(value=[value]))
    said(run="tf2/train", tag="rate", step=step, time=time, value=float(rate))
rng = np.random.default_rng(7)
for step in range(0, 50, 10):
    data = rng.normal(size=10_000)
    counts, edges = np.histogram(data, bins=30)
    rows = np.stack([edges[:-1], edges[1:], counts.astype(np.float64)], axis=1)
    meta = histogram_metadata.create_summary_metadata("", "")
    value = tensor_value("weights", rows, meta)
    event(writer, START + step, step, summary=Summary(value=[value]))
    said(run="tf2/train", tag="weights", step=step, count=10_000, min=float(edges[0]), max=float(edges[-1]),
         median=float(np.median(data)), width=float(edges[1] - edges[0]))
meta = text_metadata.create_summary_metadata("", "")
event(writer, START, 3, summary=Summary(value=[tensor_value("notes", b"*hello*", meta)]))
event(writer, START, 4, summary=Summary(value=[tensor_value("table", np.array([[b"a", b"b"], [b"c", b"d"]]), meta)]))
meta = image_metadata.create_summary_metadata("", "")
event(writer, START, 5, summary=Summary(value=[tensor_value("picture", np.array([b"1", b"1", PNG]), meta)]))
data = plugin_data_pb2.HParamsPluginData()
data.session_start_info.group_name = "trials"
data.session_start_info.hparams["batch"].number_value = 64
data.session_start_info.hparams["rate"].number_value = 0.25
data.session_start_info.hparams["optimizer"].string_value = "adam"
data.session_start_info.hparams["nesterov"].bool_value = True
meta = hparams_metadata.create_summary_metadata(data)
value = Summary.Value(tag=hparams_metadata.SESSION_START_INFO_TAG, metadata=meta)
event(writer, START, 0, summary=Summary(value=[value]))
data = plugin_data_pb2.HParamsPluginData()
data.session_end_info.status = Status.Value("STATUS_FAILURE")
meta = hparams_metadata.create_summary_metadata(data)
value = Summary.Value(tag=hparams_metadata.SESSION_END_INFO_TAG, metadata=meta)
event(writer, START + 60, 0, summary=Summary(value=[value]))
graph = GraphDef()
graph.node.add(name="in", op="Placeholder")
graph.node.add(name="net/dense", op="MatMul", input=["in:0", "^in"])
event(writer, START, 0, graph_def=graph.SerializeToString())
meta = audio_metadata.create_summary_metadata("", "", audio_metadata.Encoding.Value("WAV"))
event(writer, START, 1, summary=Summary(value=[tensor_value("sound", np.array([[b"RIFF", b""]]), meta)]))
writer.close()

# The forms of TensorFlow 1, with a restart at step 6.
folder = os.path.join(root, "tf1")
for life, (first, last) in enumerate([(0, 10), (6, 15)]):
    writer = EventFileWriter(folder, filename_suffix=f".life{life}")
    begin = START + 1_000 * life
    event(writer, begin, first, session_log=SessionLog(status=SessionLog.START))
    for step in range(first, last):
        value = np.float32(step + 100 * life)
        event(writer, begin + step, step, summary=Summary(value=[Summary.Value(tag="loss", simple_value=value)]))
        if life == 1 or step < 6:
            said(run="tf1", tag="loss", step=step, time=begin + step, value=float(value))
    writer.close()

# tensorboardX, which PyTorch's SummaryWriter and Lightning's logger descend from.
folder = os.path.join(root, "torch")
writer = tensorboardX.SummaryWriter(folder)
for step in range(40):
    time = START + step
    writer.add_scalar("loss/train", 2.0 / (step + 1), step, walltime=time)
    said(run="torch", tag="loss/train", step=step, time=time, value=float(np.float32(2.0 / (step + 1))))
data = rng.normal(size=5_000)
for bins in ["tensorflow", "auto"]:
    writer.add_histogram("w/" + bins, data, 7, bins=bins, walltime=START)
    said(run="torch", tag="w/" + bins, step=7, count=5_000, min=float(data.min()), max=float(data.max()),
         sum=float(data.sum()), squares=float((data * data).sum()), median=float(np.median(data)))
writer.add_text("notes", "first\n\nsecond", 2, walltime=START)
writer.add_image("grey", np.zeros((1, 4, 6), dtype=np.uint8), 1, walltime=START)
writer.add_hparams({"lr": 0.5, "layers": 3}, {"accuracy": 0.75}, name="trial")
writer.close()
