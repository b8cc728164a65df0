// Writing a transaction log: the base block's first sector, then one entry with every dirty page (new format),
// or a bitmap and the pages (old format). Built in memory behind the image; the host takes the bytes away.
import {
  IN_HIVE_BIN,
  LOG_TOO_LARGE,
  OUT_OF_MEMORY,
  OUTPUT,
  OUTPUT_SIZE,
  RESULT,
  RESULT_EXTRA,
  RESULT_SIZE,
  RULE_LOGGED_SIZE,
  RULE_NONE,
} from "./abi.ts";
import { composeHeader } from "./base-block.ts";
import { addressOf, binsEnd, fileOffsetOf } from "./cell.ts";
import { behindImage, patch32 } from "./changes.ts";
import {
  BASE_BLOCK_FLAGS,
  BASE_BLOCK_LAST_WRITTEN,
  BASE_BLOCK_PRIMARY_SEQUENCE,
  BASE_BLOCK_SIZE,
  FILE_TYPE_NEW_LOG,
  FILE_TYPE_OLD_LOG,
  HIVE_BIN_TIMESTAMP,
  HIVE_FLAG_PENDING_TRANSACTIONS,
  LOG_ENTRIES,
  LOG_ENTRY_BINS_SIZE,
  LOG_ENTRY_BYTES,
  LOG_ENTRY_FLAGS,
  LOG_ENTRY_HASH_1,
  LOG_ENTRY_HASH_2,
  LOG_ENTRY_PAGE_COUNT,
  LOG_ENTRY_REFERENCE_SIZE,
  LOG_ENTRY_SEQUENCE,
  LOG_ENTRY_SIGNATURE,
  LOG_ENTRY_SIZE,
  MAXIMUM_LOGGED_SIZE,
  PAGE_SIZE,
  SECTOR_SIZE,
  SIGNATURE_DIRT,
  SIGNATURE_HVLE,
} from "./layout.ts";
import { hashHigh, hashLow, marvin } from "./marvin.ts";
import { copyBytes, put8, put32, reach, result, resultOf, u32At, zeroBytes } from "./memory.ts";
import { imageBase, imageSize, isDirty, need } from "./paging.ts";
import { fail } from "./status.ts";

/**
 * Lists the runs of dirty pages of the hive bins data in OUTPUT: u32 offset, u32 size, ascending, neighbours merged.
 * The first page always counts as dirty, as in every entry that Windows writes. False after a fault.
 */
export function listDirtyRuns(): bool {
  if (!need(fileOffsetOf(0), PAGE_SIZE)) return false;
  let end: u32 = OUTPUT;
  let total: u32 = 0;
  let runEnd: u32 = 0;
  for (let offset: u32 = 0; offset < binsEnd(); offset += PAGE_SIZE) {
    if (offset != 0 && !isDirty(fileOffsetOf(offset) / PAGE_SIZE)) continue;
    total += PAGE_SIZE;
    if (total > MAXIMUM_LOGGED_SIZE || end > OUTPUT + OUTPUT_SIZE - LOG_ENTRY_REFERENCE_SIZE) {
      fail(LOG_TOO_LARGE, IN_HIVE_BIN, RULE_LOGGED_SIZE, fileOffsetOf(offset), MAXIMUM_LOGGED_SIZE, total);
      return false;
    }
    if (end > OUTPUT && runEnd == offset) put32(end - 4, u32At(end - 4) + PAGE_SIZE);
    else {
      put32(end, offset);
      put32(end + 4, PAGE_SIZE);
      end += LOG_ENTRY_REFERENCE_SIZE;
    }
    runEnd = offset + PAGE_SIZE;
  }
  result(RESULT, OUTPUT);
  result(RESULT_SIZE, end - OUTPUT);
  result(RESULT_EXTRA, total);
  return true;
}

/** Whether any page of the hive bins data has been changed. */
export function hasDirtyPages(): bool {
  for (let page: u32 = BASE_BLOCK_SIZE / PAGE_SIZE; page < imageSize / PAGE_SIZE; page++)
    if (isDirty(page)) return true;
  return false;
}

