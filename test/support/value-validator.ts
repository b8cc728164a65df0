import { upcased } from "../../fixtures/build/upcase.ts";
import type { ReferenceKey, ReferenceValue } from "./reference-reader.ts";

const MAXIMUM_NAME_LENGTH = 16383;
/** Versions until 1.3 have no segments; RegSetValueEx takes no more than this there. */
const LARGEST_PLAIN_DATA = 1 << 20;

/** What is wrong with the values of a key: names, where data lies, marks. */
export function* valueFindings(minor: number, key: ReferenceKey): Generator<string> {
  if ((key.node.number("flags") & 0x40) !== 0) return;
  if (key.node.number("valueCount") === 0 && key.node.number("valueList") !== 0xffffffff)
    yield "a value list without values";
  const names = new Set<string>();
  for (const value of key.values) {
    const name = upcased(value.name);
    if (names.has(name)) yield `two values ${value.name}`;
    names.add(name);
    for (const finding of recordFindings(minor, value)) yield `value ${value.name.slice(0, 40)}: ${finding}`;
  }
}

function* recordFindings(minor: number, { name, data, record }: ReferenceValue): Generator<string> {
  if (name.length > MAXIMUM_NAME_LENGTH) yield `a name of ${name.length} letters`;
  if (minor < 4 && data.length > LARGEST_PLAIN_DATA) yield `${data.length} bytes in a hive of version 1.${minor}`;
  const size = record.number("dataSize");
  const flags = record.number("flags");
  if (size === 0 && record.number("data") !== 0xffffffff) yield "no data, and a cell for it";
  if (minor < 2) return;
  if ((flags & ~(minor >= 6 ? 0x3 : 0x1)) !== 0) yield `flags 0x${flags.toString(16)}`;
  if (flags & 0x2 && (data.length > 0 || record.number("type") !== 0)) yield "deleted by a layer, and with data";
}
