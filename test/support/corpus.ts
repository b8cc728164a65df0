import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe } from "vitest";

const CORPUS = fileURLToPath(new URL("../../../shared/hives", import.meta.url));
const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/** A real hive of the shared corpus, as its index describes it. */
export interface CorpusHive {
  readonly file: string;
  readonly size: number;
  readonly version: string;
  readonly sequence: readonly [primary: number, secondary: number];
  readonly checksumValid: boolean;
  readonly keys: number | null;
  readonly values: number | null;
  /** Dump of the hive as it lies; null where there is none. */
  readonly golden: string | null;
  /** Dump of a dirty hive after its logs have been applied. */
  readonly goldenAfterRecovery: string | null;
  readonly logs: readonly { readonly file: string; readonly format: string }[];
  readonly features: string;
}

/** Whether the corpus lies beside the repository. */
const corpusIsThere: boolean = existsSync(join(CORPUS, "index.json"));

/** Tests of every kind leave larger hives out, unless `HIVETOOL_FULL=1` asks for all. */
export const SIZE_LIMIT: number = process.env.HIVETOOL_FULL === "1" ? Number.POSITIVE_INFINITY : 2 * 1024 * 1024;

/** All hives of the corpus; none where it is absent. */
export function corpusHives(): CorpusHive[] {
  return corpusIsThere ? JSON.parse(readFileSync(join(CORPUS, "index.json"), "utf8")) : [];
}

/** Hives that are clean and have a full dump: their checksum holds, their numbers agree, and no line of the dump tells of damage. */
export function cleanHives(maximumSize = SIZE_LIMIT): CorpusHive[] {
  return corpusHives().filter(
    ({ size, golden, checksumValid, sequence }) =>
      size <= maximumSize && golden !== null && checksumValid && sequence[0] === sequence[1],
  );
}

/** The bytes of a hive or of a log, by the name that the index gives it. */
export function corpusFile(file: string): Uint8Array {
  return new Uint8Array(gunzipSync(readFileSync(join(CORPUS, "files", `${file}.gz`))));
}

/** The lines of a golden dump. */
export function corpusGolden(golden: string): string[] {
  return gunzipSync(readFileSync(join(CORPUS, "golden", golden)))
    .toString("ascii")
    .split("\n")
    .filter(Boolean);
}

/** Tests that need the corpus: skipped with one line that cannot be overlooked where it is absent, or failing where it is required. */
export function describeCorpus(name: string, body: () => void): void {
  if (!corpusIsThere && process.env.HIVETOOL_REQUIRE_CORPUS === "1") {
    throw new Error(
      `${name}: the corpus of real hives is required and not there: ../shared/hives beside ${REPOSITORY}`,
    );
  }
  if (!corpusIsThere) console.warn(`SKIPPED, no ../shared/hives beside the repository: ${name}`);
  describe.skipIf(!corpusIsThere)(name, body);
}
