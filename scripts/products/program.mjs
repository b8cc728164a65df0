import { build, transform } from "esbuild";

/**
 * A program in one file, of which Node reads only what is used. V8 looks through every function of a file before it
 * begins, which was most of a start; a text it merely skips. So the parts that every start needs are functions, and each
 * of the others is a text that is compiled when it is asked for. An `import()` in the source says where a part begins.
 */
export async function programOf(entry, options) {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: [entry],
    format: "esm",
    minify: true,
    splitting: true,
    outdir: "/",
    chunkNames: "[hash]",
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [fileName(path), output]));
  const names = new Map([...outputs.keys()].map((file, index) => [file, `./${index}`]));
  const [first] = [...outputs].find(([, { entryPoint }]) => entryPoint === entry);
  const eager = neededFor(first, outputs);
  const parts = outputFiles.map(async ({ path, text }) => {
    const code = await commonJs(text.replace(/"\.\/([\w-]+\.js)"/g, (_, file) => `"${names.get(file)}"`));
    const name = names.get(fileName(path));
    return eager.has(fileName(path)) ? `"${name}"(require,module,exports){${code}}` : `"${name}":${quoted(code)}`;
  });
  return { contents: program((await Promise.all(parts)).join(",\n"), names.get(first)), metafile };
}

function fileName(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A part, and those that must be there before it can begin. */
function neededFor(file, outputs, needed = new Set()) {
  if (needed.has(file) || !outputs.has(file)) return needed;
  needed.add(file);
  for (const { path, kind } of outputs.get(file).imports) {
    if (kind === "import-statement") neededFor(fileName(path), outputs, needed);
  }
  return needed;
}

async function commonJs(text) {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "neutral",
    target: "node20",
    minify: true,
    supported: { "dynamic-import": false }, // what import() asks for is a part, too
  });
  return code.trim();
}

/** In single quotes, of which minified code has few. */
function quoted(text) {
  const escapes = { "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r" };
  return `'${text.replace(/['\\\n\r]/g, (character) => escapes[character])}'`;
}

const program = (parts, first) => `#!/usr/bin/env node
"use strict";
const parts = {
${parts}
};
const loaded = new Map();
function load(name) {
  if (!Object.hasOwn(parts, name)) return require(name);
  if (loaded.has(name)) return loaded.get(name).exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const part = parts[name];
  const run = typeof part === "string" ? compiled(part, name) : part;
  run(load, module, module.exports);
  return module.exports;
}
function compiled(text, name) {
  const filename = \`\${__filename}/\${name.slice(2)}\`;
  return require("node:vm").compileFunction(\`"use strict";\${text}\`, ["require", "module", "exports"], { filename });
}
load("${first}");
`;
