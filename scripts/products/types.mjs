import { join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { explained } from "../set-up/explained.mjs";
import { ROOT } from "../set-up/root.mjs";
import { writeWhole } from "../set-up/write-whole.mjs";

const ROLLS = [
  { entry: "wasm/binding/index.ts", output: "wasm/dist/index.d.ts" },
  { entry: "wasm/node/index.ts", output: "wasm/dist/node.d.ts", engine: { id: "./index.js", external: true } },
  { entry: "src/index.ts", output: "dist/index.d.ts" },
];

/** Rolls the declarations of each entry into one file that needs no other package's, hivex-wasm's included. */
export async function buildTypes() {
  for (const { entry, output, engine = source("binding") } of ROLLS) {
    const bundle = await rollup({
      input: join(ROOT, entry),
      external: /^node:/,
      plugins: [
        resolveEngine({ "hivex-wasm": engine, "hivex-wasm/node": source("node") }),
        dts({ tsconfig: join(ROOT, "tsconfig.json") }),
      ],
      onwarn(warning) {
        throw explained(`The declarations of ${entry} cannot be rolled up: ${warning.message}`);
      },
    });
    const { output: chunks } = await bundle.generate({ format: "es" });
    await bundle.close();
    writeWhole(join(ROOT, output), plainNumbers(chunks[0].code));
  }
}

/** The engine's constants have AssemblyScript's types, which TypeScript knows as numbers only beside its compiler. */
function plainNumbers(declarations) {
  return declarations.replace(/^(declare const \w+): [iu](?:8|16|32);$/gm, "$1: number;");
}

function source(folder) {
  return join(ROOT, "wasm", folder, "index.ts");
}

function resolveEngine(places) {
  return { name: "engine-sources", resolveId: (id) => places[id] ?? null };
}
