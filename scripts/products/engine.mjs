import { join } from "node:path";
import { DecoratorFlags } from "assemblyscript";
import asc from "assemblyscript/asc";
import { explained } from "../set-up/explained.mjs";
import { ROOT } from "../set-up/root.mjs";
import { writeWhole } from "../set-up/write-whole.mjs";

/** What the walk and the exports call for every record, some of it several times: inlined, though it is not small. */
const INLINED = [
  "paging/need",
  "cell/header",
  "cell/moreOfCell",
  "cell/cellPart",
  "value-data/dataPiece",
  "export/reg-name/nameFitsReg",
  "export/format/endValue",
  "export/format/chunk",
  "walk/nextValue",
  "fingerprint/keyed-hash/products",
];

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
      transforms: [{ afterInitialize: markInlined }],
      // The compiler would write its output by itself, but not whole or not at all.
      writeFile(name, content) {
        if (name.endsWith(".wasm")) module = content;
      },
    },
  );
  if (error || module === undefined) throw explained(`The engine does not compile.\n${said}${error?.message ?? ""}`);
  return module;
}

/** Does what the decorator `@inline` would do: only AssemblyScript's own tools take decorators on functions. */
function markInlined({ elementsByName }) {
  for (const name of INLINED) {
    const element = elementsByName.get(`assembly/${name}`);
    if (element === undefined) throw explained(`scripts/products/engine.mjs inlines ${name}, which is not there.`);
    element.decoratorFlags |= DecoratorFlags.Inline;
  }
}
