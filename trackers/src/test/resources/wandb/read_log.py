"""Reads a .wandb file with W&B's own messages, and prints its records as JSON lines.

The reader is W&B's own, too, where the client has one in Python; later ones have it in wandb-core.
"""
import json
import struct
import sys
import zlib

from google.protobuf.json_format import MessageToDict
from wandb.proto import wandb_internal_pb2

BLOCK = 32768


def scan_with_theirs(path):
    from wandb.sdk.internal import datastore

    store = datastore.DataStore()
    store.open_for_scan(path)
    data = store.scan_data()
    while data is not None:
        yield data
        data = store.scan_data()


def scan(path):
    with open(path, "rb") as file:
        log = file.read()
    assert log[:7] == b":W&B\xe1\xbe\x00", "header"
    at = 7
    record = b""
    while at < len(log):
        left = BLOCK - at % BLOCK
        if left < 7:
            at += left
            continue
        crc, length, kind = struct.unpack("<IHB", log[at : at + 7])
        chunk = log[at + 7 : at + 7 + length]
        assert zlib.crc32(bytes([kind]) + chunk) == crc, "checksum"
        at += 7 + length
        record += chunk
        if kind in (1, 4):
            yield record
            record = b""


try:
    records = list(scan_with_theirs(sys.argv[1]))
except ImportError:
    records = list(scan(sys.argv[1]))
for data in records:
    record = wandb_internal_pb2.Record()
    record.ParseFromString(data)
    print(json.dumps(MessageToDict(record, preserving_proto_field_name=True)))
