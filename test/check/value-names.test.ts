import { bytesSource, newHive } from "hivex-wasm";
import { expect, test } from "vitest";
import { checkHive } from "../../src/check/check-hive.ts";
import { Hive } from "../../src/hive/hive.ts";

/** A hive whose root has so many values; the name of the last one is then spelled over in the file. */
function withLastName(count: number, spelled: string): Uint8Array {
  using hive = Hive.fromBytes(newHive({ minorVersion: 5, like: "machine", time: 133_000_000_000_000_000n }), {
    mode: "edit",
  });
  for (let index = 0; index < count; index++)
    hive.engine.editing.setValue(
      hive.root.offset,
      `Name ${String(index).padStart(3, "0")}`,
      3,
      new Uint8Array([index]),
    );
  const bytes = hive.toBytes();
  const last = Buffer.from(`Name ${String(count - 1).padStart(3, "0")}`, "latin1");
  bytes.set(Buffer.from(spelled, "latin1"), Buffer.from(bytes).indexOf(last));
  return bytes;
}

function codes(bytes: Uint8Array): string[] {
  return checkHive(bytesSource(bytes)).findings.map(({ code }) => code);
}

test.each([2, 3, 8, 9, 20, 100])(
  "of %d values two of one name are found, whatever the case of its letters",
  (count) => {
    expect(codes(withLastName(count, "nAME 000"))).toEqual(["I67"]);
  },
);

test.each([2, 8, 9, 100])("of %d values none is taken for another that only ends alike", (count) => {
  expect(codes(withLastName(count, "Nome 000"))).toEqual([]);
});
