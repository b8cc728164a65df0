import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { ROOT } from "../setup/clone.ts";
import { runNode } from "../setup/run-node.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { layOutHives, printedBy, sessionsIn } from "./console-sessions.ts";

const folder = new TemporaryFolder();
const text = (...names: string[]): string => readFileSync(join(ROOT, ...names), "utf8");

beforeAll(() => {
  layOutHives(folder);
  mkdirSync(folder.file("node_modules"));
  symlinkSync(ROOT, folder.file("node_modules", "hivetool"), "junction");
  symlinkSync(join(ROOT, "wasm"), folder.file("node_modules", "hivex-wasm"), "junction");
});
afterAll(() => folder.remove());

/** The blocks of a language in a document. */
function blocks(document: string, language: string): string[] {
  const found = document.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"));
  return [...found].map(([, block = ""]) => block);
}

test("the README's sessions are what the command says", async () => {
  const sessions = sessionsIn(text("README.md"));
  expect(sessions.map(({ command }) => command.split(" ")[2])).toEqual([
    "outlook",
    "find",
    "outlook",
    "set",
    "export",
    "recover",
    "compact",
    "check",
    "repair",
    "compact",
  ]);
  for (const { command, printed } of sessions) {
    expect.soft(await printedBy(command, folder.path), command).toEqual({
      printed,
      code: command.endsWith("check broken.dat") ? 1 : 0, // it has findings
    });
  }
});

test("the README lists every command, and no other", async () => {
  const nobody = { columns: 80, isTTY: false, write: () => undefined };
  const context = { stdout: nobody, stderr: nobody } as unknown as Parameters<typeof createProgram>[0];
  const names: string[] = [];
  const collect = (command: Awaited<ReturnType<typeof createProgram>>, path: string): void => {
    if (command.commands.length === 0) names.push(path);
    for (const subcommand of command.commands) collect(subcommand as typeof command, `${path} ${subcommand.name()}`);
  };
  collect(await createProgram(context, () => undefined), "hivetool");
  const listed = [...text("README.md").matchAll(/^\| `(hivetool [a-z -]+?) [[A-Z]/gm)].map(([, name]) => name);
  expect(listed).toEqual(names);
});

test("the README's exit codes are those of docs/errors.md", () => {
  const rows = (document: string): string[] => [...document.matchAll(/^\| (\d+) \|/gm)].map(([, exit]) => exit ?? "");
  expect(rows(text("README.md"))).toEqual(rows(text("docs", "errors.md")));
});

test("the README's library examples run", async () => {
  const examples = blocks(text("README.md"), "js");
  const printed: string[] = [];
  for (const [index, example] of examples.entries()) {
    writeFileSync(folder.file(`example-${index}.mjs`), example);
    const { code, stdout, stderr } = await runNode([folder.file(`example-${index}.mjs`)], { cwd: folder.path });
    expect(code, stderr).toBe(0);
    printed.push(stdout);
  }
  expect(printed).toHaveLength(2);
  // With the logs applied; as the hive lies, it is "before".
  expect(printed[0]).toBe("after!\n");
  expect(printed[1]).toMatch(/^Software \d{4}-/m);
  expect(readFileSync(folder.file("user.jsonl"), "utf8")).toContain('"data":"after!"');
  expect((await printedBy("npx hivetool info clean.dat", folder.path)).printed).toMatch(/^ +state +clean$/m);
});

test("the engine's example runs", async () => {
  writeFileSync(folder.file("engine.mjs"), blocks(text("wasm", "README.md"), "js")[0] ?? "");
  const args = [folder.file("engine.mjs"), folder.file("NTUSER.DAT"), "Software", "Microsoft"];
  const { code, stdout, stderr } = await runNode(args, { cwd: folder.path });
  expect(code, stderr).toBe(0);
  expect(stdout.split("\n")).toContain("Windows NT");
});

test("links between the documents lead somewhere", () => {
  const documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "wasm/README.md"];
  for (const name of readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }))
    if (name.endsWith(".md")) documents.push(`docs/${name}`);
  for (const document of documents) {
    const links = text(...document.split("/")).matchAll(/\]\((?!https?:|#)([^)#]+)/g);
    for (const [, link = ""] of links) {
      expect.soft(existsSync(join(ROOT, document, "..", link)), `${document} names ${link}`).toBe(true);
    }
  }
});

test("the READMEs of the packages name no file that is not in the package", () => {
  for (const home of [".", "wasm"]) {
    const { files } = JSON.parse(text(home, "package.json")) as { files: string[] };
    const links = [...text(home, "README.md").matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = ""]) => link);
    const missing = links.filter((link) => !files.some((name) => link === name || link.startsWith(`${name}/`)));
    expect.soft(missing, `"files" in ${home}/package.json`).toEqual([]);
  }
});
