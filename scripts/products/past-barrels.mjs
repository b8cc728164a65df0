import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { explained } from "../set-up/explained.mjs";
import { ROOT } from "../set-up/root.mjs";

/** Files that only hand on what others export. */
const BARRELS = {
  "hivex-wasm": join(ROOT, "wasm", "binding", "index.ts"),
  "hivex-wasm/node": join(ROOT, "wasm", "node", "index.ts"),
  hivetool: join(ROOT, "src", "index.ts"),
};

const IMPORT = /^import \{([^}]+)\} from "([^"]+)";/gm;
const RE_EXPORT = /^export \{([^}]+)\} from "([^"]+)";/gm;

/**
 * Lets imports from a barrel be imports from the files behind it. A bundler that divides a program by what each part
 * needs goes by files: whoever imports one name from a barrel would need all that it names.
 */
export function pastBarrels() {
  const homes = new Map(Object.values(BARRELS).map((barrel) => [barrel, homesIn(barrel)]));
  return {
    name: "past-barrels",
    setup({ onLoad }) {
      onLoad({ filter: /\/(?:src|wasm)\/.*\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, "utf8").replace(IMPORT, (statement, names, from) => {
          const barrel = barrelOf(path, from);
          return barrel === undefined ? statement : direct(names, barrel);
        }),
        loader: "ts",
      }));
    },
  };

  function direct(names, barrel) {
    // All in one line: errors keep their line's number.
    return namesIn(names)
      .map(([name, local]) => {
        const home = homeOf(name, barrel);
        return `import { ${home.name} as ${local} } from ${JSON.stringify(home.path)};`;
      })
      .join(" ");
  }

  /** Where a name is defined: a barrel may hand on another's. */
  function homeOf(name, barrel) {
    const home = homes.get(barrel).get(name);
    if (home === undefined) throw explained(`${barrel} is said to export ${name}, which cannot be found there.`);
    return homes.has(home.path) ? homeOf(home.name, home.path) : home;
  }
}

function barrelOf(importer, from) {
  const path = BARRELS[from] ?? join(dirname(importer), from);
  return Object.values(BARRELS).includes(path) ? path : undefined;
}

function homesIn(barrel) {
  const homes = new Map();
  for (const [, names, from] of readFileSync(barrel, "utf8").matchAll(RE_EXPORT)) {
    const path = BARRELS[from] ?? join(dirname(barrel), from);
    for (const [name, as] of namesIn(names)) homes.set(as, { name, path });
  }
  return homes;
}

/** The values in a list of names, each with the name it goes by there; types are no code. */
function namesIn(list) {
  return list
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "" && !each.startsWith("type "))
    .map((each) => each.split(" as "))
    .map(([name, as = name]) => [name, as]);
}
