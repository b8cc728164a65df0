import {
  displaySafe,
  filetimeToIso,
  HiveError,
  type Key,
  keyFlagNames,
  securityDescriptorText,
  sidText,
  valueTypeName,
  wellKnownSidName,
} from "../../index.ts";
import type { Colours } from "./colours.ts";
import { table } from "./table.ts";
import { type ValueStyle, valueDataText, valueDocument, valueNameText } from "./value.ts";

/** How keys are listed. */
export interface ListingStyle extends ValueStyle {
  /** With counts, owner, flags, class name and access rights. */
  readonly long: boolean;
  readonly colours: Colours;
}

/** The subkeys and values of a key as two tables. */
export function listingText(key: Key, style: ListingStyle, indent = ""): string {
  const keys = table(
    Array.from(key.subkeys(), (subkey) => keyRow(subkey, style)),
    indent,
  );
  const values = table(
    Array.from(key.values(), (value) => valueRow(value, style)),
    indent,
  );
  return `${keys}${keys !== "" && values !== "" ? "\n" : ""}${values}`;
}

/** A key's name for people: with a backslash at its end, and where it leads if it is a link. */
function keyNameText(key: Key, { colours }: ListingStyle): string {
  const name = colours.cyan(`${displaySafe(key.name)}\\`);
  if (key.isTombstone) return `${name} (deleted in this layer)`;
  if (!key.isSymbolicLink) return name;
  const target = key.linkTarget;
  return `${name} -> ${target === undefined ? "(no target)" : displaySafe(target)}`;
}

/** The columns of one key. */
export function keyRow(key: Key, style: ListingStyle): string[] {
  const row = [keyNameText(key, style), filetimeToIso(key.lastWritten)];
  if (!style.long) return row;
  const { owner, sddl } = securityOf(key);
  const facts = [
    ...keyFlagNames(key.flags).filter((flag) => flag !== "compressedName"),
    ...(key.className === undefined ? [] : [`class "${displaySafe(key.className)}"`]),
  ];
  return [...row, counted(key.subkeyCount, "key"), counted(key.valueCount, "value"), owner, facts.join(", "), sddl];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** A key for `--json`; `long` adds what takes further reading. */
function keyDocument(key: Key, style: Pick<ListingStyle, "long">): object {
  const { name, subkeyCount, valueCount } = key;
  return { name, lastWritten: filetimeToIso(key.lastWritten), subkeyCount, valueCount, ...unusualFacts(key, style) };
}

/** What most keys have not, and with `long` what takes further reading. */
function unusualFacts(key: Key, style: Pick<ListingStyle, "long">): object {
  const facts = {
    ...(key.isSymbolicLink && { linkTarget: key.linkTarget ?? null }),
    ...(key.isTombstone && { isTombstone: true }),
  };
  if (!style.long) return facts;
  const { className, predefinedHandle } = key;
  return {
    ...facts,
    flags: keyFlagNames(key.flags),
    ...(className !== undefined && { className }),
    ...(predefinedHandle !== undefined && { predefinedHandle }),
    ...(key.layer && { layer: key.layer }),
    ...securityOf(key),
  };
}

/** A key with its subkeys and values for `--json`. */
export function listingDocument(key: Key, style: ListingStyle): object {
  return {
    key: key.path,
    name: key.name,
    lastWritten: filetimeToIso(key.lastWritten),
    ...unusualFacts(key, style),
    subkeys: Array.from(key.subkeys(), (subkey) => keyDocument(subkey, style)),
    values: Array.from(key.values(), (value) => valueDocument(value, style)),
  };
}

/** The columns of one value. */
export function valueRow(value: Parameters<typeof valueNameText>[0], style: ValueStyle): string[] {
  const name = `${valueNameText(value)}${value.isTombstone ? " (deleted in this layer)" : ""}`;
  return [name, valueTypeName(value.type), valueDataText(value, style)];
}

/** Damaged security is shown as such: the rest of a listing is still worth having. */
function securityOf(key: Key): { owner: string; sddl: string } {
  try {
    const security = key.security();
    const owner =
      security.owner === undefined ? "no owner" : (wellKnownSidName(security.owner) ?? sidText(security.owner));
    return { owner, sddl: displaySafe(securityDescriptorText(security)) };
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    return { owner: "unknown", sddl: `(${error.code})` };
  }
}
