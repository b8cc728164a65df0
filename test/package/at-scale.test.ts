import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../setup/clone.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { layOutHives, printedBy, sessionsIn } from "./console-sessions.ts";

test("the document's sessions print what it shows, one after the other", async () => {
  using folder = new TemporaryFolder();
  layOutHives(folder);
  const sessions = sessionsIn(readFileSync(join(ROOT, "docs/at-scale.md"), "utf8"));
  expect(sessions).toHaveLength(4);
  for (const { command, printed } of sessions) {
    expect(await printedBy(command, folder.path), command).toEqual({ printed, code: 0 });
  }
}, 60_000);
