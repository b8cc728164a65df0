import { dirtyRuns, planCommit } from "hivex-wasm";
import { applyPlan } from "../../src/edit/apply.ts";
import type { Hive } from "../../src/hive/hive.ts";
import { planFixPort } from "../../src/outlook/fix-port.ts";
import type { Trial } from "./trial.ts";

const KEY_LIMIT = 20;

/** Proves, fixes, gives some values other data and names, and plans the commit. */
export function changeSome(trial: Trial, hive: Hive): void {
  const { engine } = hive;
  trial.attempt("prove", () => engine.prove(engine.baseBlock.rootOffset));
  trial.attempt("fix the port", () => applyPlan(hive, planFixPort(hive, { anyType: true }).plan, { time: 1n }));
  trial.attempt("look for values to change", () => {
    const open = [hive.root.offset];
    for (let count = 0; count < KEY_LIMIT && open.length > 0; count++) {
      const key = open.pop() ?? 0;
      for (const value of engine.values(key).slice(0, 3))
        trial.attempt("change a value", () => changeValue(hive, key, value));
      open.push(...engine.subkeys(key).slice(0, 4));
    }
  });
  trial.attempt("plan a commit", () => {
    if (engine.isChanged) dirtyRuns(engine);
    planCommit(engine, { format: "hvle", logs: [] });
  });
}

function changeValue({ engine }: Hive, key: number, value: number): void {
  const { name, size } = engine.value(value);
  const { editing } = engine;
  editing.time = 1n;
  for (const wanted of [size, size + 20, 20_000, 3])
    editing.setValue(key, name, 3, new Uint8Array(Math.min(wanted, 1 << 20)));
  editing.deleteValue(key, editing.renameValue(key, value, `${name.slice(0, 1000)} renamed`));
}
