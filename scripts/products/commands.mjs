import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../set-up/root.mjs";
import { writeWhole } from "../set-up/write-whole.mjs";

const FOLDER = join(ROOT, "node_modules", ".bin");
const TOOLS = ["hivexget", "hivexml", "hivexregedit", "hivexsh"];

/**
 * The files that start libhivex's tools, by name: all are one program, which has to be told its name. By what name a
 * script was started does not tell it, since npm's own starters differ from system to system.
 */
export const HIVEX_TOOLS = Object.fromEntries(
  TOOLS.map((tool) => [
    `${tool}.cjs`,
    `#!/usr/bin/env node\nprocess.argv.splice(2, 0, "${tool}");\nrequire("./hivex-tools.cjs");\n`,
  ]),
);

/**
 * Makes `npx hivetool` work inside the clone. npm links the commands of what it installs, but not the clone's own,
 * and symbolic links are not everybody's right on Windows: so two small files, one for each kind of shell.
 */
export function linkCommands() {
  if (!existsSync(join(ROOT, "node_modules"))) return;
  for (const name of ["hivetool", ...TOOLS]) {
    const script = `#!/usr/bin/env node\nrequire("../../dist/${name}.cjs");\n`;
    writeWhole(join(FOLDER, name), script, { executable: true });
    writeWhole(join(FOLDER, `${name}.cmd`), `@node "%~dp0\\${name}" %*\r\n`);
  }
}
