import { bytesSource, Engine, HiveError } from "hivex-wasm";
import { expect, it, onTestFinished } from "vitest";
import { IMAGE_BASE_EDIT, WASM_PAGE } from "../../../wasm/assembly/abi.ts";
import { hiveOf } from "../open-engine.ts";

const Memory = WebAssembly.Memory;

/** Engines that are made from now on get no more than this. */
function limitMemory(pages: number): void {
  class Limited extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super({ ...descriptor, maximum: pages });
    }
  }
  WebAssembly.Memory = Limited;
  onTestFinished(() => {
    WebAssembly.Memory = Memory;
  });
}

/** Edits of every kind, one after the other, without an end. */
function editOn(engine: Engine): void {
  const { editing } = engine;
  const root = engine.baseBlock.rootOffset;
  for (let round = 0; ; round++) {
    const key = editing.createKey(root, `key ${round}`);
    const value = editing.setValue(key, "one", 3, new Uint8Array(300).fill(round));
    editing.setValue(key, "two", 3, new Uint8Array(20_000).fill(round));
    editing.setValue(key, "two", 3, new Uint8Array(40_000).fill(round + 1));
    editing.renameValue(key, value, `${"longer ".repeat(round % 9)}`);
    editing.setClassName(key, "class ".repeat((round % 5) + 1));
    const below = editing.createKey(editing.moveKey(key, root, `another key with a longer name ${round}`), "below");
    const descriptor = engine.security(engine.key(below).security).descriptor.slice();
    descriptor[descriptor.length - 1] = round;
    editing.setSecurity(below, descriptor);
    if (round % 3 === 0) editing.deleteKey(engine.key(below).parent);
  }
}

it.each(["transaction", "bulk"] as const)(
  "where memory ends in the middle of a %s, all is refused and as before",
  (kind) => {
    const { bytes } = hiveOf({ keys: [{ name: "a" }] });
    const least = IMAGE_BASE_EDIT / WASM_PAGE + 1;
    const refused = new Set<string>();
    for (let pages = least; pages < least + 40; pages++) {
      limitMemory(pages);
      const engine = Engine.open(bytesSource(bytes), { mode: "edit" });
      try {
        engine.editing[kind](() => editOn(engine));
      } catch (error) {
        if (!(error instanceof HiveError)) throw error;
        refused.add(error.code);
      }
      expect(engine.isChanged).toBe(false);
      expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
      // Not closed: an engine that is kept for the next hive would keep its limit.
    }
    expect([...refused]).toEqual(["out-of-memory"]);
  },
);
