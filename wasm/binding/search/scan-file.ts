import * as abi from "../../assembly/abi.ts";
import * as layout from "../../assembly/layout.ts";
import type { Engine } from "../engine.ts";
import { HiveError } from "../hive-error.ts";
import type { SearchTable } from "./search-table.ts";

/** How far a scan is, and at its end whether anything in the file may match. */
export interface ScanStep {
  readonly part: number;
  readonly isDone: boolean;
  readonly mayMatch: boolean;
}

/** Bytes that are looked over together: little enough to stay in the processor's cache. */
const WINDOW = 0x80000;
const WINDOWS_OF_STEP = 64;

/**
 * Has the engine look over the file as it lies, and note in which pages a match may begin. It is read through a window, so that
 * no memory is taken up by what has nothing to show.
 */
export function* scanFile({ memory }: Engine, { bytes, longest }: SearchTable): Generator<ScanStep> {
  const { source } = memory;
  const started = memory.startSearch(bytes);
  const end = memory.result(abi.RESULT);
  // A match may reach into what comes next, and so may a record at the end of a window.
  const overlap = Math.ceil((longest + layout.PAGE_SIZE) / layout.PAGE_SIZE) * layout.PAGE_SIZE;
  const bigData: number[] = [];
  let windows = 0;
  for (let fileOffset = 0; fileOffset < end; fileOffset += WINDOW) {
    const size = Math.min(WINDOW + overlap, end - fileOffset);
    const read = source.read(fileOffset, memory.viewAt(abi.SEARCH_WINDOW, size));
    if (read !== size) throw new HiveError("short-read", "the file ended while it was being read", { fileOffset });
    memory.call((engine) => engine.scan(fileOffset, Math.min(WINDOW, size), size));
    for (const offset of new Uint32Array(memory.resultBytes().buffer)) bigData.push(offset);
    if (++windows % WINDOWS_OF_STEP !== 0) continue;
    yield { part: fileOffset / end, isDone: false, mayMatch: false };
    memory.mustBeLatest(started, "a search");
  }
  for (const offset of bigData) memory.call((engine) => engine.scanBigData(offset));
  yield { part: 1, isDone: true, mayMatch: memory.result(abi.RESULT_EXTRA) !== 0 };
}
