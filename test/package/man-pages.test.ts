import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { manual } from "../../docs/build/command-pages.ts";
import { manPages } from "../../docs/build/man-pages.ts";
import { plain } from "../../docs/build/roff.ts";
import manifest from "../../package.json" with { type: "json" };
import { EXIT_CODES } from "../../src/cli/manual/exit-codes.ts";
import { describeWith } from "../support/installed-program.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const PAGES = await manual();
const MADE = manPages(PAGES);
const folder = new TemporaryFolder();
const files = MADE.map(({ file }) => folder.file(file));
for (const { file, text } of MADE) writeFileSync(folder.file(file), text);
afterAll(() => folder.remove());

test("the manifest lists the man page of every command, and no other: npm run docs writes the list", () => {
  expect(manifest.man, "run npm run docs").toEqual(MADE.map(({ file }) => `dist/man/${file}`));
});

test("what would be markup is none", () => {
  expect(plain("a\\b - 'c' \"d\"")).toBe("a\\eb \\- \\(aqc\\(aq \\(dqd\\(dq");
});

describeWith("mandoc", "man pages", () => {
  test("are right", () => {
    const { stdout } = spawnSync("mandoc", ["-T", "lint", "-W", "warning", ...files], { encoding: "utf8" });
    // They are of a version, and not of a day.
    expect(stdout.split("\n").filter((each) => each !== "" && !each.includes("missing date"))).toEqual([]);
  });

  test.each(PAGES.map((page, index) => [page.words.join(" "), page, index] as const))(
    "%s says all",
    (_, page, index) => {
      const shown = printed(files[index] ?? "");
      const text = shown.replace(/\s+/g, " ");
      const said = [
        ...page.groups
          .flatMap((group) => group.options)
          .map(({ flags, description }) => `${flags.replace(/[<>]/g, "")} ${description}`),
        ...page.arguments.map(({ name, description }) => `${name} ${description}`),
        ...page.commands.map(({ name, description }) => `${[...page.words, name].join("-")}(1) ${description}`),
        ...EXIT_CODES.map((each) => each.join(" ")),
        ...page.notes,
        `SYNOPSIS ${page.words.join(" ")} ${page.usage.replace(/[<>]/g, "")}`,
      ];
      for (const each of said) expect.soft(text).toContain(each.replace(/\s+/g, " "));
      for (const example of page.examples) for (const each of example.split("\n")) expect.soft(shown).toContain(each);
    },
  );
});

describeWith("groff", "man pages", () => {
  test("are right", () => {
    const { stdout, stderr, status } = spawnSync("groff", ["-man", "-ww", "-z", ...files], { encoding: "utf8" });
    expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "", status: 0 });
  });
});

describe("a page's name", () => {
  test("is its command's", () => {
    expect(MADE.map(({ file }) => file)).toContain("hivetool-outlook-fix-port.1");
  });
});

/** A page without line breaks; mandoc prints bold letters twice, with a backspace between. */
function printed(file: string): string {
  const { stdout, stderr } = spawnSync("mandoc", ["-T", "ascii", "-O", "width=1000", file], { encoding: "utf8" });
  expect(stderr).toBe("");
  const [first = "", ...struck] = stdout.split("\b").reverse();
  return [first, ...struck.map((part) => part.slice(0, -1))].reverse().join("");
}
