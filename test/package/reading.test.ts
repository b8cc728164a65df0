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
  expect(sessions.length).toBe(7);
  for (const { command, printed } of sessions) {
    const found = await printedBy(command, folder.path);
    expect.soft(found, command).toEqual({ printed, code: command.endsWith("--tolerant") ? 1 : 0 });
  }
});

/** The names that a type of a source file lists. */
function namesOf(type: string, ...file: string[]): string[] {
  const declared = new RegExp(`type ${type} = ([^;]+);`).exec(readFileSync(join(ROOT, "src", ...file), "utf8"));
  return [...(declared?.[1] ?? "").matchAll(/"([a-z-]+)"/g)].map(([, name = ""]) => name);
}

test("docs/reading.md shows every format, and no other", () => {
  const formats = [...DOCUMENT.matchAll(/^### ([a-z-]+)$/gm)].map(([, name]) => name);
  const rows = [...DOCUMENT.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  const whole = namesOf("HiveExportFormat", "hive", "export.ts");
  const settings = namesOf("SettingsFormat", "settings", "settings-export.ts");
  expect(Math.min(whole.length, settings.length)).toBeGreaterThan(0);
  expect(formats).toEqual([...whole, ...settings]);
  expect(rows).toEqual([...whole, ...settings]);
});
