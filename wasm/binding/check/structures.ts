import * as abi from "../../assembly/abi.ts";
import * as layout from "../../assembly/layout.ts";
import { structureName } from "../engine-faults.ts";
import { EngineMemory } from "../engine-memory.ts";
import type { PageSource } from "../page-source.ts";
import { viewOf } from "../recovery/log-header.ts";
import type { Breach } from "./breach.ts";

/** How to check a hive's bins and tree. */
export interface CheckStructuresOptions {
  /** FILETIME: no key can have been written after it. */
  readonly now: bigint;
  /** Breaches of one rule that are handed out; the others are counted. */
  readonly limit: number;
}

/** What a check has met. */
export interface CheckedStructures {
  readonly hiveBins: number;
  readonly keys: number;
  readonly values: number;
  readonly securityCells: number;
  /** File offset of the second security cell in the file. */
  readonly secondSecurity: number | undefined;
  readonly leakedCells: number;
  readonly leakedSize: number;
  /** Breaches of a rule, also of those that were not handed out. */
  readonly count: (rule: number, weight: "full" | "lesser") => number;
}

/**
 * Judges the hive bins, the cells and the tree of a hive, sound or not, in steps of some 65,000 cells: the rules I13, I18 and
 * I20 to I82. Reads all of the hive. The source must hold a base block and at least one page of bins.
 */
export function* checkStructures(
  source: PageSource,
  { now, limit }: CheckStructuresOptions,
): Generator<Breach[], CheckedStructures> {
  const memory = EngineMemory.over(source);
  try {
    memory.openToCheck(now, limit);
    const names = new Map<number, string>();
    for (let more = true; more; ) {
      more = memory.call((engine) => engine.checkOn()) === abi.MORE;
      yield breaches(memory, names);
    }
    return checked(memory);
  } finally {
    memory.close();
  }
}

const HEADER_WORDS = 6;
const LESSER = 0x8000_0000;

function breaches(memory: EngineMemory, names: Map<number, string>): Breach[] {
  const words = new Uint32Array(memory.resultBytes().buffer);
  const found: Breach[] = [];
  for (let at = 0; at < words.length; ) {
    const [rule = 0, structure = 0, fileOffset = 0, expected = 0, value = 0, count = 0] = words.subarray(at);
    const keys = words.subarray(at + HEADER_WORDS, at + HEADER_WORDS + count);
    found.push({
      rule: rule % LESSER,
      weight: rule >= LESSER ? "lesser" : "full",
      structure: structureName(structure),
      fileOffset,
      expected,
      found: value,
      // The root has a name, too, but no path holds it.
      ...(count > 0 && { path: [...keys.subarray(1)].map((key) => nameOf(memory, key, names)) }),
    });
    at += HEADER_WORDS + count;
  }
  return found;
}

/** The name of a key that the check has entered, as much of it as its cell holds. */
function nameOf(memory: EngineMemory, offset: number, names: Map<number, string>): string {
  const known = names.get(offset);
  if (known !== undefined) return known;
  const isOld = memory.imageView(layout.BASE_BLOCK_MINOR, 4).getUint32(0, true) <= layout.OLD_CELL_MINOR;
  const head = isOld ? layout.OLD_CELL_HEADER_SIZE : layout.CELL_HEADER_SIZE;
  const cell = layout.BASE_BLOCK_SIZE + offset;
  const room = Math.abs(memory.imageView(cell, 4).getInt32(0, true)) - head - layout.KEY_NODE_SIZE;
  const node = memory.imageView(cell + head, layout.KEY_NODE_SIZE);
  const size = Math.min(node.getUint16(layout.KEY_NODE_NAME_SIZE, true), room);
  const isCompressed = !isOld && (node.getUint16(layout.KEY_NODE_FLAGS, true) & layout.KEY_FLAG_COMPRESSED_NAME) !== 0;
  const view = memory.imageView(cell + head + layout.KEY_NODE_SIZE, size);
  const units = Array.from({ length: isCompressed ? size : size >> 1 }, (_, index) =>
    isCompressed ? view.getUint8(index) : view.getUint16(index * 2, true),
  );
  const name = units.map((unit) => String.fromCharCode(unit)).join("");
  names.set(offset, name);
  return name;
}

function checked(memory: EngineMemory): CheckedStructures {
  const counts = viewOf(memory.bytesAt(abi.FAULTS, COUNTS_SIZE));
  const second = memory.result(abi.CHECKED_SECOND_SECURITY);
  return {
    hiveBins: memory.result(abi.CHECKED_BINS),
    keys: memory.result(abi.CHECKED_KEYS),
    values: memory.result(abi.CHECKED_VALUES),
    securityCells: memory.result(abi.CHECKED_SECURITY),
    secondSecurity: second === layout.NIL ? undefined : layout.BASE_BLOCK_SIZE + second,
    leakedCells: memory.result(abi.CHECKED_LEAKED_CELLS),
    leakedSize: memory.result(abi.CHECKED_LEAKED_BYTES),
    count: (rule, weight) => counts.getUint32(rule * 8 + (weight === "full" ? 0 : 4), true),
  };
}

const COUNTS_SIZE = 100 * 8; // see wasm/assembly/check/findings.ts