/** Sets the time in the base block and the first bin: the old format ties a log to its hive by it. */
export function setHiveTime(low: u32, high: u32): bool {
  if (!need(fileOffsetOf(0), PAGE_SIZE)) return false;
  putTime(imageBase + BASE_BLOCK_LAST_WRITTEN, low, high);
  putTime(addressOf(0) + HIVE_BIN_TIMESTAMP, low, high);
  return true;
}

function putTime(address: u32, low: u32, high: u32): void {
  patch32(address, low);
  patch32(address + 4, high);
}

/** Builds a new-format log with one entry over the listed runs; its number is the hive's present one. */
export function stageNewLog(): void {
  const runs = resultOf(RESULT_SIZE);
  const entrySize = padded(LOG_ENTRIES + LOG_ENTRY_SIZE + runs + resultOf(RESULT_EXTRA), PAGE_SIZE) - LOG_ENTRIES;
  const log = stage(LOG_ENTRIES + entrySize);
  if (log == 0) return;
  const sequence = u32At(imageBase + BASE_BLOCK_PRIMARY_SEQUENCE);
  composeHeader(log, FILE_TYPE_NEW_LOG, sequence, sequence, 0); // the entry tells the bins' new size
  const entry = log + LOG_ENTRIES;
  put32(entry + LOG_ENTRY_SIGNATURE, SIGNATURE_HVLE);
  put32(entry + LOG_ENTRY_BYTES, entrySize);
  put32(entry + LOG_ENTRY_FLAGS, u32At(imageBase + BASE_BLOCK_FLAGS) & HIVE_FLAG_PENDING_TRANSACTIONS);
  put32(entry + LOG_ENTRY_SEQUENCE, sequence);
  put32(entry + LOG_ENTRY_BINS_SIZE, binsEnd());
  put32(entry + LOG_ENTRY_PAGE_COUNT, runs / LOG_ENTRY_REFERENCE_SIZE);
  copyBytes(entry + LOG_ENTRY_SIZE, OUTPUT, runs);
  copyRuns(entry + LOG_ENTRY_SIZE + runs, runs);
  putHash(entry + LOG_ENTRY_HASH_1, entry + LOG_ENTRY_SIZE, entrySize - LOG_ENTRY_SIZE);
  putHash(entry + LOG_ENTRY_HASH_2, entry, LOG_ENTRY_HASH_2);
}

/** Builds an old-format log over the listed runs: its header has the next number. */
export function stageOldLog(): void {
  const runs = resultOf(RESULT_SIZE);
  const pages = padded(LOG_ENTRIES + 4 + binsEnd() / PAGE_SIZE, SECTOR_SIZE);
  const log = stage(pages + resultOf(RESULT_EXTRA));
  if (log == 0) return;
  const sequence = u32At(imageBase + BASE_BLOCK_PRIMARY_SEQUENCE) + 1;
  composeHeader(log, FILE_TYPE_OLD_LOG, sequence, sequence, binsEnd());
  put32(log + LOG_ENTRIES, SIGNATURE_DIRT);
  for (let run: u32 = OUTPUT; run < OUTPUT + runs; run += LOG_ENTRY_REFERENCE_SIZE) {
    const first = u32At(run) / PAGE_SIZE;
    const count = u32At(run + 4) / PAGE_SIZE;
    for (let page = first; page < first + count; page++) put8(log + LOG_ENTRIES + 4 + page, 0xff); // 8 sectors a page
  }
  copyRuns(log + pages, runs);
}

/** Makes room behind the image, zeroed; 0 when there is no memory. Its address and size are the export's result. */
function stage(size: u32): u32 {
  const address = behindImage();
  if (!reach((address as u64) + size)) return fail(OUT_OF_MEMORY, 0, RULE_NONE, 0, size, 0);
  zeroBytes(address, size);
  result(RESULT, address);
  result(RESULT_SIZE, size);
  return address;
}

function copyRuns(target: u32, runs: u32): void {
  for (let run: u32 = OUTPUT; run < OUTPUT + runs; run += LOG_ENTRY_REFERENCE_SIZE) {
    copyBytes(target, addressOf(u32At(run)), u32At(run + 4));
    target += u32At(run + 4);
  }
}

function putHash(target: u32, address: u32, size: u32): void {
  marvin(address, size);
  put32(target, hashLow);
  put32(target + 4, hashHigh);
}

function padded(size: u32, unit: u32): u32 {
  return (size + unit - 1) & ~(unit - 1);
}
