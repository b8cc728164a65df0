import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../setup/clone.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { layOutHives, printedBy, sessionsIn } from "./console-sessions.ts";

test("the sessions of docs/repair.md print what it shows, one after the other", async () => {
  using folder = new TemporaryFolder();
  layOutHives(folder);
  const sessions = sessionsIn(readFileSync(join(ROOT, "docs", "repair.md"), "utf8"));
  expect(sessions.length).toBe(3);
  for (const { command, printed } of sessions) {
    const code = command.endsWith("check broken.dat") ? 1 : 0; // it has findings
    expect.soft(await printedBy(command, folder.path), command).toEqual({ printed, code });
  }
});
