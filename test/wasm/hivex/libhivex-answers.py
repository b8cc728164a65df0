"""Asks libhivex everything about every key and value of a hive. Usage: libhivex-answers.py HIVE

One JSON object a line: {"handle": ..., "kind": "hive"|"node"|"value", and an answer for each function}.
An answer is the function's result or {"errno": name}. Data is told by its size and digest, 64-bit numbers are texts.
"""

import errno
import hashlib
import json
import os
import sys

import hivex

ERRNO = {os.strerror(number): name for number, name in errno.errorcode.items()}


LONG = ["last_modified", "node_timestamp", "value_qword"]


def answer(function, *arguments):
    try:
        result = function(*arguments)
        return str(result) if function.__name__ in LONG else result
    except RuntimeError as error:
        return {"errno": ERRNO.get(str(error), str(error))}
    except UnicodeDecodeError:
        return {"errno": "not UTF-8"}


def really_zero(answers, count, counted):
    """The binding takes a count of 0 for a failure, with whatever errno was left behind; what is counted tells the truth."""
    if isinstance(answers[count], dict) and not isinstance(answers[counted], dict) and len(answers[counted]) == 0:
        answers[count] = 0


def ask(hive, kind, handle, functions):
    return {"kind": kind, "handle": handle} | {name: answer(getattr(hive, name), handle) for name in functions}


def digest(result):
    if isinstance(result, dict):
        return result
    return {"type": result[0] & 0xFFFFFFFF, "size": len(result[1]), "sha": hashlib.sha256(result[1]).hexdigest()[:16]}


OF_NODES = [
    "node_name", "node_name_len", "node_timestamp", "node_children", "node_nr_children",
    "node_parent", "node_values", "node_nr_values", "node_struct_length",
]
OF_VALUES = [
    "value_key", "value_key_len", "value_type", "value_value", "value_string", "value_multiple_strings",
    "value_dword", "value_qword", "value_struct_length", "value_data_cell_offset",
]


def main(path):
    try:
        hive = hivex.Hivex(path)
    except RuntimeError as error:
        print(json.dumps({"kind": "hive", "handle": 0, "open": {"errno": ERRNO.get(str(error), str(error))}}))
        return
    print(json.dumps({"kind": "hive", "handle": 0, "root": hive.root(), "last_modified": answer(hive.last_modified)}))
    seen, waiting = set(), [hive.root()]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        answers = ask(hive, "node", node, OF_NODES)
        really_zero(answers, "node_nr_children", "node_children")
        really_zero(answers, "node_nr_values", "node_values")
        print(json.dumps(answers))
        for value in answers["node_values"] if isinstance(answers["node_values"], list) else []:
            answered = ask(hive, "value", value, OF_VALUES)
            really_zero(answered, "value_key_len", "value_key")
            answered["value_value"] = digest(answered["value_value"])
            kind = answered["value_type"]
            if isinstance(kind, tuple):
                answered["value_type"] = [kind[0] & 0xFFFFFFFF, kind[1]]
            print(json.dumps(answered))
        if isinstance(answers["node_children"], list):
            waiting.extend(answers["node_children"])


main(sys.argv[1])
