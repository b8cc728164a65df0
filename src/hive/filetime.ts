/** 100 ns steps in one second, and from 1601-01-01 (where FILETIME begins) to 1970-01-01 (where Unix time begins). */
const TICKS_PER_SECOND = 10_000_000n;
const TICKS_PER_MILLISECOND = 10_000n;
const UNIX_EPOCH = 116_444_736_000_000_000n;
const LATEST = 0xffff_ffff_ffff_ffffn;

const ISO = /^(\d{4}|\+\d{6})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?(Z|[+-]\d\d:\d\d))?$/i;

/**
 * Writes a FILETIME (100 ns steps since 1601-01-01 UTC) as ISO 8601 with all seven digits, so that nothing is lost.
 *
 * @example
 * filetimeToIso(116444736000000001n); // "1970-01-01T00:00:00.0000001Z"
 */
export function filetimeToIso(filetime: bigint): string {
  if (filetime < 0n || filetime > LATEST) throw new RangeError(`${filetime} is not a FILETIME`);
  const fraction = String(filetime % TICKS_PER_SECOND).padStart(7, "0");
  const milliseconds = (filetime - (filetime % TICKS_PER_SECOND) - UNIX_EPOCH) / TICKS_PER_MILLISECOND;
  return new Date(Number(milliseconds)).toISOString().replace(/\.\d+Z$/, `.${fraction}Z`);
}

/**
 * Reads ISO 8601 to a FILETIME: a date alone is its midnight in UTC; a time needs `Z` or an offset, because a local time
 * would mean something else on the next machine. Anything else, also a 30th of February, gives `undefined`.
 *
 * @example
 * filetimeFromIso("1970-01-01T01:00:00.0000001+01:00"); // 116444736000000001n
 */
export function filetimeFromIso(text: string): bigint | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const milliseconds = Date.parse(local);
  // Date.parse rolls some impossible days over; only a time that reads back the same was one.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== withShortYear(local)) return undefined;
  const offset = zoneOffsetMinutes(zone);
  if (offset === undefined) return undefined;
  const ticks = BigInt(milliseconds - offset * 60_000) * TICKS_PER_MILLISECOND + BigInt(fraction.padEnd(7, "0"));
  const filetime = ticks + UNIX_EPOCH;
  return filetime < 0n || filetime > LATEST ? undefined : filetime;
}

/**
 * A FILETIME as a Date, rounded down to whole milliseconds. Times that no Date can hold, some 20,000 years ahead, give
 * an invalid one.
 *
 * @example
 * filetimeToDate(116444736000019999n).getTime(); // 1
 */
export function filetimeToDate(filetime: bigint): Date {
  const ticks = filetime - UNIX_EPOCH;
  const remainder = ((ticks % TICKS_PER_MILLISECOND) + TICKS_PER_MILLISECOND) % TICKS_PER_MILLISECOND;
  return new Date(Number((ticks - remainder) / TICKS_PER_MILLISECOND));
}

/** The FILETIME of a Unix time in milliseconds, as `Date.now()` gives it. */
export function filetimeFromUnix(milliseconds: number): bigint {
  return BigInt(Math.trunc(milliseconds)) * TICKS_PER_MILLISECOND + UNIX_EPOCH;
}

/** `toISOString` writes the years 0 to 9999 with four digits, whatever was read. */
function withShortYear(iso: string): string {
  return iso.replace(/^\+00(\d{4})-/, "$1-");
}

function zoneOffsetMinutes(zone: string): number | undefined {
  if (zone.toUpperCase() === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
