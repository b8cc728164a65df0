import { dwordAt, type ReferenceHive, securityAt, walkKeys } from "./reference-reader.ts";

const SACL_PRESENT = 0x10;
const DACL_PRESENT = 0x4;
const SELF_RELATIVE = 0x8000;
const SECURITY_HEAD = 20;

/** One ring that holds every security cell in use, each once, with the number of its keys and a descriptor of its own. */
export function* securityFindings(bytes: Uint8Array, hive: ReferenceHive): Generator<string> {
  const keyCounts = new Map<number, number>();
  for (const key of walkKeys(hive.root)) {
    const offset = key.node.number("security");
    keyCounts.set(offset, (keyCounts.get(offset) ?? 0) + 1);
  }
  for (const [offset, count] of hive.reached) {
    if (count !== (keyCounts.get(offset) ?? 1)) yield `the cell at ${offset} belongs to ${count} owners`;
  }
  yield* ringFindings(bytes, keyCounts);
}

function* ringFindings(bytes: Uint8Array, keyCounts: ReadonlyMap<number, number>): Generator<string> {
  const ring = new Set<number>();
  const descriptors = new Map<string, number>();
  const [first = 0] = keyCounts.keys();
  for (let offset = first; !ring.has(offset); ) {
    ring.add(offset);
    if (!hasRoom(bytes, offset)) return yield `no security cell at ${offset}`;
    const cell = securityAt(bytes, offset);
    const next = cell.number("next");
    if (cell.text("signature") !== "sk") return yield `no security cell at ${offset}`;
    if (cell.number("referenceCount") !== (keyCounts.get(offset) ?? 0))
      yield `the security cell at ${offset} miscounts its keys`;
    const start = cell.at("descriptorSize") + 4;
    const room = 4096 + offset + 0x100000000 - dwordAt(bytes, 4096 + offset) - start;
    const size = cell.number("descriptorSize");
    if (size > room) yield `a descriptor that is larger than its cell at ${offset}`;
    else {
      const descriptor = Buffer.from(bytes.subarray(start, start + size));
      for (const fault of descriptorFaults(descriptor)) yield `the descriptor at ${offset} ${fault}`;
      const twin = descriptors.get(descriptor.toString("latin1"));
      if (twin !== undefined) yield `the security cells at ${twin} and ${offset} hold the same descriptor`;
      descriptors.set(descriptor.toString("latin1"), offset);
    }
    if (hasRoom(bytes, next) && securityAt(bytes, next).number("previous") !== offset)
      yield `the ring is broken behind ${offset}`;
    offset = next;
  }
  for (const offset of keyCounts.keys())
    if (!ring.has(offset)) yield `the security cell at ${offset} is not in the ring`;
}

/** Whether the head of a security cell lies within the hive. */
function hasRoom(bytes: Uint8Array, offset: number): boolean {
  return 4096 + offset + 4 + SECURITY_HEAD <= bytes.length;
}

/** What is wrong with a self-relative descriptor (MS-DTYP 2.4.6): its head, and where its four parts lie. */
function* descriptorFaults(bytes: Buffer): Generator<string> {
  if (bytes.length < 20) return yield `has ${bytes.length} bytes`;
  const control = bytes.readUInt16LE(2);
  if (bytes[0] !== 1) yield `is of revision ${bytes[0]}`;
  if ((control & SELF_RELATIVE) === 0) yield "is not self-relative";
  const parts: [name: string, at: number, isThere: boolean, sizeAt: (at: number) => number][] = [
    ["owner", 4, true, (at) => 8 + 4 * (bytes[at + 1] ?? 0)],
    ["group", 8, true, (at) => 8 + 4 * (bytes[at + 1] ?? 0)],
    ["system list", 12, (control & SACL_PRESENT) !== 0, (at) => bytes.readUInt16LE(at + 2)],
    ["list", 16, (control & DACL_PRESENT) !== 0, (at) => bytes.readUInt16LE(at + 2)],
  ];
  for (const [name, field, isThere, sizeAt] of parts) {
    const at = bytes.readUInt32LE(field);
    if (at === 0 || !isThere) continue;
    if (at < 20 || at + 8 > bytes.length || at + sizeAt(at) > bytes.length) yield `has no room for its ${name}`;
  }
}
