import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../set-up/root.mjs";
import { writeWhole } from "../set-up/write-whole.mjs";

const FOLDER = join(ROOT, "node_modules", ".bin");

/**
 * Makes `npx hivetool` work inside the clone. npm links the commands of what it installs, but not the clone's own,
 * and symbolic links are not everybody's right on Windows: so two small files, one for each kind of shell.
 */
export function linkCommand() {
  if (!existsSync(join(ROOT, "node_modules"))) return;
  const script = '#!/usr/bin/env node\nrequire("../../dist/hivetool.cjs");\n';
  writeWhole(join(FOLDER, "hivetool"), script, { executable: true });
  writeWhole(join(FOLDER, "hivetool.cmd"), '@node "%~dp0\\hivetool" %*\r\n');
}
