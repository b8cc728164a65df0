import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ERROR_CODES, EXIT } from "../../src/errors.ts";
import { ROOT } from "../setup/clone.ts";

const text = readFileSync(join(ROOT, "docs", "errors.md"), "utf8");

test("docs/errors.md lists every code with its exit code, and no other", () => {
  const rows = text.matchAll(/^\| `([a-z-]+)` \| (\d+) \| \S/gm);
  const documented = Object.fromEntries([...rows].map(([, code, exit]) => [code, Number(exit)]));
  const raised = Object.fromEntries(Object.entries(ERROR_CODES).map(([code, { exit }]) => [code, exit]));
  expect(documented).toEqual(raised);
});

test("docs/errors.md lists every exit code, and no other", () => {
  const rows = text.matchAll(/^\| (\d+) \| \S/gm);
  expect([...rows].map(([, exit]) => Number(exit))).toEqual(Object.values(EXIT));
});

test("every code is named outside of the table, and no code but the table's is raised", () => {
  const all = [sources("src"), sources(join("wasm", "binding")), sources(join("wasm", "node"))].flat().join("\n");
  expect(Object.keys(ERROR_CODES).filter((code) => !all.includes(`"${code}"`))).toEqual([]);

  const engine = /const CODES = new Map[^;]*;/.exec(all)?.[0] ?? "";
  const raised = [
    ...all.matchAll(/\b(?:hiveError|fileError|new HiveError)\(\s*"([^"]+)"/g),
    ...engine.matchAll(/"([^"]+)"/g),
  ];
  expect(raised.length).toBeGreaterThan(Object.keys(ERROR_CODES).length);
  expect(raised.map(([, code = ""]) => code).filter((code) => !(code in ERROR_CODES))).toEqual([]);
});

/** The texts of a folder's sources, without the tables themselves. */
function sources(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  const written = names.filter(
    (name) => name.endsWith(".ts") && !["errors.ts", "file-error.ts", "engine-bytes.ts"].includes(name),
  );
  return written.map((name) => readFileSync(join(ROOT, folder, name), "utf8"));
}
