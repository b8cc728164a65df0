import { readFileSync } from "node:fs";
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
