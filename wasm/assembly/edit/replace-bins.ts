// Putting other hive bins in the place of all that there are, as when a hive is written anew. What was known about the old
// ones is forgotten, and so is what could be taken back.
import {
  BAD_BASE_BLOCK,
  ENGINE_BUG,
  IN_BASE_BLOCK,
  OUTPUT,
  OUTPUT_SIZE,
  PAGE_BITS_SIZE,
  PROVED,
  RULE_BINS_SIZE,
  RULE_NONE,
} from "../abi.ts";
import { addressOf, binsEnd, fileOffsetOf } from "../cell.ts";
import { cutImage, forgetChanges, growImage, markFirstPage, patch32, patchBytes } from "../changes.ts";
import { openFreeSpace } from "../free-space.ts";
import { BASE_BLOCK_BINS_SIZE, BASE_BLOCK_ROOT, BASE_BLOCK_SIZE, MAXIMUM_FILE_SIZE, PAGE_SIZE } from "../layout.ts";
import { zeroBytes } from "../memory.ts";
import { imageBase, need } from "../paging.ts";
import { fail, failed } from "../status.ts";
import { dropNames } from "./value-names.ts";

/**
 * Gives the hive bins data another size, and names another root; `putBins` then fills all of it. `resizesFile`: the hive
 * counts as changed, whatever the bins will hold.
 */
export function resizeBins(size: u32, root: u32, resizesFile: bool): void {
  if (size == 0 || size % PAGE_SIZE != 0 || size > MAXIMUM_FILE_SIZE - BASE_BLOCK_SIZE) {
    fail(BAD_BASE_BLOCK, IN_BASE_BLOCK, RULE_BINS_SIZE, BASE_BLOCK_BINS_SIZE, PAGE_SIZE, size);
    return;
  }
  if (!need(fileOffsetOf(0), PAGE_SIZE)) return;
  if (resizesFile) markFirstPage();
  patch32(imageBase + BASE_BLOCK_ROOT, root);
  if (size > binsEnd()) growImage(BASE_BLOCK_SIZE + size);
  if (size < binsEnd()) cutImage(BASE_BLOCK_SIZE + size);
  if (failed()) return;
  forgetChanges();
  zeroBytes(PROVED, PAGE_BITS_SIZE);
  openFreeSpace();
  dropNames();
}

/** Puts `size` bytes from OUTPUT to an offset of the hive bins data; pages that have these bytes already stay clean. */
export function putBins(offset: u32, size: u32): void {
  if (size > OUTPUT_SIZE || offset > binsEnd() || size > binsEnd() - offset) {
    fail(ENGINE_BUG, 0, RULE_NONE, offset, OUTPUT_SIZE, size);
    return;
  }
  if (need(fileOffsetOf(offset), size)) patchBytes(addressOf(offset), OUTPUT, size);
  if (!failed()) forgetChanges();
}
