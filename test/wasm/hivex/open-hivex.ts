import { Hivex, HivexError, type PageSource } from "hivex-wasm";
import { expect, onTestFinished } from "vitest";
import { hiveOf } from "../open-engine.ts";

/** A hive that is closed when the test ends. */
export function openHivex(hive: Uint8Array | PageSource, flags = 0): Hivex {
  const hivex = Hivex.open(hive, flags);
  onTestFinished(() => hivex.close());
  return hivex;
}

/** A hive of the independent writer, opened, and handles by names: libhivex's are file offsets. */
export function hivexOf(root: Parameters<typeof hiveOf>[0], minor = 5) {
  const { bytes, records } = hiveOf(root, minor);
  return {
    bytes,
    hivex: openHivex(bytes),
    node: (path: string) => records.key(path).nodeOffset + 4096,
    value: (name: string) => records.value("", name).valueOffset + 4096,
    data: (name: string) => records.data("", name) + 4096,
  };
}

/** The errno of what has to fail. */
export function errnoOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof HivexError) return error.code;
    throw error;
  }
  return expect.fail("it did not fail");
}
