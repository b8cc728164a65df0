"""Prints hives as libhivex reads them: for each a line with its path, then the canonical lines of the golden dumps.

Usage: hivex-dump.py HIVE...
"""

import hashlib
import sys

import hivex


def escaped(name):
    units = name.encode("utf-16-le", "surrogatepass")
    codes = [units[at] | units[at + 1] << 8 for at in range(0, len(units), 2)]
    return "".join(chr(code) if 0x20 <= code <= 0x7E and code != 0x5C else f"\\u{code:04X}" for code in codes)


def dump(hive, node, path):
    print("K", path, hive.node_timestamp(node), sep="\t")
    for value in hive.node_values(node):
        kind, data = hive.value_value(value)
        digest = hashlib.sha256(data).hexdigest()[:16]
        # A type with its highest bit set comes back as a negative number.
        print("V", path, escaped(hive.value_key(value)), kind & 0xFFFFFFFF, len(data), digest, sep="\t")
    for child in hive.node_children(node):
        name = escaped(hive.node_name(child))
        dump(hive, child, f"{path}\\{name}" if path else name)


sys.setrecursionlimit(2000)
for argument in sys.argv[1:]:
    print("H", argument, sep="\t")
    try:
        opened = hivex.Hivex(argument)
        dump(opened, opened.root(), "")
    except (RuntimeError, UnicodeDecodeError) as error:
        print("E", repr(error), sep="\t")
