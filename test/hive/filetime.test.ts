import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filetimeFromIso, filetimeFromUnix, filetimeToIso } from "../../src/hive/filetime.ts";

describe("a FILETIME as ISO 8601", () => {
  test.each([
    [0n, "1601-01-01T00:00:00.0000000Z"],
    [1n, "1601-01-01T00:00:00.0000001Z"],
    [9_999_999n, "1601-01-01T00:00:00.9999999Z"],
    [116_444_736_000_000_000n, "1970-01-01T00:00:00.0000000Z"],
    [116_444_735_999_999_999n, "1969-12-31T23:59:59.9999999Z"],
    [133_170_048_000_000_000n, "2023-01-01T00:00:00.0000000Z"],
    [0xffff_ffff_ffff_ffffn, "+060056-05-28T05:36:10.9551615Z"],
  ])("%s is %s", (filetime, iso) => {
    expect(filetimeToIso(filetime)).toBe(iso);
    expect(filetimeFromIso(iso)).toBe(filetime);
  });

  test("what is no FILETIME is a caller's mistake", () => {
    expect(() => filetimeToIso(-1n)).toThrow(RangeError);
    expect(() => filetimeToIso(1n << 64n)).toThrow(RangeError);
  });

  test("every FILETIME survives", () => {
    const filetimes = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
    fc.assert(
      fc.property(filetimes, (filetime) => filetimeFromIso(filetimeToIso(filetime)) === filetime),
      { seed: 1601 },
    );
  });
});

describe("reading a time", () => {
  test.each([
    ["2022-12-31", "2022-12-31T00:00:00.0000000Z"],
    ["2022-12-31T01:02Z", "2022-12-31T01:02:00.0000000Z"],
    ["2022-12-31T01:02:03z", "2022-12-31T01:02:03.0000000Z"],
    ["2022-12-31T01:02:03.5Z", "2022-12-31T01:02:03.5000000Z"],
    ["2022-12-31T01:02:03.0000001Z", "2022-12-31T01:02:03.0000001Z"],
    ["2022-12-31T01:02:03+02:00", "2022-12-30T23:02:03.0000000Z"],
    ["2022-12-31T23:30:00-01:30", "2023-01-01T01:00:00.0000000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.0000000Z"],
  ])("%s is %s", (text, iso) => {
    expect(filetimeToIso(filetimeFromIso(text) ?? -1n)).toBe(iso);
  });

  test.each([
    "",
    "now",
    "2022",
    "2022-12",
    "2022-12-31T01:02:03",
    "2022-12-31T01:02",
    "2022-12-31 01:02:03Z",
    "2022-02-30",
    "2023-02-29",
    "2022-13-01",
    "2022-12-31T24:00:00Z",
    "2022-12-31T23:60:00Z",
    "2022-12-31T23:59:60Z",
    "2022-12-31T01:02:03.12345678Z",
    "2022-12-31T01:02:03+24:00",
    "1600-12-31",
    "+060057-01-01T00:00:00Z",
    "-000001-01-01",
  ])("%j is refused", (text) => {
    expect(filetimeFromIso(text)).toBeUndefined();
  });
});

test("Unix time in milliseconds becomes a FILETIME", () => {
  expect(filetimeToIso(filetimeFromUnix(0))).toBe("1970-01-01T00:00:00.0000000Z");
  expect(filetimeToIso(filetimeFromUnix(1_700_000_000_123))).toBe("2023-11-14T22:13:20.1230000Z");
});
