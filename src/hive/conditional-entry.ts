import { HiveError } from "../errors.ts";
import { bytesToHex } from "./hex.ts";
import { parseSid, sidText } from "./sid.ts";
import { utf16Text } from "./utf16.ts";
import { sddlLettersOf } from "./well-known-sids.ts";

const MAGIC = "artx";

/**
 * The condition behind an access control entry, as SDDL writes it: stored in postfix order, shown with parentheses.
 * undefined where the bytes are no condition that we understand whole.
 *
 * @example
 * conditionText(bytes); // "(Member_of {BA} && @User.clearance >= 3)"
 */
export function conditionText(bytes: Uint8Array): string | undefined {
  if (String.fromCharCode(...bytes.subarray(0, MAGIC.length)) !== MAGIC) return undefined;
  try {
    const stack = evaluate(new TokenReader(bytes.subarray(MAGIC.length)));
    const [only] = stack;
    if (stack.length !== 1 || only === undefined) return undefined;
    return only.startsWith("(") ? only : `(${only})`;
  } catch (error) {
    if (error instanceof NoCondition || error instanceof HiveError) return undefined;
    throw error;
  }
}

/** Thrown and caught in this file alone. */
class NoCondition extends Error {}

/** Texts of what has been read, to be joined by the operators that follow them. */
function evaluate(reader: TokenReader): string[] {
  const stack: string[] = [];
  const pop = (): string => {
    const top = stack.pop();
    if (top === undefined) throw new NoCondition();
    return top;
  };
  while (!reader.isAtEnd) {
    const token = reader.u8();
    const [unary, binary] = [UNARY.get(token), BINARY.get(token)];
    if (unary !== undefined) stack.push(`(${unary}${pop()})`);
    else if (binary !== undefined) {
      const right = pop();
      stack.push(`(${pop()} ${binary} ${right})`);
    } else stack.push(reader.literal(token));
  }
  return stack;
}

class TokenReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Zeros at the end only fill up to a multiple of four. */
  get isAtEnd(): boolean {
    return this.#bytes.subarray(this.#at).every((byte) => byte === 0);
  }

  u8(): number {
    return this.#take(1)[0] ?? 0;
  }

  literal(token: number): string {
    if (token >= 0x01 && token <= 0x04) return this.#integer();
    const content = this.#take(this.#u32());
    if (token === 0x10) return `"${utf16Text(content)}"`;
    if (token === 0x18) return `#${bytesToHex(content)}`;
    if (token === 0x50) return composite(content);
    if (token === 0x51) return sidLiteral(content);
    const prefix = ATTRIBUTES.get(token);
    if (prefix === undefined) throw new NoCondition();
    return prefix + utf16Text(content);
  }

  /** Eight bytes of value, then its sign and its base: 1 octal, 2 decimal, 3 hexadecimal. */
  #integer(): string {
    const bytes = this.#take(10);
    const value = new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true);
    const magnitude = value < 0n ? -value : value;
    const digits =
      { 1: `0${magnitude.toString(8)}`, 3: `0x${magnitude.toString(16)}` }[bytes[9] ?? 0] ?? String(magnitude);
    const sign = value < 0n || bytes[8] === 2 ? "-" : bytes[8] === 1 ? "+" : "";
    return sign + digits;
  }

  #u32(): number {
    this.#take(4);
    return this.#view.getUint32(this.#at - 4, true);
  }

  #take(size: number): Uint8Array {
    if (size > this.#bytes.length - this.#at) throw new NoCondition();
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }
}

function composite(content: Uint8Array): string {
  const reader = new TokenReader(content);
  const parts: string[] = [];
  while (!reader.isAtEnd) {
    const token = reader.u8();
    // A list within a list is nothing that Windows makes, and would let bytes decide how deep we go.
    if (token === 0x50) throw new NoCondition();
    parts.push(reader.literal(token));
  }
  return `{${parts.join(", ")}}`;
}

function sidLiteral(content: Uint8Array): string {
  const sid = parseSid(content);
  return `SID(${sddlLettersOf(sid) ?? sidText(sid)})`;
}

const UNARY: ReadonlyMap<number, string> = new Map([
  [0x87, "Exists "],
  [0x8d, "Not_Exists "],
  [0x89, "Member_of "],
  [0x8a, "Device_Member_of "],
  [0x8b, "Member_of_Any "],
  [0x8c, "Device_Member_of_Any "],
  [0x90, "Not_Member_of "],
  [0x91, "Not_Device_Member_of "],
  [0x92, "Not_Member_of_Any "],
  [0x93, "Not_Device_Member_of_Any "],
  [0xa2, "!"],
]);

const BINARY: ReadonlyMap<number, string> = new Map([
  [0x80, "=="],
  [0x81, "!="],
  [0x82, "<"],
  [0x83, "<="],
  [0x84, ">"],
  [0x85, ">="],
  [0x86, "Contains"],
  [0x88, "Any_of"],
  [0x8e, "Not_Contains"],
  [0x8f, "Not_Any_of"],
  [0xa0, "&&"],
  [0xa1, "||"],
]);

const ATTRIBUTES: ReadonlyMap<number, string> = new Map([
  [0xf8, ""],
  [0xf9, "@User."],
  [0xfa, "@Resource."],
  [0xfb, "@Device."],
]);
