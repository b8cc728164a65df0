import { bytesSource, Engine, engineTree, writeTree } from "hivex-wasm";
import { expect } from "vitest";
import { goldenDump } from "../../support/golden-dump.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { type ReferenceKey, readHive, securityAt, walkKeys } from "../../support/reference-reader.ts";
import { styleFindings } from "../../support/style-validator.ts";

/** A hive as `writeTree` writes it anew. */
export function rewritten(bytes: Uint8Array): Uint8Array {
  using engine = Engine.open(bytesSource(bytes));
  return writeTree(engineTree(engine));
}

/** Writes a hive anew and expects of the new one all that can be expected; hands it out. */
export function expectRewritten(original: Uint8Array): Uint8Array {
  const bytes = rewritten(original);
  const [before, after] = [readHive(original), readHive(bytes)];
  expect(goldenDump(after)).toEqual(goldenDump(before));
  expect(keptFields(bytes)).toEqual(keptFields(original));
  expect(keptBaseBlock(bytes).equals(keptBaseBlock(original))).toBe(true);
  // Flags are nobody's to mend here, and Windows' own hives name no root where they were never mounted.
  expect(validateHive(bytes).filter((finding) => !finding.includes("root is not marked"))).toEqual([]);
  expect(styleFindings(bytes).filter((finding) => !finding.includes("two bytes a letter"))).toEqual([]);
  expect(bytes.length).toBe(4096 + after.binsSize);
  expect(after.binsSize).toBeLessThanOrEqual(before.binsSize);
  expect(Buffer.compare(rewritten(bytes), bytes)).toBe(0);
  return bytes;
}

/** What a golden dump leaves out of keys: the fields that are kept as they lie, class names, descriptors. */
function keptFields(bytes: Uint8Array): string[] {
  const { root } = readHive(bytes);
  return [...walkKeys(root)].map((key) => fieldsOf(bytes, key, key === root));
}

function fieldsOf(bytes: Uint8Array, { path, node, className, values }: ReferenceKey, isRoot: boolean): string {
  const number = (field: string): number => node.number(field);
  const security = securityAt(bytes, number("security"));
  const start = security.at("descriptorSize") + 4;
  const descriptor = bytes.subarray(start, start + security.number("descriptorSize"));
  return JSON.stringify([
    path,
    ["flags", "accessBits", "layerBits", "spare", "userAndVirtualizationFlags", "debug", "nameSize"].map(number),
    isRoot ? number("parent") : 0,
    number("flags") & 0x40 ? number("valueCount") : values.length,
    className,
    Buffer.from(descriptor).toString("hex"),
    values.map(({ record }) => ["flags", "spare", "nameSize"].map((field) => record.number(field))),
  ]);
}

/** The base block without the fields that tell where the root lies and how much there is, and the sum over it. */
function keptBaseBlock(bytes: Uint8Array): Buffer {
  const block = Buffer.from(bytes.subarray(0, 4096));
  for (const field of [36, 40, 508]) block.writeUInt32LE(0, field);
  return block;
}
