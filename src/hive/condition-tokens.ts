const MAGIC = [0x61, 0x72, 0x74, 0x78]; // artx
const ALIGNMENT = 4;

/** Codes of tokens that are neither operators nor integers. */
export const CONDITION_TOKEN = {
  integer: 0x04,
  text: 0x10,
  octets: 0x18,
  list: 0x50,
  sid: 0x51,
  localAttribute: 0xf8,
  userAttribute: 0xf9,
  resourceAttribute: 0xfa,
  deviceAttribute: 0xfb,
} as const;

/** What a condition is made of, in the order in which it is stored: operands come before their operator. */
export type ConditionToken =
  | { readonly kind: "operator"; readonly code: number }
  | {
      readonly kind: "integer";
      /** 1 to 4, for the size that the number once had. */
      readonly code: number;
      readonly value: bigint;
      /** How it was written: 1 with a plus, 2 with a minus, 3 without. */
      readonly sign: number;
      /** 1 octal, 2 decimal, 3 hexadecimal. */
      readonly base: number;
    }
  /** A text, bytes, a SID or an attribute's name. */
  | { readonly kind: "content"; readonly code: number; readonly content: Uint8Array }
  | { readonly kind: "list"; readonly parts: readonly ConditionToken[] };

/** Operators of one operand. */
export const UNARY_OPERATORS: ReadonlyMap<number, string> = new Map([
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

/** Operators of two. */
export const BINARY_OPERATORS: ReadonlyMap<number, string> = new Map([
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

const CONTENT_CODES: readonly number[] = [
  CONDITION_TOKEN.text,
  CONDITION_TOKEN.octets,
  CONDITION_TOKEN.sid,
  CONDITION_TOKEN.localAttribute,
  CONDITION_TOKEN.userAttribute,
  CONDITION_TOKEN.resourceAttribute,
  CONDITION_TOKEN.deviceAttribute,
];

/** Takes the bytes behind the SID of a conditional entry apart; undefined where they are no condition that we know whole. */
export function readCondition(bytes: Uint8Array): ConditionToken[] | undefined {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) return undefined;
  const tokens = readTokens(bytes.subarray(MAGIC.length), true);
  return tokens === undefined || tokens.length === 0 ? undefined : tokens;
}

/** The bytes of a condition, filled up with zeros to a multiple of four. */
export function conditionBytes(tokens: readonly ConditionToken[]): Uint8Array {
  const bytes = [...MAGIC, ...tokens.flatMap(tokenBytes)];
  while (bytes.length % ALIGNMENT !== 0) bytes.push(0);
  return Uint8Array.from(bytes);
}

function readTokens(bytes: Uint8Array, mayHoldLists: boolean): ConditionToken[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const tokens: ConditionToken[] = [];
  // Zeros at the end only fill up.
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  for (let at = 0; at < end; ) {
    const code = view.getUint8(at);
    const isInteger = code >= 0x01 && code <= CONDITION_TOKEN.integer;
    const hasContent = CONTENT_CODES.includes(code) || code === CONDITION_TOKEN.list;
    const head = isInteger ? 11 : hasContent ? 5 : 1;
    if (head > bytes.length - at) return undefined;
    const size = hasContent ? view.getUint32(at + 1, true) : 0;
    if (size > bytes.length - at - head) return undefined;
    const content = bytes.subarray(at + head, at + head + size);
    if (isInteger) {
      const [value, sign, base] = [view.getBigInt64(at + 1, true), view.getUint8(at + 9), view.getUint8(at + 10)];
      tokens.push({ kind: "integer", code, value, sign, base });
    } else if (code === CONDITION_TOKEN.list) {
      // A list within a list is nothing that Windows makes, and would let bytes decide how deep we go.
      const parts = mayHoldLists ? readTokens(content, false) : undefined;
      if (parts === undefined) return undefined;
      tokens.push({ kind: "list", parts });
    } else if (hasContent) tokens.push({ kind: "content", code, content: content.slice() });
    else if (mayHoldLists && (UNARY_OPERATORS.has(code) || BINARY_OPERATORS.has(code)))
      tokens.push({ kind: "operator", code });
    else return undefined;
    at += head + size;
  }
  return tokens;
}

function tokenBytes(token: ConditionToken): number[] {
  switch (token.kind) {
    case "operator":
      return [token.code];
    case "integer": {
      const value = new Uint8Array(8);
      new DataView(value.buffer).setBigInt64(0, token.value, true);
      return [token.code, ...value, token.sign, token.base];
    }
    case "content":
      return [token.code, ...sizeBytes(token.content.length), ...token.content];
    case "list": {
      const parts = token.parts.flatMap(tokenBytes);
      return [CONDITION_TOKEN.list, ...sizeBytes(parts.length), ...parts];
    }
  }
}

function sizeBytes(size: number): number[] {
  return [size & 0xff, (size >> 8) & 0xff, (size >> 16) & 0xff, size >>> 24];
}
