import { utf16Text } from "./utf16.ts";
import { VALUE_TYPE, valueTypeName } from "./value-type.ts";

/**
 * What a value holds, by its type; `kind` tells which. The bytes are always at hand in `data`.
 *
 * `note` says in words what is unusual about the data: a text without its end, say. Data that its type cannot mean is of
 * kind `binary` with a note, never an error: Windows checks nothing when it stores a value, so anything is met.
 */
export type DecodedValue = { readonly data: Uint8Array; readonly note?: string } & (
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "multi-string"; readonly texts: readonly string[] }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "big-number"; readonly number: bigint }
  | { readonly kind: "none" }
  | { readonly kind: "resources" }
  | { readonly kind: "binary" }
);

/**
 * Decodes a value's data by its type.
 *
 * @example
 * const decoded = decodeValue(4, Uint8Array.of(1, 0, 0, 0));
 * if (decoded.kind === "number") console.log(decoded.number); // 1
 */
export function decodeValue(type: number, data: Uint8Array): DecodedValue {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  switch (type) {
    case VALUE_TYPE.none:
      return data.length === 0 ? { kind: "none", data } : { kind: "binary", data };
    case VALUE_TYPE.string:
    case VALUE_TYPE.expandString:
      return decodeString(type, data);
    case VALUE_TYPE.link:
      // The target of a link is stored without an end, and Windows takes it as it is.
      return data.length % 2 === 0 ? { kind: "string", text: utf16Text(data), data } : oddSize(type, data);
    case VALUE_TYPE.multiString:
      return decodeMultiString(type, data);
    case VALUE_TYPE.dword:
      return data.length === 4 ? { kind: "number", number: view.getUint32(0, true), data } : wrongSize(type, data, 4);
    case VALUE_TYPE.dwordBigEndian:
      return data.length === 4 ? { kind: "number", number: view.getUint32(0, false), data } : wrongSize(type, data, 4);
    case VALUE_TYPE.qword:
      return data.length === 8
        ? { kind: "big-number", number: view.getBigUint64(0, true), data }
        : wrongSize(type, data, 8);
    case VALUE_TYPE.resourceList:
    case VALUE_TYPE.fullResourceDescriptor:
    case VALUE_TYPE.resourceRequirementsList:
      return { kind: "resources", data };
    default:
      return { kind: "binary", data };
  }
}

/** A text up to its end; what stands behind the first U+0000 is no part of it for most programs, but is kept. */
function decodeString(type: number, data: Uint8Array): DecodedValue {
  if (data.length % 2 !== 0) return oddSize(type, data);
  const text = utf16Text(data);
  const end = text.indexOf("\0");
  if (end === -1)
    return { kind: "string", text, data, ...(text !== "" && { note: "the text has no U+0000 at its end" }) };
  if (end === text.length - 1) return { kind: "string", text: text.slice(0, -1), data };
  const whole = text.endsWith("\0") ? text.slice(0, -1) : text;
  return { kind: "string", text: whole, data, note: "there is a U+0000 within the text" };
}

/** The texts of a list. It should end with an empty text; malformed ones are common, so what follows that is kept. */
function decodeMultiString(type: number, data: Uint8Array): DecodedValue {
  if (data.length % 2 !== 0) return oddSize(type, data);
  const texts = utf16Text(data).split("\0");
  if (data.length === 0) return { kind: "multi-string", texts: [], data };
  const isEnded = texts.length >= 2 && texts.at(-1) === "";
  if (isEnded) texts.pop();
  const isListEnded = isEnded && texts.at(-1) === "";
  if (isListEnded) texts.pop();
  const note = !isEnded
    ? "the last text has no U+0000 at its end"
    : !isListEnded
      ? "the list has no empty text at its end"
      : texts.includes("")
        ? "there is an empty text within the list"
        : undefined;
  return { kind: "multi-string", texts, data, ...(note !== undefined && { note }) };
}

function oddSize(type: number, data: Uint8Array): DecodedValue {
  return {
    kind: "binary",
    data,
    note: `${data.length} bytes are no ${valueTypeName(type)}: UTF-16 takes two for each unit`,
  };
}

function wrongSize(type: number, data: Uint8Array, size: number): DecodedValue {
  return { kind: "binary", data, note: `${data.length} bytes are no ${valueTypeName(type)}, which takes ${size}` };
}
