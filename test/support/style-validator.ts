import { HIVE_BIN } from "./layout-transcription.ts";
import { type ReferenceKey, readHive, walkKeys } from "./reference-reader.ts";
import { StructureView } from "./structure-view.ts";

/** So many elements a leaf holds at most: with them its cell fills a bin of one page. */
const MOST_ELEMENTS: Readonly<Record<string, number>> = { li: 1012, lf: 507, lh: 507 };

/**
 * What readers put up with and a careful writer does not do, one sentence each. Hives of Windows itself give some: its
 * newer versions write leaves of up to 1,013 elements.
 */
export function styleFindings(bytes: Uint8Array): string[] {
  const hive = readHive(bytes);
  const minor = hive.baseBlock.number("minorVersion");
  const ofKeys = [...walkKeys(hive.root)].flatMap((key) =>
    [...nameFindings(minor, key), ...leafFindings(minor, key)].map(
      (finding) => `key ${key.path.join("\\")}: ${finding}`,
    ),
  );
  return [...binFindings(bytes.subarray(4096, 4096 + hive.binsSize)), ...ofKeys];
}

function* binFindings(bins: Uint8Array): Generator<string> {
  for (let offset = 0; offset < bins.length; ) {
    const bin = new StructureView(bins, HIVE_BIN, offset);
    if (bin.bytes("reserved").some((byte) => byte !== 0) || bin.number("spare") !== 0)
      yield `the bin at ${offset} has something in its unused fields`;
    offset += bin.number("size");
  }
}

function* nameFindings(minor: number, key: ReferenceKey): Generator<string> {
  if (minor < 2) return;
  if ((key.node.number("flags") & 0x20) === 0 && isNarrow(key.name)) yield "two bytes a letter where one would do";
  for (const { name, record } of key.values) {
    if ((record.number("flags") & 1) === 0 && isNarrow(name)) yield `two bytes a letter where one would do: ${name}`;
  }
}

function isNarrow(name: string): boolean {
  return /^[\0-\xff]+$/.test(name);
}

function* leafFindings(minor: number, { leaves }: ReferenceKey): Generator<string> {
  for (const { kind, count } of leaves) {
    if (!kindsOf(minor).includes(kind)) yield `an ${kind} leaf in a hive of version 1.${minor}`;
    if (kind !== leaves[0]?.kind) yield "leaves of several kinds";
    if (count > (MOST_ELEMENTS[kind] ?? 0)) yield `an ${kind} leaf of ${count} elements`;
  }
}

/** Hash leaves came with 1.5, fast leaves with 1.3; until 1.4 an index leaf takes over where a fast one is full. */
function kindsOf(minor: number): readonly string[] {
  if (minor >= 5) return ["lh"];
  return minor >= 3 ? ["lf", "li"] : ["li"];
}
