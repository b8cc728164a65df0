import { readdirSync, readFileSync } from "node:fs";
import { it } from "vitest";
import { bytesSource, Engine } from "hivex-wasm";
it("all", () => {
  for (const d of ["unproved", "hives"]) for (const f of readdirSync("fixtures/" + d)) {
    let r = "";
    try { const e = Engine.open(bytesSource(new Uint8Array(readFileSync(`fixtures/${d}/${f}`))), { mode: "edit" });
      const hits = e.findValues(e.baseBlock.rootOffset, "001f6622") as any[];
      for (const h of hits) { const k = h.keys.at(-1), v = h.value; e.prepareValueData(k, v, e.valueData(v)); r += " prepared"; }
    } catch (e: any) { r = `${e.code ?? e.name}: ${e.message} ${e.cause ?? ""}`; }
    console.log(d, f, r);
  }
});
