// FILETIME (100 ns since 1601-01-01 UTC) as ISO 8601 with all seven digits.
import { copyLoosely, u64At } from "../memory.ts";
import { emit, emitCopy, emitPadded, out } from "./emit.ts";

const TICKS_PER_SECOND: u64 = 10_000_000;
const SECONDS_PER_DAY: u64 = 86_400;
const DAYS_PER_ERA: u64 = 146_097; // 400 years of the Gregorian calendar
const DAYS_BEFORE: u64 = 584_694; // from 0000-03-01, where the eras are counted from, to 1601-01-01

// Many keys of a hive are of the same day.
const DATE: usize = memory.data(32); // as it was written last
let dateDay: u64 = u64.MAX_VALUE;
let dateSize: u32 = 0;

/** Writes the FILETIME at an address. */
export function emitTime(address: u32): void {
  const ticks = u64At(address);
  emitSeconds(address);
  emit(0x2e);
  emitPadded((ticks % TICKS_PER_SECOND) as u32, 7);
  emit(0x5a); // Z
}

/** Writes the FILETIME at an address to the second, without the Z. */
export function emitSeconds(address: u32): void {
  const seconds = u64At(address) / TICKS_PER_SECOND;
  const day = seconds / SECONDS_PER_DAY;
  if (day == dateDay) emitCopy(DATE as u32, dateSize);
  else emitNewDate(day);
  const second = (seconds - day * SECONDS_PER_DAY) as u32;
  emitPadded(second / 3600, 2);
  emit(0x3a);
  emitPadded((second / 60) % 60, 2);
  emit(0x3a);
  emitPadded(second % 60, 2);
}

function emitNewDate(day: u64): void {
  const begin = out;
  emitDate(day);
  emit(0x54); // T
  dateDay = day;
  dateSize = out - begin;
  copyLoosely(DATE as u32, begin, dateSize);
}

/** Years are counted from March, so that a leap day is the last day of its year. */
function emitDate(day: u64): void {
  const days = day + DAYS_BEFORE;
  const ofEra = (days % DAYS_PER_ERA) as u32;
  const yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
  const ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const fromMarch = (5 * ofYear + 2) / 153;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = ((days / DAYS_PER_ERA) as u32) * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  if (year > 9999) emit(0x2b); // ISO 8601: more than four digits need a sign
  emitPadded(year, year > 9999 ? 6 : 4);
  emit(0x2d);
  emitPadded(month, 2);
  emit(0x2d);
  emitPadded(ofYear - (153 * fromMarch + 2) / 5 + 1, 2);
}
