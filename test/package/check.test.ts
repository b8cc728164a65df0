import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rulesText } from "../../docs/build/check-rules.ts";
import { ROOT } from "../setup/clone.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { layOutHives, printedBy, sessionsIn } from "./console-sessions.ts";

const DOCUMENT = readFileSync(join(ROOT, "docs", "check.md"), "utf8").replaceAll("\r\n", "\n");

test("each session of docs/check.md is what the command says", async () => {
  using folder = new TemporaryFolder();
  layOutHives(folder);
  const sessions = sessionsIn(DOCUMENT);
  expect(sessions.length).toBe(2);
  for (const { command, printed } of sessions) {
    const found = await printedBy(command, folder.path);
    expect.soft(found, command).toEqual({ printed, code: command.includes("other-parent") ? 1 : 0 });
  }
});

test("docs/check.md has the table of rules that the code has; npm run docs writes it", () => {
  expect(DOCUMENT.endsWith(rulesText())).toBe(true);
  const codes = [...DOCUMENT.matchAll(/^\| (I\d+) \|/gm)].map(([, code]) => code);
  expect(codes).toEqual(Array.from({ length: 90 }, (_, index) => `I${index + 1}`));
});
