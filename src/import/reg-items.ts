import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { type ReadRegOptions, readRegFile } from "../reg-file/read-reg-file.ts";
import type { RegIgnored, RegItem } from "../reg-file/reg-item.ts";
import type { ImportItem } from "./import-item.ts";
import { SectionPlaces } from "./section-place.ts";

/** How a .reg file is to be taken. */
export interface RegImportOptions extends ReadRegOptions {
  /** Sections below this path belong below the hive's root, besides those that Windows shows there. */
  readonly prefix?: string;
  /** Refuse a file with lines that Windows would pass over. */
  readonly strict?: boolean;
}

/**
 * What a .reg file says of one hive.
 *
 * @throws HiveError `section-elsewhere` for a section that belongs into another hive; `bad-reg-file`
 * @example
 * const items = () => regItems(hive, [bytes]);
 * hive.engine.editing.transaction(() => applyImport(hive, items));
 */
export function* regItems(
  hive: Hive,
  bytes: Iterable<Uint8Array>,
  options: RegImportOptions = {},
): Generator<ImportItem> {
  const places = new SectionPlaces(hive, options.prefix);
  let isRootUnknown = false;
  for (const item of readRegFile(bytes, options)) {
    const found = item.kind === "key" ? placed(item, places) : item;
    if (found.kind === "key" || item.kind === "key") isRootUnknown = found.kind !== "key";
    if (found.kind === "value" && isRootUnknown) yield strictly(unplaced(found.line), options);
    else yield found.kind === "ignored" ? strictly(found, options) : found;
  }
}

function placed(item: Extract<RegItem, { kind: "key" }>, places: SectionPlaces): ImportItem {
  const { line, path, isDeleted } = item;
  const place = places.of(path);
  if (place.kind === "elsewhere") throw places.refusal(path, `the section [${path}] on line ${line}`);
  if (place.kind === "here") return { kind: "key", line, names: place.names, isDeleted };
  return { kind: "ignored", line, reason: "the path begins with no root that Windows knows", text: `[${path}]` };
}

function unplaced(line: number): RegIgnored {
  return { kind: "ignored", line, reason: "no key is open that the value could be put into", text: "" };
}

function strictly(item: RegIgnored, { strict = false }: RegImportOptions): RegIgnored {
  if (!strict) return item;
  throw hiveError("bad-reg-file", `Windows would pass over line ${item.line}: ${item.reason}`, {
    structure: "reg-file",
    found: item.text,
  });
}
