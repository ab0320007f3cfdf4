"""Reads a .wandb file with W&B's own reader and messages, and prints its records as JSON lines."""
import json
import sys

from google.protobuf.json_format import MessageToDict
from wandb.proto import wandb_internal_pb2
from wandb.sdk.internal import datastore

store = datastore.DataStore()
store.open_for_scan(sys.argv[1])
while True:
    data = store.scan_data()
    if data is None:
        break
    record = wandb_internal_pb2.Record()
    record.ParseFromString(data)
    print(json.dumps(MessageToDict(record, preserving_proto_field_name=True)))
