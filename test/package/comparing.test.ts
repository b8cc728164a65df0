import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../setup/clone.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { layOutHives, printedBy, sessionsIn } from "./console-sessions.ts";

test("the sessions of docs/comparing.md print what it shows, one after the other", async () => {
  using folder = new TemporaryFolder();
  layOutHives(folder);
  const sessions = sessionsIn(readFileSync(join(ROOT, "docs/comparing.md"), "utf8"));
  expect(sessions.length).toBeGreaterThan(4);
  for (const { command, printed } of sessions) {
    const run = await printedBy(command, folder.path);
    expect(run.printed, command).toBe(printed);
    expect(run.code, command).toBe(/hivetool diff/.test(command) ? 1 : 0);
  }
}, 60_000);
