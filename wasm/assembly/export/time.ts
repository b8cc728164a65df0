// FILETIME (100 ns since 1601-01-01 UTC) as ISO 8601 with all seven digits.
import { copyLoosely, put64, u64At } from "../memory.ts";
import { eightDigits, emitPadded } from "./decimal.ts";
import { emit, emitAt, emitCopy, out } from "./emit.ts";

const TICKS_PER_DAY: u64 = 864_000_000_000;
const TICKS_PER_MINUTE: u32 = 600_000_000;
const TICKS_PER_SECOND: u32 = 10_000_000;
const DAYS_PER_ERA: u64 = 146_097; // 400 years of the Gregorian calendar
const DAYS_BEFORE: u64 = 584_694; // from 0000-03-01, where the eras are counted from, to 1601-01-01

// What is added to eight digits, one a byte, to make characters of them: the zeros between become marks.
const AS_CLOCK: u64 = ((0x30303a30 as u64) << 32) | 0x303a3030; // hh:mm:ss
const AS_FRACTION: u64 = ((0x30303030 as u64) << 32) | 0x3030302e; // .fffffff

// Many keys of a hive are of the same day.
const DATE: usize = memory.data(32); // as it was written last
let dateSize: u32 = 0;
let dateBegin: u64 = 0; // ticks

/** Writes the FILETIME at an address. */
export function emitTime(address: u32): void {
  const ofSecond = emitSeconds(address);
  put64(out, eightDigits(ofSecond) + AS_FRACTION);
  emitAt(out + 8);
  emit(0x5a); // Z
}

/** Writes the FILETIME at an address to the second, without the Z; returns the ticks left. */
export function emitSeconds(address: u32): u32 {
  const ticks = u64At(address);
  if (dateSize != 0 && ticks - dateBegin < TICKS_PER_DAY) emitCopy(DATE as u32, dateSize);
  else emitNewDate(ticks / TICKS_PER_DAY);
  // Minutes before seconds: their ticks can be divided by 2^9 first, and then fit 32 bits.
  const ofDay = ticks - dateBegin;
  const minutes = ((ofDay >> 9) as u32) / (TICKS_PER_MINUTE >> 9);
  const ofMinute = (ofDay - (minutes as u64) * TICKS_PER_MINUTE) as u32;
  const clock = (minutes / 60) * 1_000_000 + (minutes % 60) * 1_000 + ofMinute / TICKS_PER_SECOND;
  put64(out, eightDigits(clock) + AS_CLOCK);
  emitAt(out + 8);
  return ofMinute % TICKS_PER_SECOND;
}

function emitNewDate(day: u64): void {
  const begin = out;
  emitDate(day);
  emit(0x54); // T
  dateBegin = day * TICKS_PER_DAY;
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
