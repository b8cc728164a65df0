import type { Hive } from "../hive/hive.ts";
import { isPolFile } from "../pol-file/pol-record.ts";
import type { ImportItem } from "./import-item.ts";
import { type PolImportOptions, polItems } from "./pol-items.ts";
import { type RegImportOptions, regItems } from "./reg-items.ts";

/** How a file of settings is to be taken, whichever it is. */
export interface SettingsImportOptions extends RegImportOptions, PolImportOptions {}

/**
 * What a file of settings says of one hive: a Registry.pol file is told by its first bytes, anything else is a .reg file.
 *
 * @throws HiveError as `polItems` and `regItems`
 * @example
 * const items = () => settingsItems(hive, [bytes]);
 * hive.engine.editing.transaction(() => applyImport(hive, items));
 */
export function* settingsItems(
  hive: Hive,
  bytes: Iterable<Uint8Array>,
  options: SettingsImportOptions = {},
): Generator<ImportItem> {
  const pieces = bytes[Symbol.iterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < SIGNATURE_SIZE) {
    const next = pieces.next();
    if (next.done) break;
    first.push(next.value);
    size += next.value.length;
  }
  const start = Uint8Array.from(first.flatMap((piece) => Array.from(piece.subarray(0, SIGNATURE_SIZE))));
  const all = rejoined(first, pieces);
  yield* isPolFile(start) ? polItems(hive, all, options) : regItems(hive, all, options);
}

const SIGNATURE_SIZE = 4;

function* rejoined(first: readonly Uint8Array[], rest: Iterator<Uint8Array>): Generator<Uint8Array> {
  yield* first;
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
}
