import { expect, it } from "vitest";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import { writeHive } from "../../fixtures/build/hive-writer.ts";
import { REG } from "../../fixtures/build/value.ts";
import { planRepair } from "../../src/repair/plan-repair.ts";

/** A sound hive in which a value's data is the record of a key, byte for byte. */
function hiveWithKeyAsData(): HiveBytes {
  const write = (data: Uint8Array) =>
    new HiveBytes(
      writeHive({
        minor: 5,
        sequence: 1,
        time: 131_592_384_000_000_000n,
        fileName: "",
        root: { name: "ROOT", keys: [{ name: "Key", values: [{ name: "record", type: REG.binary, data }] }] },
      }),
    );
  const empty = write(new Uint8Array(80));
  const node = empty.data(empty.records.key("Key").nodeOffset);
  return write(empty.bytes.slice(node, node + 80));
}

it.each([undefined, "Found"])("data that looks like a key is none, whether keys are looked for or not (%s)", (name) => {
  const { bytes } = hiveWithKeyAsData();
  const { way, notes } = planRepair(bytes, name === undefined ? {} : { lostAndFound: name });
  expect({ way, notes }).toEqual({ way: "nothing", notes: [] });
});
