import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../setup/clone.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { layOutHives, printedBy, sessionsIn } from "./console-sessions.ts";

test("the session of docs/security.md is what the command says", async () => {
  using folder = new TemporaryFolder();
  layOutHives(folder);
  const sessions = sessionsIn(readFileSync(join(ROOT, "docs", "security.md"), "utf8"));
  expect(sessions.length).toBe(1);
  for (const { command, printed } of sessions) {
    expect(await printedBy(command, folder.path)).toEqual({ printed, code: 0 });
  }
});
