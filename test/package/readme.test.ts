import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { ROOT } from "../setup/clone.ts";
import { runNode } from "../setup/run-node.ts";
import { runCli } from "../support/run-cli.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const folder = new TemporaryFolder();
const text = (...names: string[]): string => readFileSync(join(ROOT, ...names), "utf8");

beforeAll(() => {
  copyFileSync(join(ROOT, "fixtures", "hives", "outlook-user.dat"), folder.file("NTUSER.DAT"));
  mkdirSync(folder.file("node_modules"));
  symlinkSync(ROOT, folder.file("node_modules", "hivetool"), "junction");
  symlinkSync(join(ROOT, "wasm"), folder.file("node_modules", "hivex-wasm"), "junction");
});
afterAll(() => folder.remove());

/** The first block of a language in a document. */
function block(document: string, language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms").exec(document)?.[1];
  if (found === undefined) throw new Error(`no ${language} block`);
  return found;
}

test("the README's session is what the command says", async () => {
  const [command = "", ...lines] = block(text("README.md"), "console").split("\n");
  expect(command).toMatch(/^\$ npx hivetool /);
  const args = command.split(" ").slice(3);
  const { stdout, stderr, code } = await runCli(args, { cwd: folder.path });
  expect({ stdout, stderr, code }).toEqual({ stdout: lines.join("\n"), stderr: "", code: 0 });
});

test("the README lists every command, and no other", () => {
  const nobody = { columns: 80, isTTY: false, write: () => undefined };
  const context = { stdout: nobody, stderr: nobody } as unknown as Parameters<typeof createProgram>[0];
  const names: string[] = [];
  const collect = (command: ReturnType<typeof createProgram>, path: string): void => {
    if (command.commands.length === 0) names.push(path);
    for (const subcommand of command.commands) collect(subcommand as typeof command, `${path} ${subcommand.name()}`);
  };
  collect(
    createProgram(context, () => undefined),
    "hivetool",
  );
  const listed = [...text("README.md").matchAll(/^\| `(hivetool [a-z -]+?) [[A-Z]/gm)].map(([, name]) => name);
  expect(listed).toEqual(names);
});

test("the README's exit codes are those of docs/errors.md", () => {
  const rows = (document: string): string[] => [...document.matchAll(/^\| (\d+) \|/gm)].map(([, exit]) => exit ?? "");
  expect(rows(text("README.md"))).toEqual(rows(text("docs", "errors.md")));
});

test("the README's library example runs", async () => {
  writeFileSync(folder.file("example.mjs"), block(text("README.md"), "js"));
  const { code, stdout, stderr } = await runNode([folder.file("example.mjs")], { cwd: folder.path });
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^Work \d+n$/m);
});

test("the engine's example runs", async () => {
  writeFileSync(folder.file("engine.mjs"), block(text("wasm", "README.md"), "js"));
  const args = [folder.file("engine.mjs"), folder.file("NTUSER.DAT"), "Software", "Microsoft"];
  const { code, stdout, stderr } = await runNode(args, { cwd: folder.path });
  expect(code, stderr).toBe(0);
  expect(stdout.split("\n")).toContain("Windows NT");
});

test("links between the documents lead somewhere", () => {
  const documents = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs/errors.md",
    "docs/performance.md",
    "wasm/README.md",
  ];
  for (const document of documents) {
    const links = text(...document.split("/")).matchAll(/\]\((?!https?:|#)([^)#]+)/g);
    for (const [, link = ""] of links) {
      expect.soft(existsSync(join(ROOT, document, "..", link)), `${document} names ${link}`).toBe(true);
    }
  }
});
