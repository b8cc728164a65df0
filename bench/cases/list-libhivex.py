"""Reads every Outlook profile with libhivex, all keys and values of it, and names them. Usage: list-libhivex.py HIVE..."""

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


def read(hive, node):
    for value in hive.node_values(node):
        hive.value_key(value), hive.value_value(value)
    for child in hive.node_children(node):
        read(hive, child)


for path in sys.argv[1:]:
    hive = hivex.Hivex(path)
    for root in filter(None, profile_roots(hive)):
        for profile in hive.node_children(root):
            read(hive, profile)
            print(path, hive.node_name(profile))
