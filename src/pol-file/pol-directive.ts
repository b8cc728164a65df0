import { utf16Text } from "../hive/utf16.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";
import type { PolRecord } from "./pol-record.ts";

/** What a record says; names of values and keys are as they stand in the file. */
export type PolDirective =
  | { readonly kind: "create-key" }
  | { readonly kind: "set"; readonly value: string; readonly ifAbsent: boolean }
  | { readonly kind: "delete-values"; readonly values: readonly string[] }
  | { readonly kind: "delete-all-values" }
  /** Immediate subkeys. */
  | { readonly kind: "delete-keys"; readonly keys: readonly string[] }
  /** The key's access: users read only, or as for the root. */
  | { readonly kind: "secure-key"; readonly isSecured: boolean }
  | { readonly kind: "comment" }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * What a record says, by the name of its value (MS-GPREG 3.2.5.1.2): two asterisks begin a directive, in any letter case. A
 * directive that nobody knows is not done; it is no value's name.
 */
export function polDirective({ value, type, data }: PolRecord): PolDirective {
  // Without a name, a type and data the record only creates its key.
  if (value === "" && type === VALUE_TYPE.none && data.length === 0) return { kind: "create-key" };
  if (!value.startsWith("**")) return { kind: "set", value, ifAbsent: false };
  const name = value.toLowerCase().trimEnd();
  if (name.startsWith("**del.")) return { kind: "delete-values", values: [value.slice("**del.".length)] };
  if (name.startsWith("**soft.")) return { kind: "set", value: value.slice("**soft.".length), ifAbsent: true };
  if (name.startsWith("**comment:")) return { kind: "comment" };
  switch (name) {
    case "**delvals":
    case "**delvals.":
      return { kind: "delete-all-values" };
    case "**deletevalues":
    case "**deletekeys":
      if (type !== VALUE_TYPE.string) return { kind: "unknown", reason: `${value} takes a list as REG_SZ` };
      return name === "**deletekeys" ? deleteKeys(list(data)) : { kind: "delete-values", values: list(data) };
    case "**securekey":
      if (type !== VALUE_TYPE.dword || data.length !== 4)
        return { kind: "unknown", reason: `${value} takes a REG_DWORD` };
      return { kind: "secure-key", isSecured: data[0] === 1 && data[1] === 0 && data[2] === 0 && data[3] === 0 };
    default:
      return { kind: "unknown", reason: `nothing tells what ${JSON.stringify(value)} is to do` };
  }
}

function deleteKeys(keys: readonly string[]): PolDirective {
  if (!keys.some((key) => key.includes("\\"))) return { kind: "delete-keys", keys };
  return { kind: "unknown", reason: "**DeleteKeys takes names of immediate subkeys, and no paths" };
}

/** The names between the semicolons of a text, which ends at its NUL. */
function list(data: Uint8Array): string[] {
  const [text = ""] = utf16Text(data).split("\0");
  return text.split(";").filter((name) => name !== "");
}
