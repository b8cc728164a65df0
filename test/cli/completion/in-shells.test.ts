import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIXTURES } from "../../../fixtures/build/index.ts";
import { SCRIPTS } from "../../../src/cli/completion/scripts/index.ts";
import { describeWith } from "../../support/installed-program.ts";
import { CLI } from "../../support/run-cli.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { commandLine } from "../command-line.ts";

const PRESS_TAB = fileURLToPath(new URL("../../support/press-tab.py", import.meta.url));
const folder = new TemporaryFolder();

beforeAll(() => {
  for (const name of ["bin", "a b"]) mkdirSync(folder.file(name));
  symlinkSync(CLI, folder.file("bin", "hivetool"));
  for (const name of ["NTUSER.DAT", "a b/x.dat"]) copyFileSync(`${FIXTURES}/hives/outlook-user.dat`, folder.file(name));
});
afterAll(() => folder.remove());

function inFolder(): { cwd: string; encoding: "utf8"; env: NodeJS.ProcessEnv } {
  const env = { ...process.env, PATH: `${folder.file("bin")}:${process.env.PATH}`, HOME: folder.path, TERM: "dumb" };
  return { cwd: folder.path, encoding: "utf8", env };
}

/** What becomes of lines when Tab is pressed in an interactive shell: nothing but what they should be. */
function pressTab(setup: string, lines: readonly (readonly [string, string])[], ...shell: string[]): void {
  const args = [PRESS_TAB, setup, ...lines.flat(), "--", ...shell];
  const { stdout, stderr } = spawnSync("python3", args, inFolder());
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
}

/** The words below each line that begins with an angle bracket. */
function blocksIn(text: string): string[][] {
  const blocks = text.split(/^> .*\n/m).slice(1);
  return blocks.map((block) =>
    block
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t")[0] ?? ""),
  );
}

const LINES = [
  ["hivetool export --format=x", "ml "],
  ["hivetool get NTU", "SER.DAT "],
  ["hivetool get a\\ b/x.dat 'Control Panel\\De", "sktop' "],
  ['hivetool get NTUSER.DAT "Control Panel\\\\De', 'sktop" '],
  // One that has keys below it may go on.
  ["hivetool get NTUSER.DAT Cont", "rol\\ Panel"],
] as const;

describeWith("bash", "Tab", () => {
  test("completes a line", () => {
    pressTab("source <(hivetool completion bash)", LINES, "bash", "--norc", "--noprofile", "-i");
  });

  test("offers words", () => {
    const cases = [
      ["hivetool outlook ", ["list", "fix-port", "set-proxy"]],
      ["hivetool create --like=", ["user", "machine", "app"]],
      ["hivetool get nothing.dat x", []],
    ] as const;
    const script = `source <(hivetool completion bash)
      for COMP_LINE; do
        echo "> $COMP_LINE"
        IFS=' ' read -ra COMP_WORDS <<<"\${COMP_LINE/=/ =}"
        if [[ $COMP_LINE == *' ' ]]; then COMP_WORDS+=(""); fi
        COMP_POINT=\${#COMP_LINE} COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
        _hivetool
        printf '%s\\n' "\${COMPREPLY[@]}"
      done`;
    const found = execFileSync("bash", ["-c", script, "bash", ...cases.map(([line]) => line)], inFolder());
    expect(blocksIn(found)).toEqual(cases.map(([, expected]) => expected));
  });
});

describeWith("zsh", "Tab", () => {
  test("completes a line", () => {
    const setup = 'autoload -U compinit; compinit -u -D; eval "$(hivetool completion zsh)"';
    pressTab(setup, LINES, "zsh", "-f", "-i");
  });
});

describeWith("fish", "Tab", () => {
  test("offers words, files and names", () => {
    const cases = [
      ["hivetool outlook ", ["fix-port", "list", "set-proxy"]],
      ["hivetool export --format=x", ["--format=xml"]],
      ["hivetool export --output=N", ["--output=NTUSER.DAT"]],
      ["hivetool export --output-dir ", ["a b/", "bin/"]],
      ["hivetool get a\\ b/", ["a b/x.dat"]],
      ["hivetool get NTUSER.DAT 'Control Panel\\D", ["Control Panel\\Desktop"]],
      ["hivetool get NTUSER.DAT Control\\ Panel\\\\D", ["Control Panel\\Desktop"]],
      ["hivetool get 'a b/x.dat' 'Control Panel\\Desktop' W", ["Wallpaper"]],
    ] as const;
    const script = 'hivetool completion fish | source; for line in $argv; echo "> $line"; complete -C "$line"; end';
    const found = execFileSync("fish", ["--no-config", "-c", script, ...cases.map(([line]) => line)], inFolder());
    expect(blocksIn(found)).toEqual(cases.map(([, expected]) => expected));
  });
});

test("each shell's script is printed as it stands, and no other shell is known", async () => {
  const line = commandLine({});
  for (const [shell, script] of Object.entries(SCRIPTS)) {
    expect(await line.run("completion", shell)).toEqual({ stdout: script, stderr: "", exit: 0 });
    expect(script).not.toContain("$\\{");
  }
  expect((await line.run("completion", "tcsh")).exit).toBe(2);
});

test("PowerShell hands on the words in brackets, and quotes what it gets in single quotes", () => {
  expect(SCRIPTS.powershell).toContain("Register-ArgumentCompleter -Native -CommandName hivetool");
  expect(SCRIPTS.powershell).toContain('"[$_]"');
  expect(SCRIPTS.powershell).toContain(`"'" + ($word -replace "'", "''") + "'"`);
});
