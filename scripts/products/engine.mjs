import { join } from "node:path";
import asc from "assemblyscript/asc";
import { explained } from "../set-up/explained.mjs";
import { ROOT } from "../set-up/root.mjs";
import { writeWhole } from "../set-up/write-whole.mjs";

/** Compiles wasm/assembly and embeds the module as text, so that no file is read at run time, in Node or a browser. */
export async function buildEngine() {
  const module = await compile();
  writeWhole(join(ROOT, "wasm", "build", "engine.wasm"), module);
  const text = Buffer.from(module).toString("base64");
  writeWhole(
    join(ROOT, "wasm", "binding", "engine-bytes.ts"),
    "// Generated from wasm/assembly by scripts/products/engine.mjs; do not edit.\n" +
      "/** The compiled engine, base64. */\n" +
      `export const ENGINE_BYTES: string =\n  "${text}";\n`,
  );
}

async function compile() {
  let module;
  let said = "";
  const collect = {
    write(text) {
      said += text;
      return true;
    },
  };
  const { error } = await asc.main(
    ["--config", "asconfig.json", "--target", "release", "--baseDir", join(ROOT, "wasm")],
    {
      stdout: collect,
      stderr: collect,
      // The compiler would write its output by itself, but not whole or not at all.
      writeFile(name, content) {
        if (name.endsWith(".wasm")) module = content;
      },
    },
  );
  if (error || module === undefined) throw explained(`The engine does not compile.\n${said}${error?.message ?? ""}`);
  return module;
}
