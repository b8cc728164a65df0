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
 * libhivex's tools are left out: tests and benchmarks ask for libhivex's own by these names.
 */
export function linkCommand() {
  if (!existsSync(join(ROOT, "node_modules"))) return;
  const script = '#!/usr/bin/env node\nrequire("../../dist/hivetool.cjs");\n';
  writeWhole(join(FOLDER, "hivetool"), script, { executable: true });
  writeWhole(join(FOLDER, "hivetool.cmd"), '@node "%~dp0\\hivetool" %*\r\n');
}
