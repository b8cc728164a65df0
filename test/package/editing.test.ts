import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parsePlan } from "../../src/index.ts";
import { ROOT } from "../setup/clone.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { layOutHives, printedBy, sessionsIn } from "./console-sessions.ts";

const document = readFileSync(join(ROOT, "docs/editing.md"), "utf8");
/** Sessions that are refused, with exit code 4. */
const REFUSED = [/--if-value 3$/, /delete NTUSER.DAT 'Software\\Older'$/];

test("the document's sessions print what it shows, one after the other", async () => {
  using folder = new TemporaryFolder();
  layOutHives(folder);
  const sessions = sessionsIn(document);
  expect(sessions.length).toBeGreaterThan(12);
  for (const { command, printed } of sessions) {
    const run = await printedBy(command, folder.path);
    expect(run.printed, command).toBe(printed);
    expect(run.code, command).toBe(REFUSED.some((pattern) => pattern.test(command)) ? 4 : 0);
  }
}, 60_000);

test("the document names every kind of change, and no other", () => {
  const named = [...document.matchAll(/^\| `([a-z]+-[a-z]+)` \| `/gm)].map(([, name]) => name);
  let known = "";
  try {
    parsePlan('{"version":1,"changes":[{"op":"?"}]}');
  } catch (error) {
    known = String(error);
  }
  expect([...named].sort()).toEqual([...known.matchAll(/"([a-z]+-[a-z]+)"/g)].map(([, name]) => name).sort());
});
