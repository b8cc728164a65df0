import fc from "fast-check";
import { expect, test } from "vitest";
import { textsInData } from "../../src/text-in-data/texts-in-data.ts";

const KEYS = ["Software", "Internet Settings\\Connections", "Printers\\DevModes2"];
const NAMES = ["v", "001f6622", "001e6602", "101e6613", "101f6613", "01023d00"];

/** Bytes that look like counts, sizes, text and ends of text more often than chance would have it. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.nat(40).map((number) => new Uint8Array(Uint32Array.of(number).buffer)),
      fc.constantFrom(0x46, 0x18).map((number) => new Uint8Array(Uint32Array.of(number, 1, 3).buffer)),
      fc.string({ maxLength: 40 }).map((text) => new Uint8Array(Buffer.from(text, "utf16le"))),
      fc.string({ maxLength: 70 }).map((text) => new Uint8Array(Buffer.from(text, "latin1"))),
      fc.constant(new Uint8Array(2)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

test("whatever bytes there are: the same texts give the same bytes, and others leave what is between them", () => {
  const place = fc.record({
    keyPath: fc.constantFrom(...KEYS),
    name: fc.constantFrom(...NAMES),
    type: fc.oneof(fc.nat(12), fc.constant(0xffff_0012)),
  });
  const run = fc.property(place, bytes, (where, data) => {
    const stored = textsInData(where, data);
    if (stored === undefined) return;
    const texts = stored.texts.map(({ text }) => text);
    expect(stored.withTexts(texts)).toEqual({ data });
    for (const { text, offset, encoding } of stored.texts) {
      const found = Buffer.from(data).toString(encoding === "8-bit" ? "latin1" : "utf16le", offset);
      expect(found.startsWith(text)).toBe(true);
    }
    const longer = stored.withTexts(texts.map((text) => `${text}+`));
    if ("fault" in longer || texts.length === 0) return;
    const again = textsInData(where, longer.data)?.texts.map(({ text }) => text);
    if (stored.shape !== "unicode") expect(again).toEqual(texts.map((text) => `${text}+`));
  });
  fc.assert(run, { numRuns: process.env.HIVETOOL_FULL === "1" ? 20_000 : 1000 });
});
