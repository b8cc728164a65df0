"""Opens one hive after the other, sets a value, commits. Usage: cycle-libhivex.py TEXT HIVE..."""

import sys

import hivex

data = f"{sys.argv[1]}\0".encode("utf-16-le")
for path in sys.argv[2:]:
    hive = hivex.Hivex(path, write=True)
    hive.node_set_value(hive.root(), {"key": "Server", "t": 1, "value": data})
    hive.commit(None)
