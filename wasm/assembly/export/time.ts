// FILETIME (100 ns since 1601-01-01 UTC) as ISO 8601 with all seven digits.
import { u32At } from "../memory.ts";
import { emit, emitPadded, emitTwoDigits } from "./emit.ts";

const TICKS_PER_SECOND: u64 = 10_000_000;
const SECONDS_PER_DAY: u64 = 86_400;
const DAYS_PER_ERA: u64 = 146_097; // 400 years of the Gregorian calendar
const DAYS_BEFORE: u64 = 584_694; // from 0000-03-01, where the eras are counted from, to 1601-01-01

/** Writes the FILETIME at an address. */
export function emitTime(address: u32): void {
  const ticks = (u32At(address) as u64) | ((u32At(address + 4) as u64) << 32);
  const seconds = ticks / TICKS_PER_SECOND;
  emitDate(seconds / SECONDS_PER_DAY);
  emit(0x54); // T
  const second = (seconds % SECONDS_PER_DAY) as u32;
  emitTwoDigits(second / 3600);
  emit(0x3a);
  emitTwoDigits((second / 60) % 60);
  emit(0x3a);
  emitTwoDigits(second % 60);
  emit(0x2e);
  const fraction = (ticks % TICKS_PER_SECOND) as u32;
  emitTwoDigits(fraction / 100_000);
  emitTwoDigits((fraction / 1000) % 100);
  emitTwoDigits((fraction / 10) % 100);
  emit(0x30 + (fraction % 10));
  emit(0x5a); // Z
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
  emitTwoDigits(month);
  emit(0x2d);
  emitTwoDigits(ofYear - (153 * fromMarch + 2) / 5 + 1);
}
