// How many pages a check may still read: what is in memory costs nothing, and what is not there is left out once the
// budget is used up.
import { binsEnd, fileOffsetOf, isResident } from "../cell.ts";
import { PAGE_SIZE } from "../layout.ts";
import { isPresent, pagesRead } from "../paging.ts";

let limit: u32 = 0; // of `pagesRead`

export function setBudget(pages: u32): void {
  limit = pagesRead + pages;
}

/** Pages of the budget that are left. */
export function budgetLeft(): u32 {
  return pagesRead < limit ? limit - pagesRead : 0;
}

/** Whether the cell at `offset` may be looked at. An offset that leads out of the hive costs nothing: it is a fault. */
export function mayRead(offset: u32): bool {
  return isResident(offset, 1) || offset >= binsEnd() || pagesRead < limit;
}

/** Whether all of a range may be looked at. */
export function mayReadRange(offset: u32, size: u32): bool {
  let missing: u32 = 0;
  for (let page = fileOffsetOf(offset) / PAGE_SIZE; page * PAGE_SIZE < fileOffsetOf(offset) + size; page++)
    if (!isPresent(page)) missing++;
  return missing <= budgetLeft();
}
