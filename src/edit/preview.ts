import { displaySafe } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import { bytesToHex, hexToBytes } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import type { Value } from "../hive/value.ts";
import { valueTypeName } from "../hive/value-type.ts";
import type { Change, Plan } from "./plan.ts";

/** A plan held against a hive. */
export interface Preview {
  readonly changes: readonly PreviewedChange[];
  /** Whether applying the plan would change anything. */
  readonly changesAnything: boolean;
}

/** A change with the value that it is about. */
export interface PreviewedChange {
  readonly change: Change;
  readonly value: Value;
  readonly oldData: Uint8Array;
  readonly newData: Uint8Array;
  /** The value already reads as the change wants it. */
  readonly isDone: boolean;
}

/**
 * Finds everything that a plan is about and checks what it expects there, without changing anything.
 *
 * @throws HiveError `key-not-found`, `value-not-found`, `precondition-failed`; `does-not-fit` where the new data has no room;
 * `bin-not-proved` where that part of the hive is not sound; `bad-plan` where two changes are about one value
 * @example
 * for (const { change, isDone } of previewPlan(hive, plan).changes) console.log(change.key, isDone ? "done" : "to do");
 */
export function previewPlan(hive: Hive, plan: Plan): Preview {
  const changes = plan.changes.map((change) => previewChange(hive, change));
  const seen = new Set<number>();
  for (const { change, value } of changes) {
    if (seen.has(value.offset))
      throw hiveError("bad-plan", `two changes are about ${nameOf(value)}`, { keyPath: change.key });
    seen.add(value.offset);
  }
  for (const { value, newData, isDone } of changes) {
    if (!isDone) hive.engine.prepareValueData(value.key.offset, value.offset, newData);
  }
  return { changes, changesAnything: changes.some(({ isDone }) => !isDone) };
}

function previewChange(hive: Hive, change: Change): PreviewedChange {
  const value = hive.key(change.key).value(change.value);
  const oldData = value.data();
  const newData = bytesOf(change.data, change);
  const facts = { structure: "value", keyPath: change.key };
  if (value.type !== change.expect.type) {
    const [expected, found] = [valueTypeName(change.expect.type), valueTypeName(value.type)];
    throw hiveError("precondition-failed", `${nameOf(value)} has another type than the plan expects`, {
      ...facts,
      expected,
      found,
    });
  }
  const isDone = isSame(oldData, newData);
  if (!isDone && !isSame(oldData, bytesOf(change.expect.data, change))) {
    throw hiveError("precondition-failed", `${nameOf(value)} holds other data than the plan expects`, facts);
  }
  return { change, value, oldData, newData, isDone };
}

function bytesOf(hex: string, change: Change): Uint8Array {
  const bytes = hexToBytes(hex);
  if (bytes === undefined)
    throw hiveError("bad-plan", "data are written as pairs of hexadecimal digits", { keyPath: change.key });
  return bytes;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && bytesToHex(a) === bytesToHex(b);
}

function nameOf(value: Value): string {
  return value.name === "" ? "the default value" : `the value ${displaySafe(value.name)}`;
}
