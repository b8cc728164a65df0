import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explained } from "../set-up/explained.mjs";
import { ROOT } from "../set-up/root.mjs";

const MAN_PAGES = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).man;

const CONTENTS = {
  hivetool: [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/hivetool.cjs",
    "dist/hivex-tools.cjs",
    "dist/hivexget.cjs",
    "dist/hivexml.cjs",
    "dist/hivexregedit.cjs",
    "dist/hivexsh.cjs",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/third-party-licences.txt",
    ...MAN_PAGES,
    "package.json",
  ],
  "hivex-wasm": [
    "LICENSE",
    "README.md",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/node.d.ts",
    "dist/node.js",
    "package.json",
  ],
};

/** What browsers load, too: nothing of Node's is there. */
const FOR_BROWSERS = ["hivex-wasm/dist/index.js", "hivex-wasm/dist/index.d.ts"];

/** A tarball holds what it should and nothing else, and no file of it needs a package that nobody installs. */
export function checkContents(name, { files }) {
  const [expected, found] = [[...CONTENTS[name]].sort().join("\n"), [...files].sort().join("\n")];
  if (found !== expected) throw explained(`The tarball of ${name} should hold\n${expected}\nbut holds\n${found}`);
  const folder = name === "hivetool" ? ROOT : join(ROOT, "wasm");
  for (const file of files.filter((path) => /\.(js|cjs|d\.ts)$/.test(path))) {
    const text = readFileSync(join(folder, file), "utf8");
    // Examples in the declarations' comments may import what they like.
    const code = file.endsWith(".d.ts") ? text.replace(/\/\*.*?\*\//gs, "") : text;
    const installed = FOR_BROWSERS.includes(`${name}/${file}`) ? /^\./ : /^(node:|\.)/;
    const strangers = importsOf(code).filter((specifier) => !installed.test(specifier));
    if (strangers.length > 0)
      throw explained(`${name}: ${file} imports ${strangers.join(", ")}, which is not there for it.`);
    if (text.includes(ROOT)) throw explained(`${name}: ${file} names the folder it was built in.`);
  }
}

function importsOf(text) {
  const specifiers = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)(["'])([\w@./:-]+)\1/g);
  return [...new Set([...specifiers].map((found) => found[2]))];
}
