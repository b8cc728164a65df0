"""Fills one key of a hive with libhivex, one thing after the other, and prints how many milliseconds the edits took.

Usage: fill-libhivex.py HIVE TASK NAMES
TASK is values, keys or deleted-keys (created and deleted again); NAMES is a file with a name in each line.
"""

import sys
import time

import hivex

path, task, names = sys.argv[1:]
names = open(names, encoding="ascii").read().splitlines()
hive = hivex.Hivex(path, write=True)
begin = time.perf_counter()
key = hive.node_add_child(hive.root(), "Filled")
for name in names:
    if task == "values":
        hive.node_set_value(key, {"key": name, "t": 4, "value": name[-4:].encode("ascii")})
    else:
        hive.node_add_child(key, name)
if task == "deleted-keys":
    for name in reversed(names):
        hive.node_delete_child(hive.node_get_child(key, name))
print((time.perf_counter() - begin) * 1000)
hive.commit(None)
