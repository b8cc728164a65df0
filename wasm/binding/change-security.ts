import * as abi from "../assembly/abi.ts";
import * as layout from "../assembly/layout.ts";
import type { EngineMemory } from "./engine-memory.ts";
import { HiveError } from "./hive-error.ts";
import { securityCounts } from "./security-counts.ts";

/** Gives the new bytes of a security descriptor, undefined for one that stays as it is. */
export type DescriptorChange = (descriptor: Uint8Array) => Uint8Array | undefined;

/** How to change descriptors. */
export interface ChangeSecurityOptions {
  /** Whether keys whose descriptor changes get the edit's time. */
  readonly touchKeys?: boolean;
}

/** What has changed. */
export interface ChangedSecurity {
  readonly keys: number;
  readonly descriptors: number;
}

/** A security cell with the number of keys below the starting one that share it. */
interface SharedCell {
  readonly offset: number;
  readonly keys: number;
  readonly references: number;
  readonly descriptor: Uint8Array;
}

const PAIRS_AT_ONCE = abi.INPUT_SIZE / 8;

/** See `Editing.changeSecurity`. */
export function changeSecurityBelow(
  memory: EngineMemory,
  key: number,
  change: DescriptorChange,
  { touchKeys = false }: ChangeSecurityOptions,
): ChangedSecurity {
  const changes = sharedCells(memory, key).flatMap((cell) => {
    const descriptor = change(cell.descriptor.slice());
    return descriptor === undefined || isSame(descriptor, cell.descriptor) ? [] : [{ cell, descriptor }];
  });
  if (changes.length === 0) return { keys: 0, descriptors: 0 };
  const places = otherCells(
    memory,
    changes.map(({ cell }) => cell),
    changes.length <= PAIRS_AT_ONCE,
  );
  const pairs = changes
    .map(({ cell, descriptor }): [old: number, target: number] => {
      const known = places.get(descriptor.join());
      const target = known ?? placeDescriptor(memory, cell, descriptor);
      places.set(descriptor.join(), target);
      return [cell.offset, target];
    })
    .filter(([old, target]) => touchKeys || old !== target)
    .sort(([one], [other]) => one - other);
  for (let first = 0; first < pairs.length; first += PAIRS_AT_ONCE) {
    const part = pairs.slice(first, first + PAIRS_AT_ONCE);
    memory.input(new Uint8Array(Uint32Array.from(part.flat()).buffer));
    memory.call((engine) => engine.moveSecurity(key, part.length, touchKeys ? 1 : 0));
  }
  return { keys: changes.reduce((sum, { cell }) => sum + cell.keys, 0), descriptors: changes.length };
}

/** A descriptor that no cell of the engine's input can take. */
export function tooLargeDescriptor(size: number): HiveError {
  return new HiveError("limit-exceeded", "the security descriptor is too large", {
    expected: `at most ${abi.INPUT_SIZE} bytes`,
    found: `${size} bytes`,
  });
}

/** The cells that keys share, each once. One that all of the hive's keys share must count as many. */
function sharedCells(memory: EngineMemory, key: number): SharedCell[] {
  const isWholeHive = key === rootOffset(memory);
  return [...securityCounts(memory, key)].map(([offset, keys]) => {
    const { descriptor, references } = securityCell(memory, offset);
    if (references < keys || (isWholeHive && references !== keys)) throw miscounted(offset, keys, references);
    return { offset, keys, references, descriptor };
  });
}

/**
 * Where each descriptor of the ring lies, but for those that change and that no other key needs; all that change must be in
 * it. A cell that others go on needing may become the new one of some keys while it is the old one of others: in one walk,
 * which meets each key once, but not in several.
 */
function otherCells(memory: EngineMemory, changing: readonly SharedCell[], isOneWalk: boolean): Map<string, number> {
  const stays = new Map(changing.map(({ offset, keys, references }) => [offset, isOneWalk && references > keys]));
  const places = new Map<string, number>();
  const start = changing[0]?.offset ?? 0;
  let met = 0;
  for (let offset = start; ; ) {
    const { descriptor, next } = securityCell(memory, offset);
    if (stays.has(offset)) met++;
    if (stays.get(offset) ?? true) places.set(descriptor.join(), offset);
    const { previous } = securityCell(memory, next);
    if (previous !== offset) throw brokenRing(next, offset, previous);
    if (next === start) break;
    offset = next;
  }
  if (met !== changing.length) throw brokenRing(start, changing.length, met);
  return places;
}

/** In the old cell when no other key needs that, else in a new one. */
function placeDescriptor(memory: EngineMemory, cell: SharedCell, descriptor: Uint8Array): number {
  if (descriptor.length > abi.INPUT_SIZE) throw tooLargeDescriptor(descriptor.length);
  memory.input(descriptor);
  const mayChange = cell.keys === cell.references ? 1 : 0;
  memory.call((engine) => engine.changeSecurity(cell.offset, descriptor.length, mayChange));
  return memory.result(abi.RESULT);
}

function securityCell(memory: EngineMemory, offset: number) {
  memory.call((engine) => engine.readSecurity(offset));
  return {
    next: memory.result(abi.SECURITY_RING_FORWARD),
    previous: memory.result(abi.SECURITY_RING_BACKWARD),
    references: memory.result(abi.SECURITY_REFERENCE_COUNT),
    descriptor: memory.resultBytes(),
  };
}

function rootOffset(memory: EngineMemory): number {
  const baseBlock = memory.imageBytes(0, layout.BASE_BLOCK_HEADER_SIZE);
  return new DataView(baseBlock.buffer).getUint32(layout.BASE_BLOCK_ROOT, true);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function miscounted(offset: number, expected: number, found: number): HiveError {
  return contradiction("a security cell counts other references than it has", offset, expected, found);
}

function brokenRing(offset: number, expected: number, found: number): HiveError {
  return contradiction("the ring of security cells is broken", offset, expected, found);
}

function contradiction(statement: string, offset: number, expected: number, found: number): HiveError {
  return new HiveError("bad-security-ring", statement, {
    structure: "security cell",
    fileOffset: layout.BASE_BLOCK_SIZE + offset + layout.CELL_HEADER_SIZE,
    expected: String(expected),
    found: String(found),
  });
}
