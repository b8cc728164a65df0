import { createHash } from "node:crypto";
import { compareNames, upcased } from "../../fixtures/build/upcase.ts";
import { escapeName } from "../support/golden-dump.ts";
import { type ReferenceHive, type ReferenceKey, type ReferenceValue, securityAt } from "../support/reference-reader.ts";

/** A hive as plain objects: what editing has to come to, written without a thought of cells. */
export interface ModelKey {
  name: string;
  className: string;
  flags: number;
  time: bigint;
  /** The descriptor, as hexadecimal digits. */
  security: string;
  /** By name in uppercase. */
  readonly keys: Map<string, ModelKey>;
  /** In the order of creation. */
  values: ModelValue[];
  /** What stood for this key before the first edit, as long as no edit has had a reason to change its node. */
  origin: ReferenceKey | undefined;
  /** The same for the list of its subkeys, and for that of its values. */
  listOrigin: ReferenceKey | undefined;
  valueListOrigin: ReferenceKey | undefined;
}

export interface ModelValue {
  name: string;
  type: number;
  data: Uint8Array;
  origin: ReferenceValue | undefined;
}

/** Bits of a key's flags that say how its name is stored: a rename may change them. */
const COMPRESSED_NAME = 0x20;

/** The model of what another reader finds in a hive. */
export function modelOf(bytes: Uint8Array, hive: ReferenceHive): ModelKey {
  const ofKey = (key: ReferenceKey): ModelKey => ({
    name: key.name,
    className: key.className ?? "",
    flags: key.node.number("flags") & ~COMPRESSED_NAME,
    time: key.node.time("lastWritten"),
    security: descriptorAt(bytes, key.node.number("security")),
    keys: new Map(key.keys.map((subkey) => [upcased(subkey.name), ofKey(subkey)])),
    values: key.values.map((value) => ({ name: value.name, type: value.type, data: value.data, origin: value })),
    origin: key,
    listOrigin: key,
    valueListOrigin: key,
  });
  return ofKey(hive.root);
}

function descriptorAt(bytes: Uint8Array, offset: number): string {
  const cell = securityAt(bytes, offset);
  const start = cell.at("descriptorSize") + 4;
  return Buffer.from(bytes.subarray(start, start + cell.number("descriptorSize"))).toString("hex");
}

/** A copy that no later edit changes. */
export function copyOf(key: ModelKey): ModelKey {
  return {
    ...key,
    keys: new Map([...key.keys].map(([name, subkey]) => [name, copyOf(subkey)])),
    values: key.values.map((value) => ({ ...value })),
  };
}

/** All keys with their paths, each before its subkeys, these in the order of a hive's lists. */
export function* modelKeys(
  key: ModelKey,
  path: readonly string[] = [],
): Generator<{ key: ModelKey; path: readonly string[] }> {
  yield { key, path };
  const sorted = [...key.keys.values()].sort((left, right) => compareNames(left.name, right.name));
  for (const subkey of sorted) yield* modelKeys(subkey, [...path, subkey.name]);
}

/** The lines of a golden dump. */
export function modelDump(root: ModelKey): string[] {
  return [...modelKeys(root)].flatMap(({ key, path }) => {
    const escaped = path.map(escapeName).join("\\");
    const values = key.values.map(({ name, type, data }) => {
      const digest = createHash("sha256").update(data).digest("hex").slice(0, 16);
      return ["V", escaped, escapeName(name), type, data.length, digest].join("\t");
    });
    return [["K", escaped, key.time].join("\t"), ...values];
  });
}

/** The lines of a golden dump, and what that leaves out: class names, flags, descriptors, the root's name. */
export function modelLines(root: ModelKey): string[] {
  const more = [...modelKeys(root)].map(({ key, path }) =>
    [
      "M",
      path.map(escapeName).join("\\"),
      escapeName(key.name),
      escapeName(key.className),
      key.flags,
      key.security,
    ].join("\t"),
  );
  return [...modelDump(root), ...more];
}
