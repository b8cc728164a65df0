import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HiveError } from "../../src/errors.ts";
import { readPolFile } from "../../src/pol-file/read-pol-file.ts";
import { polBytes, toldRecords } from "../support/pol-bytes.ts";

const GOOD = polBytes(["Software\\K", "v", 4, 1], ["Software\\K", "w", 1, "text"]);

function read(bytes: Uint8Array, pieceSize = bytes.length): unknown[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) pieces.push(bytes.subarray(at, at + pieceSize));
  return [...readPolFile(pieces)];
}

function refusal(bytes: Uint8Array): HiveError {
  try {
    read(bytes);
  } catch (error) {
    if (error instanceof HiveError) return error;
    throw error;
  }
  throw new Error("it has been read");
}

/** The good file with other bytes at an offset. */
function spoilt(offset: number, ...bytes: number[]): Uint8Array {
  const copy = Uint8Array.from(GOOD);
  copy.set(bytes, offset);
  return copy;
}

test("records are the same however the bytes come", () => {
  const whole = read(GOOD);
  expect(whole).toMatchObject([
    { number: 1, fileOffset: 8, key: "Software\\K", value: "v", type: 4 },
    { number: 2, fileOffset: 58, key: "Software\\K", value: "w", type: 1 },
  ]);
  for (const size of [1, 2, 3, 7, 64]) expect(read(GOOD, size)).toEqual(whole);
  expect(read(GOOD.subarray(0, 8))).toEqual([]);
});

describe("what is no Registry.pol file is refused with its place", () => {
  test.each<[string, Uint8Array, number, RegExp]>([
    ["nothing", new Uint8Array(0), 0, /does not begin as/],
    ["a signature that is cut off", GOOD.subarray(0, 3), 0, /does not begin as/],
    ["a header that is cut off", GOOD.subarray(0, 7), 0, /does not begin as/],
    ["another signature", spoilt(0, 0x51), 0, /does not begin as/],
    ["another version", spoilt(4, 2), 4, /version .* is not known/],
    ["no opening bracket", spoilt(8, 0x28), 8, /not in its form .*expected \[ \(0x005b\), found 0x0028/],
    ["half a bracket", spoilt(9, 1), 8, /not in its form/],
    ["no separator behind the key", spoilt(32, 0x2c), 32, /not in its form/],
    ["no separator behind the name", spoilt(38, 0), 38, /not in its form/],
    ["no separator behind the type", spoilt(44, 0), 44, /not in its form/],
    ["no separator behind the size", spoilt(50, 0), 50, /not in its form/],
    ["a size that is too small", spoilt(46, 3), 55, /not in its form/],
    ["a size that is too large", spoilt(46, 5), 57, /not in its form/],
    ["a size beyond the end", spoilt(46, 0, 1), GOOD.length, /ends in the middle/],
    ["a size of 4 GiB", spoilt(46, 0xff, 0xff, 0xff, 0xff), 46, /too large .*found 4294967295 bytes/],
    ["something behind the last record", Uint8Array.of(...GOOD, 0), GOOD.length + 1, /ends in the middle/],
  ])("%s", (_, bytes, fileOffset, message) => {
    expect(refusal(bytes)).toMatchObject({
      code: "bad-pol-file",
      structure: "pol-file",
      fileOffset,
      message: expect.stringMatching(message),
    });
  });

  test("every file that is cut within a record", () => {
    for (let size = 9; size < GOOD.length; size++) {
      if (size === 58) continue; // between two records
      expect(refusal(GOOD.subarray(0, size))).toMatchObject({ code: "bad-pol-file", fileOffset: size });
    }
  });

  test.each([
    ["key path", 10],
    ["value name", 34],
  ])("a %s without end is not read on and on", (_, at) => {
    let asked = 0;
    function* endless(): Generator<Uint8Array> {
      yield GOOD.subarray(0, at);
      for (;;) {
        asked++;
        yield new Uint8Array(65536).fill(0x41);
      }
    }
    expect(() => [...readPolFile(endless())]).toThrowError(
      expect.objectContaining({ code: "bad-pol-file", fileOffset: at }),
    );
    expect(asked).toBeLessThan(8);
  });
});

test("any damage is read as the plain reader reads it, or refused", () => {
  const damage = fc.array(fc.tuple(fc.nat({ max: GOOD.length - 1 }), fc.nat({ max: 255 })), { maxLength: 3 });
  void fc.assert(
    fc.property(damage, (changes) => {
      const bytes = Uint8Array.from(GOOD);
      for (const [offset, byte] of changes) bytes[offset] = byte;
      let told: unknown;
      try {
        told = toldRecords(bytes);
      } catch {
        expect(refusal(bytes).code).toBe("bad-pol-file");
        return;
      }
      const plain = read(bytes).map((record) => {
        const { number, fileOffset, data, ...said } = record as Record<string, unknown> & { data: Uint8Array };
        return { ...said, data: Buffer.from(data) };
      });
      expect(plain).toEqual(told);
    }),
    { numRuns: 300 },
  );
});
