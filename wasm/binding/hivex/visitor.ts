import { allStrings, dword, firstString, qword } from "./decode.ts";
import { HivexError, NOT_OF_THE_HIVE } from "./errno.ts";
import { HIVEX_VISIT_SKIP_BAD, hiveTypes } from "./flags.ts";
import type { HivexReading } from "./reading.ts";

/**
 * What is called for the keys and values of a walk. All are optional; one that returns -1 ends the walk.
 * `len` is the count of bytes of data, `key` the value's name.
 *
 * @example
 * const names: string[] = [];
 * hivex.visit({ nodeStart: (node, name) => names.push(name) });
 */
export interface HivexVisitor {
  /** Before a key's values and children. */
  nodeStart?(node: number, name: string): Answer;
  /** After them. */
  nodeEnd?(node: number, name: string): Answer;
  /** REG_SZ, REG_EXPAND_SZ, REG_LINK. */
  valueString?(node: number, value: number, type: number, len: number, key: string, text: string): Answer;
  valueMultipleStrings?(node: number, value: number, type: number, len: number, key: string, texts: string[]): Answer;
  /** One of these types whose text is not UTF-16. */
  valueStringInvalidUtf16?(
    node: number,
    value: number,
    type: number,
    len: number,
    key: string,
    data: Uint8Array,
  ): Answer;
  /** REG_DWORD of both byte orders, signed. */
  valueDword?(node: number, value: number, type: number, len: number, key: string, number: number): Answer;
  /** Signed. */
  valueQword?(node: number, value: number, type: number, len: number, key: string, number: bigint): Answer;
  valueBinary?(node: number, value: number, type: number, len: number, key: string, data: Uint8Array): Answer;
  valueNone?(node: number, value: number, type: number, len: number, key: string, data: Uint8Array): Answer;
  /** Every other type, and numbers whose data is too short. */
  valueOther?(node: number, value: number, type: number, len: number, key: string, data: Uint8Array): Answer;
  /** Where it is given, it is called for every value, and no other value callback is. */
  valueAny?(node: number, value: number, type: number, len: number, key: string, data: Uint8Array): Answer;
}

/** -1 ends the walk; anything else means nothing. */
type Answer = unknown;

/** All that a callback is told of a value; one look at the record serves them all. */
type ReadValue = (value: number) => { readonly type: number; readonly key: string; readonly data: Uint8Array };

/** A key whose children are being walked. Frames of our own, because a hive may be deeper than a stack. */
interface Frame {
  readonly node: number;
  readonly name: string;
  readonly children: readonly number[];
  next: number;
}

/** Walks a key and all below it, depth first. 0, or -1 when a callback ended it. */
export function walk(
  hivex: HivexReading,
  read: ReadValue,
  start: number,
  visitor: HivexVisitor,
  flags: number,
): 0 | -1 {
  const seen = new Set<number>();
  const attempt = <T>(run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      if ((flags & HIVEX_VISIT_SKIP_BAD) !== 0 && error instanceof HivexError && !NOT_OF_THE_HIVE.includes(error.code))
        return undefined;
      throw error;
    }
  };

  const enter = (node: number): Frame | "stop" | undefined => {
    const name = attempt(() => unseen(hivex, seen, node));
    if (name === undefined) return undefined;
    if (visitor.nodeStart?.(node, name) === -1) return "stop";
    for (const value of attempt(() => hivex.nodeValues(node)) ?? []) {
      const call = attempt(() => valueCall(read, visitor, node, value));
      if (call?.() === -1) return "stop";
    }
    return { node, name, children: attempt(() => hivex.nodeChildren(node)) ?? [], next: 0 };
  };

  const frames: Frame[] = [];
  for (let node: number | undefined = start; ; ) {
    if (node !== undefined) {
      const entered = enter(node);
      if (entered === "stop") return -1;
      if (entered !== undefined) frames.push(entered);
    }
    const frame = frames.at(-1);
    if (frame === undefined) return 0;
    node = frame.children[frame.next++];
    if (node !== undefined) continue;
    frames.pop();
    if (visitor.nodeEnd?.(frame.node, frame.name) === -1) return -1;
  }
}

function unseen(hivex: HivexReading, seen: Set<number>, node: number): string {
  if (seen.has(node)) throw new HivexError("ELOOP", "a key is reached a second time", { fileOffset: node });
  seen.add(node);
  return hivex.nodeName(node);
}

/** Reads a value and names the callback for it, not yet called: what that throws is not the hive's fault. */
function valueCall(read: ReadValue, visitor: HivexVisitor, node: number, value: number): () => Answer {
  const { type, key, data } = read(value);
  const len = data.length;
  if (visitor.valueAny !== undefined) return () => visitor.valueAny?.(node, value, type, len, key, data);
  switch (type) {
    case hiveTypes.REG_NONE:
      return () => visitor.valueNone?.(node, value, type, len, key, data);
    case hiveTypes.REG_BINARY:
      return () => visitor.valueBinary?.(node, value, type, len, key, data);
    case hiveTypes.REG_SZ:
    case hiveTypes.REG_EXPAND_SZ:
    case hiveTypes.REG_LINK:
    case hiveTypes.REG_MULTI_SZ:
      return textCall(visitor, node, value, type, key, data);
    case hiveTypes.REG_DWORD:
    case hiveTypes.REG_DWORD_BIG_ENDIAN: {
      if (len < 4) break;
      const number = dword(type, data);
      return () => visitor.valueDword?.(node, value, type, len, key, number);
    }
    case hiveTypes.REG_QWORD: {
      if (len < 8) break;
      const number = qword(data);
      return () => visitor.valueQword?.(node, value, type, len, key, number);
    }
  }
  return () => visitor.valueOther?.(node, value, type, len, key, data);
}

function textCall(
  visitor: HivexVisitor,
  node: number,
  value: number,
  type: number,
  key: string,
  data: Uint8Array,
): () => Answer {
  const len = data.length;
  try {
    if (type === hiveTypes.REG_MULTI_SZ) {
      const texts = allStrings(data);
      return () => visitor.valueMultipleStrings?.(node, value, type, len, key, texts);
    }
    const text = firstString(data);
    return () => visitor.valueString?.(node, value, type, len, key, text);
  } catch (error) {
    if (!(error instanceof HivexError) || error.code !== "EILSEQ") throw error;
    return () => visitor.valueStringInvalidUtf16?.(node, value, type, len, key, data);
  }
}
