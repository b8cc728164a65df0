import { HiveError } from "hivex-wasm";
import { badPlan, PlanFault, type PlanMembers } from "../edit/plan-members.ts";
import { hiveError } from "../errors.ts";
import { bytesToHex } from "../hive/hex.ts";
import { utf16Bytes } from "../hive/utf16.ts";
import { valueDataFromText } from "../hive/value-input.ts";
import { VALUE_TYPE, valueTypeFromName, valueTypeName } from "../hive/value-type.ts";

/** The members that say what a value holds; one of them. */
export const CONTENT = ["text", "texts", "number", "dword", "data"] as const;

/** Gives the data as hexadecimal digits, for a value of a type. */
export type Content = (type: number) => string;

/** Reads the member `type`: a number, or a name such as `sz`, `expand-sz`, `REG_DWORD`. */
export function typeIn(members: PlanMembers): number {
  const content = members.raw("type");
  if (typeof content !== "string") return members.type("type");
  const type = valueTypeFromName(content.replaceAll("-", "_"));
  if (type === undefined)
    throw badPlan(
      members.placeOf("type"),
      "must be the name of a type, such as sz, expand-sz, multi-sz, dword, binary",
    );
  return type;
}

/** Reads what a value is to hold. Data that do not fit a type are a fault of the plan, told when the type is known. */
export function contentIn(members: PlanMembers): Content {
  const given = CONTENT.filter((name) => members.has(name));
  const [name] = given;
  if (name === undefined || given.length > 1)
    throw badPlan(members.place, `must have one of ${CONTENT.map((each) => `"${each}"`).join(", ")}`);
  const data = DATA[name](members);
  return (type) => {
    try {
      return bytesToHex(data(type));
    } catch (cause) {
      if (!(cause instanceof HiveError) || cause.code !== "bad-value-text") throw cause;
      const facts = { ...(cause.expected && { expected: cause.expected }), ...(cause.found && { found: cause.found }) };
      throw new PlanFault(members.placeOf(name), `is ${cause.statement.replace(/^this is /, "")}`, facts);
    }
  };
}

/** Reads type and content together. */
export function typedContentIn(members: PlanMembers): { readonly type: number; readonly data: string } {
  const type = typeIn(members);
  return { type, data: contentIn(members)(type) };
}

const DATA: Readonly<Record<(typeof CONTENT)[number], (members: PlanMembers) => (type: number) => Uint8Array>> = {
  text(members) {
    const text = members.text("text");
    return (type) => {
      if (NUMBERS.includes(type)) throw unfit(type, `"number"`);
      if (TEXTS.includes(type)) return valueDataFromText(type, [text]);
      return utf16Bytes(`${text}\0`);
    };
  },
  texts(members) {
    const content = members.raw("texts");
    if (!Array.isArray(content) || !content.every((text) => typeof text === "string"))
      throw badPlan(members.placeOf("texts"), "must be a list of texts");
    return (type) => {
      if (type !== VALUE_TYPE.multiString) throw unfit(type, `"texts" for multi-sz only`);
      return valueDataFromText(type, content);
    };
  },
  number(members) {
    const text = `${numberIn(members, "number")}`;
    return (type) => {
      if (!NUMBERS.includes(type)) throw unfit(type, `"number" for dword and qword only`);
      return valueDataFromText(type, [text]);
    };
  },
  dword(members) {
    const number = numberIn(members, "dword");
    if (number > 0xffff_ffffn) throw badPlan(members.placeOf("dword"), "must have 32 bits at most");
    const data = valueDataFromText(VALUE_TYPE.dword, [`${number}`]);
    return () => data;
  },
  data(members) {
    const content = members.raw("data");
    if (typeof content !== "string")
      throw badPlan(members.placeOf("data"), "must be pairs of hexadecimal digits, in quotes");
    return () => valueDataFromText(VALUE_TYPE.binary, [content]);
  },
};

/** A number as people write it: decimal or hexadecimal, in quotes where it has more than 53 bits. */
export function numberIn(members: PlanMembers, name: string): bigint {
  const content = members.raw(name);
  if (typeof content === "string" && /^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i.test(content)) return BigInt(content);
  if (typeof content === "number" && Number.isSafeInteger(content) && content >= 0) return BigInt(content);
  throw badPlan(
    members.placeOf(name),
    "must be a whole number from 0 on; in quotes where it is above 9007199254740991",
  );
}

const NUMBERS: readonly number[] = [VALUE_TYPE.dword, VALUE_TYPE.dwordBigEndian, VALUE_TYPE.qword];
const TEXTS: readonly number[] = [VALUE_TYPE.string, VALUE_TYPE.expandString, VALUE_TYPE.link, VALUE_TYPE.multiString];

function unfit(type: number, expected: string): Error {
  return hiveError("bad-value-text", `this is no data for ${valueTypeName(type)}`, { expected });
}
