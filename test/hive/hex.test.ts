import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesToHex, hexToBytes } from "../../src/hive/hex.ts";

test("bytes come back from their digits, in either case", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(hexToBytes(bytesToHex(bytes))).toEqual(bytes);
      expect(hexToBytes(bytesToHex(bytes).toUpperCase())).toEqual(bytes);
    }),
  );
});

test("a text is digits exactly where it is pairs of 0-9, a-f and A-F", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."0189abfAF/:@`gG\u0130\uff10 x") }), (text) => {
      expect(hexToBytes(text) !== undefined).toBe(/^(?:[0-9a-fA-F]{2})*$/.test(text));
    }),
  );
});
