"""The flagship fix, done with libhivex: the last "-" of every 001f6622 below a profile becomes ":"."""

import re
import sys

import hivex

PROFILES = ["Software", "Microsoft", "Windows NT", "CurrentVersion", "Windows Messaging Subsystem", "Profiles"]
OFFICE = ["Software", "Microsoft", "Office"]


def descend(hive, node, names):
    for name in names:
        node = node and hive.node_get_child(node, name)
    return node


def profile_roots(hive):
    root = hive.root()
    yield descend(hive, root, PROFILES)
    office = descend(hive, root, OFFICE)
    for version in hive.node_children(office) if office else []:
        yield descend(hive, version, ["Outlook", "Profiles"])


def below(hive, node):
    for child in hive.node_children(node):
        yield child
        yield from below(hive, child)


def fix(hive, node):
    for value in hive.node_values(node):
        if hive.value_key(value).lower() != "001f6622":
            continue
        kind, data = hive.value_value(value)
        text = data.decode("utf-16-le", "surrogatepass") if len(data) % 2 == 0 else ""
        found = re.fullmatch(r"([^\0]*\.[^\0]*)-(\d{1,5})\0", text)
        if kind != 3 or not found or ":" in found[1]:
            continue
        fixed = f"{found[1]}:{found[2]}\0".encode("utf-16-le", "surrogatepass")
        hive.node_set_value(node, {"key": hive.value_key(value), "t": kind, "value": fixed})


hive = hivex.Hivex(sys.argv[1], write=True)
for root in filter(None, profile_roots(hive)):
    for node in below(hive, root):
        fix(hive, node)
hive.commit(None)
