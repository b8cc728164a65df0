import { displaySafe } from "hivex-wasm";
import { badPlan, PlanFault, type PlanMembers } from "../../edit/plan-members.ts";
import { bytesToHex, hexToBytes } from "../../hive/hex.ts";
import { VALUE_TYPE, valueTypeName } from "../../hive/value-type.ts";
import type { PlanChange } from "../plan-change.ts";
import { type FoundTarget, valuesIn } from "../targets.ts";
import { numberIn } from "../value-words.ts";
import { dataChange } from "./set-data.ts";

/** Sets bits of values that are there: those of a number, or of bytes from an offset on. */
export const setBits: PlanChange = bitsChange((old, mask) => old | mask);

/** Clears such bits. */
export const clearBits: PlanChange = bitsChange((old, mask) => old & ~mask);

/** Sizes of the types that are numbers. */
const SIZES: Readonly<Record<number, number>> = {
  [VALUE_TYPE.dword]: 4,
  [VALUE_TYPE.dwordBigEndian]: 4,
  [VALUE_TYPE.qword]: 8,
};

function bitsChange(combine: (old: number, mask: number) => number): PlanChange {
  return {
    required: [],
    optional: ["offset"],
    oneOf: [
      ["key", "keys"],
      ["value", "values"],
      ["bits", "mask"],
    ],
    parse(members) {
      const target = valuesIn(members);
      const maskFor = maskIn(members);
      return (hive) => {
        const found = target.found(hive);
        const changes = found.map((value) => {
          const { offset, mask } = maskFor(value);
          const data = value.data.slice();
          for (const [index, byte] of mask.entries()) data[offset + index] = combine(data[offset + index] ?? 0, byte);
          return dataChange(value, bytesToHex(data));
        });
        return { changes, met: found.length };
      };
    },
  };
}

interface Mask {
  readonly offset: number;
  readonly mask: Uint8Array;
}

/** `bits`, a number, for values that are one; `mask`, bytes, for any, from `offset` on. */
function maskIn(members: PlanMembers): (value: FoundTarget) => Mask {
  if (members.has("bits") === members.has("mask")) throw badPlan(members.place, 'must have either "bits" or "mask"');
  if (members.has("bits")) {
    if (members.has("offset")) throw badPlan(members.placeOf("offset"), 'goes with "mask"');
    const bits = numberIn(members, "bits");
    if (bits > 0xffff_ffff_ffff_ffffn) throw badPlan(members.placeOf("bits"), "must have 64 bits at most");
    return (value) => ({ offset: 0, mask: numberMask(value, bits, members.place) });
  }
  const offset = members.has("offset") ? Number(numberIn(members, "offset")) : 0;
  const mask = hexToBytes(members.hex("mask")) as Uint8Array;
  return (value) => {
    if (offset + mask.length <= value.data.length) return { offset, mask };
    throw unfit(value, members.place, `has ${value.data.length} bytes, fewer than the mask reaches`);
  };
}

function numberMask(value: FoundTarget, bits: bigint, place: string): Uint8Array {
  const size = SIZES[value.type];
  if (size === undefined || value.data.length !== size)
    throw unfit(value, place, `is no number but ${valueTypeName(value.type)} of ${value.data.length} bytes`);
  if (bits >> BigInt(size * 8) !== 0n) throw unfit(value, place, `has ${size * 8} bits only`);
  const mask = Uint8Array.from({ length: size }, (_, index) => Number((bits >> BigInt(index * 8)) & 0xffn));
  return value.type === VALUE_TYPE.dwordBigEndian ? mask.reverse() : mask;
}

function unfit({ key, value }: FoundTarget, place: string, statement: string): Error {
  const what = `cannot be done: ${value === "" ? "the default value" : displaySafe(value)} of ${displaySafe(key)}`;
  return new PlanFault(place, `${what} ${statement}`, { keyPath: key }, "precondition-failed");
}
