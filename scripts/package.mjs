// Packs both packages and proves that what a user would install works: contents, exports, types, and one real fix.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { build } from "./build.mjs";
import { checkContents } from "./package/contents.mjs";
import { pack } from "./package/pack.mjs";
import { findUnused, lintTarball } from "./package/public-tools.mjs";
import { tryEngine, tryHivetool } from "./package/try-out.mjs";
import { ROOT } from "./set-up/root.mjs";

const PACKAGES = [
  { name: "hivetool", folder: ROOT, tryOut: tryHivetool },
  { name: "hivex-wasm", folder: join(ROOT, "wasm"), tryOut: tryEngine },
];

const scratch = mkdtempSync(join(tmpdir(), "hivetool package "));
try {
  await build({ forPackages: true });
  for (const { name, folder, tryOut } of PACKAGES) {
    const tarball = pack(folder, scratch);
    checkContents(name, tarball);
    await lintTarball(tarball.path);
    const home = join(scratch, `user of ${name}`);
    mkdirSync(home);
    tryOut(home, tarball.path);
    say(
      `${name} ${tarball.version}: ${tarball.files.length} files, ${(tarball.size / 1024).toFixed(0)} KiB packed; installs offline and works`,
    );
  }
  findUnused();
  say("No unused file, export or dependency.");
} catch (error) {
  process.stderr.write(`${error.isExplained ? error.message : error.stack}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
