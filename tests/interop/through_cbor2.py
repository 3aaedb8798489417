"""Reads CBOR items with cbor2, one per line in hexadecimal, and writes each again, with its value as JSON where it has one.

A line of the output is the item as cbor2 writes it, a space, and the JSON, or `-`.
"""

import json
import sys

import cbor2


def as_json(value):
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return "-"


for line in sys.stdin:
    value = cbor2.loads(bytes.fromhex(line))
    print(cbor2.dumps(value, value_sharing=True).hex(), as_json(value))
