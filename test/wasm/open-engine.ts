import { bytesSource, Engine, type EngineOptions, HiveError, type PageSource } from "hivex-wasm";
import { expect, onTestFinished } from "vitest";
import { type KeyDescription, type WrittenHive, writeHive } from "../../fixtures/build/hive-writer.ts";

/** An engine that is closed when the test ends. */
export function openEngine(hive: Uint8Array | PageSource, options: EngineOptions = {}): Engine {
  const engine = Engine.open(hive instanceof Uint8Array ? bytesSource(hive) : hive, options);
  onTestFinished(() => engine.close());
  return engine;
}

/** A hive of the independent writer with this root; version 1.5 unless told. */
export function hiveOf(root: Omit<KeyDescription, "name">, minor = 5): WrittenHive {
  return writeHive({ minor, sequence: 1, time: 0x01d0_0000_0000_0000n, fileName: "", root: { name: "ROOT", ...root } });
}

/** Runs what has to be refused and hands out the refusal; anything but a HiveError fails the test. */
export function refusal(run: () => unknown): HiveError {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    if (error instanceof HiveError) return error;
    throw new Error(`refused with something that is no HiveError: ${String(error)}`, { cause: error });
  }
  return expect.fail(`not refused, the result is ${typeof result === "object" ? "an object" : String(result)}`);
}
