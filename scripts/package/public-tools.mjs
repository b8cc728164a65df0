// What others check packages with: publint for the manifest and its entry points, knip for what nothing uses.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { explained } from "../set-up/explained.mjs";
import { ROOT } from "../set-up/root.mjs";
import { runNode } from "./run.mjs";

export async function lintTarball(path) {
  const bytes = readFileSync(path);
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  const told = messages
    .filter(({ type }) => type !== "suggestion")
    .map((message) => formatMessage(message, pkg, { color: false }));
  if (told.length > 0) throw explained(`publint on ${pkg.name}:\n${told.join("\n")}`);
}

export function findUnused() {
  runNode([join(ROOT, "node_modules", "knip", "bin", "knip.js"), "--no-progress"], { cwd: ROOT, what: "knip" });
}
