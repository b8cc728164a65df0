import type { Engine, HiveError } from "hivex-wasm";

/** What a whole walk has met; compared between hives and with the reference reader. */
export interface WalkCounts {
  keys: number;
  values: number;
  dataSize: number;
}

/** Reads everything that the engine can read: first with its own walk, then every key, value and piece of data by itself. */
export function walkHive(engine: Engine): WalkCounts {
  engine.findValues(engine.baseBlock.rootOffset, "a name that no fixture has");
  const counts = { keys: 0, values: 0, dataSize: 0 };
  const open = [engine.baseBlock.rootOffset];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    engine.security(engine.key(key).security);
    engine.className(key);
    counts.keys++;
    for (const value of engine.values(key)) {
      const { name } = engine.value(value);
      counts.values++;
      counts.dataSize += engine.valueData(value).length;
      engine.findValue(key, name);
    }
    for (const subkey of engine.subkeys(key)) {
      engine.findSubkey(key, engine.key(subkey).name);
      open.push(subkey);
    }
  }
  return counts;
}

/** Whether a refusal tells a person where and what: a place, a statement in words, no remains of the machine. */
export function isReadable(error: HiveError): boolean {
  const words = error.message.split(" ").length >= 3;
  return words && !/undefined|null|NaN|\[object|should never|never should/.test(error.message);
}
