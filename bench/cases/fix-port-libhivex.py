"""The flagship fix, done with libhivex: the last "-" of every proxy server below a profile becomes ":".

Usage: fix-port-libhivex.py [--dry-run] HIVE..."""

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


def fixed(hive, value):
    """The data that a proxy server's value should have, or None where it is well as it is."""
    kind, data = hive.value_value(value)
    coding = {"001f6622": "utf-16-le", "001e6622": "latin-1"}.get(hive.value_key(value).lower())
    if kind != 3 or coding is None or (coding == "utf-16-le" and len(data) % 2):
        return None
    found = re.fullmatch(r"([^\0:]*\.[^\0:]*)-(\d{1,5})\0", data.decode(coding, "replace"))
    if not found or not 1 <= int(found[2]) <= 65535:
        return None
    return f"{found[1]}:{found[2]}\0".encode(coding)


def fix(path, writes):
    hive = hivex.Hivex(path, write=writes)
    changes = []
    for root in filter(None, profile_roots(hive)):
        for node in below(hive, root):
            for value in hive.node_values(node):
                data = fixed(hive, value)
                if data is not None:
                    changes.append((node, {"key": hive.value_key(value), "t": 3, "value": data}))
    if not writes:
        return
    # A value's handle is gone after the first change, so all are found before.
    for node, change in changes:
        hive.node_set_value(node, change)
    hive.commit(None)


writes = sys.argv[1] != "--dry-run"
for path in sys.argv[1 if writes else 2 :]:
    fix(path, writes)
