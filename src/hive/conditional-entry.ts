import { HiveError } from "../errors.ts";
import {
  BINARY_OPERATORS,
  CONDITION_TOKEN,
  type ConditionToken,
  readCondition,
  UNARY_OPERATORS,
} from "./condition-tokens.ts";
import { bytesToHex } from "./hex.ts";
import { parseSid, sidText } from "./sid.ts";
import { utf16Text } from "./utf16.ts";
import { sddlLettersOf } from "./well-known-sids.ts";

/**
 * The condition behind an access control entry, as SDDL writes it: stored in postfix order, shown with parentheses.
 * undefined where the bytes are no condition that we understand whole.
 *
 * @example
 * conditionText(bytes); // "(Member_of {BA} && @User.clearance >= 3)"
 */
export function conditionText(bytes: Uint8Array): string | undefined {
  const tokens = readCondition(bytes);
  if (tokens === undefined) return undefined;
  const stack: string[] = [];
  for (const token of tokens) {
    const text = token.kind === "operator" ? operationText(token.code, stack) : literalText(token);
    if (text === undefined) return undefined;
    stack.push(text);
  }
  const [only] = stack;
  if (stack.length !== 1 || only === undefined) return undefined;
  return only.startsWith("(") ? only : `(${only})`;
}

/** An operator with its operands, which it takes from the stack. */
function operationText(code: number, stack: string[]): string | undefined {
  const [unary, binary] = [UNARY_OPERATORS.get(code), BINARY_OPERATORS.get(code)];
  const last = stack.pop();
  if (unary !== undefined) return last === undefined ? undefined : `(${unary}${last})`;
  const first = stack.pop();
  return first === undefined ? undefined : `(${first} ${binary} ${last})`;
}

function literalText(token: Exclude<ConditionToken, { kind: "operator" }>): string | undefined {
  if (token.kind === "integer") return integerText(token);
  if (token.kind === "list") {
    const parts = token.parts.map((part) => (part.kind === "operator" ? undefined : literalText(part)));
    return parts.includes(undefined) ? undefined : `{${parts.join(", ")}}`;
  }
  const { code, content } = token;
  if (code === CONDITION_TOKEN.text) return `"${utf16Text(content)}"`;
  if (code === CONDITION_TOKEN.octets) return `#${bytesToHex(content)}`;
  if (code === CONDITION_TOKEN.sid) return sidLiteral(content);
  return attributeText(code, utf16Text(content));
}

/** Only names with a prefix may hold more than plain characters, each as four hexadecimal digits. */
function attributeText(code: number, name: string): string {
  const prefix = ATTRIBUTE_PREFIXES.get(code) ?? "";
  if (prefix === "") return name;
  const unit = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return prefix + name.replace(/[^A-Za-z0-9:./_]/g, unit);
}

/** Eight bytes of value, with the sign and the base that it was written with. */
function integerText({ value, sign, base }: Extract<ConditionToken, { kind: "integer" }>): string {
  const magnitude = value < 0n ? -value : value;
  const digits = { 1: `0${magnitude.toString(8)}`, 3: `0x${magnitude.toString(16)}` }[base] ?? String(magnitude);
  return (value < 0n || sign === 2 ? "-" : sign === 1 ? "+" : "") + digits;
}

function sidLiteral(content: Uint8Array): string | undefined {
  try {
    const sid = parseSid(content);
    return `SID(${sddlLettersOf(sid) ?? sidText(sid)})`;
  } catch (error) {
    if (error instanceof HiveError) return undefined;
    throw error;
  }
}

/** What stands in SDDL before the names of attributes of each kind. */
export const ATTRIBUTE_PREFIXES: ReadonlyMap<number, string> = new Map([
  [CONDITION_TOKEN.localAttribute, ""],
  [CONDITION_TOKEN.userAttribute, "@User."],
  [CONDITION_TOKEN.resourceAttribute, "@Resource."],
  [CONDITION_TOKEN.deviceAttribute, "@Device."],
] as const);
