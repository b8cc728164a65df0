import type { Key } from "./key.ts";
import { VALUE_TYPE } from "./value-type.ts";

const CURRENT = "currentcontrolset";

/**
 * Puts the control set that `Select\Current` names in the place of `CurrentControlSet`, which exists in a running
 * Windows only. Any other path, and one of a hive without `Select`, comes back as it is.
 *
 * @example
 * withControlSet(hive, ["CurrentControlSet", "Control"]); // ["ControlSet001", "Control"]
 */
export function withControlSet(hive: { readonly root: Key }, names: readonly string[]): readonly string[] {
  const [first, ...rest] = names;
  if (first?.toLowerCase() !== CURRENT) return names;
  const { root } = hive; // a hive reads it each time
  if (root.findSubkey(first) !== undefined) return names;
  const name = currentControlSet(root);
  return name === undefined ? names : [name, ...rest];
}

/** The name of the control set that a system hive starts with; undefined in other hives. */
function currentControlSet(root: Key): string | undefined {
  const value = root.findSubkey("Select")?.findValue("Current");
  if (value === undefined || value.type !== VALUE_TYPE.dword || value.size !== 4) return undefined;
  const data = value.data();
  const number = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  return `ControlSet${String(number).padStart(3, "0")}`;
}
