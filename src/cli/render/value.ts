import {
  bytesToHex,
  decodeValue,
  displaySafe,
  isProfileSecret,
  type Value,
  valueContent,
  valueText,
  valueTypeName,
} from "../../index.ts";
import { shortened } from "./table.ts";

/** How values are shown. */
export interface ValueStyle {
  readonly showSecrets: boolean;
  /** Longest text, in characters; no limit without it. */
  readonly columns?: number;
  /** Read the data by this type instead of the value's own. */
  readonly as?: number;
}

/** Room for the count of bytes behind those that are shown. */
const COUNT_COLUMNS = 20;

/** A value's name for people. */
export function valueNameText(value: Value): string {
  return value.name === "" ? "(default)" : displaySafe(value.name);
}

/** A value's data for people, on one line; passwords of Outlook profiles only on demand. */
export function valueDataText(value: Value, style: ValueStyle): string {
  if (!style.showSecrets && isSecret(value)) return hiddenText(value);
  // In a tolerant hive damaged data is a fault that is told elsewhere.
  return value.key.engine.attempt(() => dataText(value, style)) ?? "(damaged)";
}

function dataText(value: Value, style: ValueStyle): string {
  const { columns, as: type = value.type } = style;
  if (columns === undefined) return valueText(type, value.data());
  return shortened(valueText(type, value.data(), Math.floor((columns - COUNT_COLUMNS) / 3)), columns);
}

/** A value alone for people: as `valueDataText`, but each string of a list on its own line. */
export function valueLines(value: Value, style: ValueStyle): string {
  const content =
    !style.showSecrets && isSecret(value)
      ? undefined
      : value.key.engine.attempt(() => valueContent(style.as ?? value.type, value.data()));
  if (typeof content !== "object") return `${valueDataText(value, style)}\n`;
  return content.map((text) => `${displaySafe(text)}\n`).join("");
}

/** A value for `--json`: its bytes in hexadecimal, and its content where the type tells what they mean. */
export function valueDocument(value: Value, style: ValueStyle): object {
  const { name, type, size } = value;
  const facts = { name, type, typeName: valueTypeName(type), size };
  if (!style.showSecrets && isSecret(value)) return { ...facts, isSecret: true };
  const data = value.key.engine.attempt(() => value.data());
  if (data === undefined) return { ...facts, isDamaged: true };
  const { note } = decodeValue(style.as ?? type, data);
  const content = valueContent(style.as ?? type, data);
  return {
    ...facts,
    ...(style.as !== undefined && { readAs: valueTypeName(style.as) }),
    ...(value.isTombstone && { isTombstone: true }),
    data: bytesToHex(data),
    ...(content !== undefined && { content }),
    ...(note !== undefined && { note }),
  };
}

function isSecret(value: Value): boolean {
  return isProfileSecret(value.key.path, value.name);
}

function hiddenText(value: Value): string {
  return `not shown: a password, ${value.size} bytes (--show-secrets shows it)`;
}
