"""Makes edits in a hive with libhivex and commits it. Usage: libhivex-edits.py HIVE; the edits are in HIVE.edits.json

The edits are a JSON list of {"function": name, "node": ["path", ...] or a handle, and what the function takes}; a value is
{"key": ..., "t": ..., "hex": ...}. For each one a line is printed: "ok" or the name of the errno.
"""

import errno
import json
import os
import sys

import hivex

ERRNO = {os.strerror(number): name for number, name in errno.errorcode.items()}


def node_of(hive, place):
    if isinstance(place, int):
        return place
    node = hive.root()
    for name in place:
        node = hive.node_get_child(node, name)
    return node


def value_of(value):
    return {"key": value["key"], "t": value["t"], "value": bytes.fromhex(value["hex"])}


def make(hive, edit):
    node = node_of(hive, edit["node"])
    function = edit["function"]
    if function == "node_add_child":
        hive.node_add_child(node, edit["name"])
    elif function == "node_delete_child":
        hive.node_delete_child(node)
    elif function == "node_set_values":
        hive.node_set_values(node, [value_of(value) for value in edit["values"]])
    elif function == "node_set_value":
        hive.node_set_value(node, value_of(edit["value"]))


def main(path):
    hive = hivex.Hivex(path, write=True)
    with open(f"{path}.edits.json", encoding="utf-8") as file:
        edits = json.load(file)
    for edit in edits:
        try:
            make(hive, edit)
            print("ok")
        except RuntimeError as error:
            print(ERRNO.get(str(error), str(error)))
    hive.commit(None)


main(sys.argv[1])
