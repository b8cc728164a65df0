// Builds what is older than its source, and nothing else:
//   engine   wasm/assembly            -> wasm/build/engine.wasm and, embedded as text, wasm/binding/engine-bytes.ts
//   recipes  recipes                  -> embedded as text, src/recipes/recipe-texts.ts
//   bundles  wasm/binding, wasm/node, src -> wasm/dist/index.js, wasm/dist/node.js, dist/index.js, dist/hivetool.cjs,
//                                        libhivex's tools in dist/hivex-tools.cjs and the files that start it by name;
//                                        and node_modules/.bin/hivetool, so that `npx hivetool` works in the clone
// and for packages only (--packages):
//   types    wasm/binding, wasm/node, src -> wasm/dist/index.d.ts, wasm/dist/node.d.ts, dist/index.d.ts
//   man      what the help of each command says -> dist/man
// The compilers are loaded only when there is work for them, so that asking costs a few milliseconds.
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { fingerprint } from "./set-up/fingerprint.mjs";
import { isNoted, note } from "./set-up/notes.mjs";
import { ROOT } from "./set-up/root.mjs";

const EMBEDDED_ENGINE = "wasm/binding/engine-bytes.ts";
const EMBEDDED_RECIPES = "src/recipes/recipe-texts.ts";
/** What every product depends on: the versions of the compilers, and how they are called. */
const TOOLS = ["package-lock.json", "scripts/build.mjs", "scripts/products"];

const PRODUCTS = [
  {
    name: "engine",
    sources: ["wasm/assembly", "wasm/asconfig.json"],
    outputs: ["wasm/build/engine.wasm", EMBEDDED_ENGINE],
    make: async () => (await import("./products/engine.mjs")).buildEngine(),
  },
  {
    name: "recipes",
    sources: ["recipes"],
    outputs: [EMBEDDED_RECIPES],
    make: async () => (await import("./products/recipes.mjs")).embedRecipes(),
  },
  {
    name: "bundles",
    sources: [
      "wasm/assembly",
      "wasm/asconfig.json",
      "wasm/binding",
      "wasm/node",
      "wasm/package.json",
      "src",
      "recipes",
      "package.json",
    ],
    outputs: [
      "wasm/dist/index.js",
      "wasm/dist/node.js",
      "dist/index.js",
      "dist/hivetool.cjs",
      "dist/hivex-tools.cjs",
      "dist/hivexsh.cjs",
      "dist/third-party-licences.txt",
      "node_modules/.bin/hivetool",
    ],
    make: async () => (await import("./products/bundles.mjs")).buildBundles(),
  },
  {
    name: "types",
    packagingOnly: true,
    sources: ["wasm/assembly", "wasm/binding", "wasm/node", "src", "tsconfig.json"],
    outputs: ["wasm/dist/index.d.ts", "wasm/dist/node.d.ts", "dist/index.d.ts"],
    make: async () => (await import("./products/types.mjs")).buildTypes(),
  },
  {
    name: "man",
    packagingOnly: true,
    sources: ["wasm/assembly", "wasm/binding", "wasm/node", "src", "docs/build", "package.json"],
    outputs: ["dist/man/hivetool.1"],
    make: async () => (await import("./products/man.mjs")).buildManPages(),
  },
];

/** True when everything that set-up builds is there and was built from today's sources. */
export function isBuilt() {
  return PRODUCTS.every((product) => product.packagingOnly || isFresh(product, sourcesOf(product)));
}

export async function build({ forPackages = false } = {}) {
  for (const product of PRODUCTS) {
    if (product.packagingOnly && !forPackages) continue;
    const sources = sourcesOf(product);
    if (isFresh(product, sources)) continue;
    const begin = performance.now();
    await product.make();
    note(product.name, sources);
    process.stderr.write(`Built ${product.name} in ${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
  }
}

function sourcesOf(product) {
  // What is embedded is a product itself; its sources stand for it.
  return fingerprint([...product.sources, ...TOOLS], { except: [EMBEDDED_ENGINE, EMBEDDED_RECIPES] });
}

function isFresh(product, sources) {
  return isNoted(product.name, sources) && product.outputs.every((path) => existsSync(join(ROOT, path)));
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  build({ forPackages: process.argv.includes("--packages") }).catch((error) => {
    process.stderr.write(`${error.isExplained ? error.message : error.stack}\n`);
    process.exitCode = 1;
  });
}
