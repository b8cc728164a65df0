import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { explained } from "../set-up/explained.mjs";
import { ROOT } from "../set-up/root.mjs";
import { writeWhole } from "../set-up/write-whole.mjs";
import { HIVEX_TOOLS, linkCommand } from "./commands.mjs";
import { pastBarrels } from "./past-barrels.mjs";
import { programOf } from "./program.mjs";

/** The library's form for browsers consists of modules, of which only what is used is taken; Node's form asks for `process`. */
const YAML = { yaml: join(ROOT, "node_modules", "yaml", "browser", "dist", "index.js") };

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  metafile: true,
  logLevel: "silent",
  target: "node20",
  legalComments: "none",
  // "hivex-wasm" means its sources here, so that engine and binding end up inside.
  conditions: ["hivex-source"],
  alias: YAML,
};

const BUNDLES = [
  // For Node and for browsers: it may use neither's own modules.
  { entry: "wasm/binding/index.ts", output: "wasm/dist/index.js", platform: "neutral", format: "esm", keepNames: true },
  // Beside it, with files: both share one engine and one HiveError.
  {
    entry: "wasm/node/index.ts",
    output: "wasm/dist/node.js",
    platform: "node",
    format: "esm",
    keepNames: true,
    plugins: [besideIt("hivex-wasm", "./index.js")],
  },
  { entry: "src/index.ts", output: "dist/index.js", platform: "node", format: "esm", keepNames: true },
];

/** One file each, so that starting is quick: no module resolution, nothing to install beside it. */
const PROGRAMS = [
  { entry: "src/cli/bin.ts", output: "dist/hivetool.cjs" },
  { entry: "src/hivex-tools/bin.ts", output: "dist/hivex-tools.cjs" },
];
const PROGRAM = {
  platform: "node",
  alias: {
    ...YAML,
    "node:child_process": join(ROOT, "scripts", "products", "no-child-process.cjs"),
    "node:crypto": join(ROOT, "scripts", "products", "crypto-when-asked.cjs"),
  },
  plugins: [pastBarrels()],
};

export async function buildBundles() {
  const inputs = new Set();
  const write = async (bundle, { entry, output, ...options }) => {
    const { contents, metafile } = await bundle(entry, { ...COMMON, ...options }).catch((error) => {
      throw error.errors ? explained(`${entry} cannot be bundled.\n${error.errors.map(describe).join("\n")}`) : error;
    });
    for (const input of Object.keys(metafile.inputs)) inputs.add(input);
    writeWhole(join(ROOT, output), contents, { executable: output.endsWith(".cjs") });
  };
  for (const bundle of BUNDLES) await write(bundleOf, bundle);
  for (const program of PROGRAMS) await write(programOf, { ...PROGRAM, ...program });
  for (const [name, script] of Object.entries(HIVEX_TOOLS))
    writeWhole(join(ROOT, "dist", name), script, { executable: true });
  writeWhole(join(ROOT, "dist", "third-party-licences.txt"), licencesOf(inputs));
  linkCommand();
}

async function bundleOf(entry, options) {
  const { outputFiles, metafile } = await build({ ...options, entryPoints: [entry] });
  return { contents: outputFiles[0].contents, metafile };
}

/** Leaves a package out of the bundle: the file beside it has it. */
function besideIt(name, path) {
  const filter = new RegExp(`^${name}$`);
  return { name: "beside-it", setup: ({ onResolve }) => onResolve({ filter }, () => ({ path, external: true })) };
}

function describe({ text, location }) {
  return location ? `  ${location.file}:${location.line}:${location.column}: ${text}` : `  ${text}`;
}

/** The licences of the packages that ended up inside ask to travel with them. */
function licencesOf(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  return [...packages].sort().map(licenceOf).join("\n");
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
  const file = readdirSync(join(ROOT, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw explained(`${name} has no licence file; look at it before bundling it.`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(ROOT, folder, file), "utf8").trim()}\n`;
}
