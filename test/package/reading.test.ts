import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../setup/clone.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { layOutHives, printedBy, sessionsIn } from "./console-sessions.ts";

const DOCUMENT = readFileSync(join(ROOT, "docs", "reading.md"), "utf8");

test("each session of docs/reading.md is what the command says", async () => {
  using folder = new TemporaryFolder();
  layOutHives(folder);
  const sessions = sessionsIn(DOCUMENT);
  expect(sessions.length).toBe(6);
  for (const { command, printed } of sessions) {
    const found = await printedBy(command, folder.path);
    expect.soft(found, command).toEqual({ printed, code: command.endsWith("--tolerant") ? 1 : 0 });
  }
});

test("docs/reading.md shows every format, and no other", () => {
  const formats = [...DOCUMENT.matchAll(/^### ([a-z]+)$/gm)].map(([, name]) => name);
  const rows = [...DOCUMENT.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, name]) => name);
  const declared = /type HiveExportFormat = ([^;]+);/.exec(
    readFileSync(join(ROOT, "src", "hive", "export.ts"), "utf8"),
  );
  const known = [...(declared?.[1] ?? "").matchAll(/"([a-z]+)"/g)].map(([, name]) => name);
  expect(known.length).toBeGreaterThan(0);
  expect(formats).toEqual(known);
  expect(rows).toEqual(known);
});
