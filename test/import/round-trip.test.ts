import { newHive } from "hivex-wasm";
import { expect, it } from "vitest";
import { HiveExport } from "../../src/hive/export.ts";
import { Hive } from "../../src/hive/hive.ts";
import { applyImport } from "../../src/import/apply-import.ts";
import { regItems } from "../../src/import/reg-items.ts";
import { verifyImport } from "../../src/import/verify-import.ts";
import { cleanHives, corpusFile, describeCorpus, SIZE_LIMIT } from "../support/corpus.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { validateHive } from "../support/hive-validator.ts";
import { readHive } from "../support/reference-reader.ts";

/** Two subkeys of one name: an editor can only make one. */
const UNSOUND = "EricZimmerman+Registry/SAM_DUPENAME";
const LARGEST = SIZE_LIMIT === Number.POSITIVE_INFINITY ? SIZE_LIMIT : 600_000;
const PREFIX = "HKEY_LOCAL_MACHINE\\Hive";
/** A .reg file has no way to write these in a name, and its readers would take them for the end of the line. */
const UNWRITABLE = /\\u000[0AD]/;

/** Keys without their times, and values; without what .reg cannot say. */
function comparable(bytes: Uint8Array): string[] {
  return goldenDump(readHive(bytes))
    .filter((line) => !UNWRITABLE.test(line))
    .map((line) => (line.startsWith("K") ? line.slice(0, line.lastIndexOf("\t")) : line));
}

describeCorpus("a real hive as .reg, and back into an empty one", () => {
  it.each(cleanHives(LARGEST).filter(({ file }) => file !== UNSOUND))(
    "$file: the same keys and values in the same order",
    { timeout: 120_000 },
    ({ file }) => {
      const bytes = corpusFile(file);
      using original = Hive.fromBytes(bytes);
      const reg = Array.from(
        new HiveExport(original, { format: "reg", prefix: PREFIX, tolerant: true }),
        (chunk) => new Uint8Array(chunk),
      );
      const minorVersion = Math.max(3, original.baseBlock.minorVersion) as 3 | 5 | 6;
      const empty = newHive({
        minorVersion: minorVersion === (4 as number) ? 5 : minorVersion,
        like: "machine",
        time: 0n,
      });
      using hive = Hive.fromBytes(empty, { mode: "edit" });
      const items = () => regItems(hive, reg, { prefix: PREFIX, strict: true });
      const { counts } = hive.engine.editing.transaction(() => applyImport(hive, items));
      verifyImport(hive, items);
      const result = hive.toBytes();
      expect(validateHive(result)).toEqual([]);
      expect(counts).toMatchObject({ deletedKeys: 0, deletedValues: 0, ignored: 0 });
      expect(comparable(result)).toEqual(comparable(bytes));
      const again = hive.engine.editing.rehearse(() => applyImport(hive, items));
      expect(again.changeCount).toBe(0);
    },
  );
});
