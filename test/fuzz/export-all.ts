import { type ExportFormat, exportTree } from "hivex-wasm";
import type { Hive } from "../../src/hive/hive.ts";
import { Find, type Trial } from "./trial.ts";
import { faultOf } from "./well-formed.ts";

const FORMATS: readonly ExportFormat[] = ["none", "reg", "reg-utf8", "jsonl", "xml", "csv", "tsv", "hivexml"];
/** Text is looked at up to this size; more of the same proves nothing. */
const TEXT_LIMIT = 4 * 1024 * 1024;
const OUTPUT_LIMIT = 64 * 1024 * 1024;

interface Exported {
  readonly bytes: Buffer;
  readonly faultCount: number;
  readonly keyCount: number;
  readonly isWhole: boolean;
}

/** Exports in every format: tolerantly it must always succeed, strictly when nothing had to be passed over, and then alike. */
export function exportAll(trial: Trial, hive: Hive): void {
  let keyCount: number | undefined;
  for (const format of FORMATS) {
    const tolerant = trial.attempt(`export ${format}, tolerant`, () => exported(hive, format, true));
    if (tolerant === undefined) throw new Find(`the tolerant export as ${format} was refused: ${[...trial.refusals]}`);
    const strict = trial.attempt(`export ${format}`, () => exported(hive, format, false));
    keyCount ??= tolerant.keyCount;
    // Registry text cannot hold every name, so it may have fewer.
    const isMissing = format.startsWith("reg") ? tolerant.keyCount > keyCount : tolerant.keyCount !== keyCount;
    if (isMissing) throw new Find(`${format} has ${tolerant.keyCount} keys, others ${keyCount}`);
    if ((strict === undefined) !== tolerant.faultCount > 0) {
      throw new Find(`${format}: the strict export was ${strict ? "done" : "refused"}, ${tolerant.faultCount} faults`);
    }
    if (strict && !strict.bytes.equals(tolerant.bytes)) throw new Find(`${format}: strict and tolerant exports differ`);
    const fault = tolerant.isWhole && tolerant.bytes.length <= TEXT_LIMIT ? faultOf(format, tolerant.bytes) : undefined;
    if (fault !== undefined) throw new Find(`the export as ${format} is not well-formed: ${fault}`);
  }
}

function exported({ engine }: Hive, format: ExportFormat, tolerant: boolean): Exported {
  const chunks: Uint8Array[] = [];
  let [size, faultCount, keyCount] = [0, 0, 0];
  let isWhole = true;
  for (const { bytes, counts, faults } of exportTree(engine, { format, tolerant })) {
    faultCount += faults.length;
    keyCount = counts.keys;
    size += bytes.length;
    if (size > OUTPUT_LIMIT) isWhole = false;
    else chunks.push(bytes);
  }
  return { bytes: Buffer.concat(chunks), faultCount, keyCount, isWhole };
}
