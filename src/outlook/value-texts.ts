import type { Value } from "../hive/value.ts";
import { valueContent } from "../hive/value-text.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";
import { decodeUnicode } from "./mapi-property.ts";

/**
 * The text of a value that Outlook writes as REG_SZ in newer versions and as REG_BINARY holding UTF-16 in older ones;
 * `undefined` where it is absent or no text.
 */
export function textOf(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.type === VALUE_TYPE.binary) {
    const decoded = decodeUnicode(value.data());
    return "text" in decoded ? decoded.text : undefined;
  }
  const content = valueContent(value.type, value.data());
  return typeof content === "string" ? content : undefined;
}
