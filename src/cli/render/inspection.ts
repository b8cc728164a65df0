import { bytesToHex, displaySafe, type InspectedField, type Inspection } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { hexView } from "./hex-view.ts";
import { shortened, table } from "./table.ts";

const RAW_COLUMNS = 34;
const MEANING_COLUMNS = 160;

/** A structure for people, in pieces: its name and place, its fields, its bytes. */
export function* inspectionTexts(inspection: Inspection, colours: Colours): Generator<string> {
  const { structure, fileOffset, offset, size, fields, bytes } = inspection;
  const place = offset === undefined ? "" : ` (offset 0x${offset.toString(16)})`;
  yield `${colours.bold(structure)} at file offset 0x${fileOffset.toString(16)}${place}, ${size} bytes\n`;
  yield table(fields.map(fieldRow), "  ");
  yield* hexView(bytes, fileOffset);
  if (bytes.length < size) yield `... and ${size - bytes.length} bytes more\n`;
}

/** A structure for `--json`. */
export function inspectionDocument({ bytes, ...facts }: Inspection): object {
  return { ...facts, bytes: bytesToHex(bytes) };
}

function fieldRow({ name, fileOffset, raw, meaning }: InspectedField): string[] {
  const shown = shortened(raw, RAW_COLUMNS);
  return [fileOffset.toString(16).padStart(8, "0"), name, shown, shortened(displaySafe(meaning), MEANING_COLUMNS)];
}
