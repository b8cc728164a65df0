import { expect, it } from "vitest";
import { entryHash } from "../../wasm/binding/entry-hash.ts";

const bytes = (...parts: number[]): Uint8Array => Uint8Array.from(parts);

it.each([
  ["nothing", [], 0xb39efca403966e08n],
  ["four zeros", [new Uint8Array(4)], 0x2400585e2d116fbfn],
  ["HvLE", [bytes(0x48, 0x76, 0x4c, 0x45)], 0x914527932cf336ddn],
  ["0 to 31", [Uint8Array.from({ length: 32 }, (_, index) => index)], 0xc64feee425c2e24cn],
  ["472 zeros in three parts", [new Uint8Array(8), new Uint8Array(460), new Uint8Array(4)], 0xb16122d0c0639accn],
])("hashes %s as Windows does", (_, parts, hash) => {
  expect(entryHash(parts)).toBe(hash);
});

it("hashes parts larger than the engine's buffer like smaller ones", () => {
  const large = Uint8Array.from({ length: 3 * 1024 * 1024 }, (_, index) => index * 7);
  expect(entryHash([large])).toBe(entryHash([large.subarray(0, 4096), large.subarray(4096)]));
});
