import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup/clone.ts";
import { runCli } from "../support/run-cli.ts";
import type { TemporaryFolder } from "../support/temporary-folder.ts";

/** A command in a document's console block, and all that it is said to print. */
export interface Session {
  readonly command: string;
  readonly printed: string;
}

/** Every `$ npx hivetool ...` in a document's console blocks, in order. */
export function sessionsIn(document: string): Session[] {
  const blocks = [...document.matchAll(/^```console\n(.*?)^```$/gms)].map(([, text = ""]) => text);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((session) => {
        const [command = "", ...lines] = session.split("\n");
        return { command, printed: lines.join("\n").trimEnd() };
      }),
  );
}

/** What the built command prints: first to stdout, then to stderr, with plain line ends. */
export async function printedBy(command: string, cwd: string): Promise<{ printed: string; code: number | null }> {
  const [npx, name, ...args] = words(command);
  if (npx !== "npx" || name !== "hivetool") throw new Error(`documents show npx hivetool, not: ${command}`);
  const { stdout, stderr, code } = await runCli(args, { cwd });
  return { printed: `${stdout}${stderr}`.replaceAll("\r\n", "\n").trimEnd(), code };
}

/** Lays out the hives that the documents' sessions work on. */
export function layOutHives(folder: TemporaryFolder): void {
  const fixture = (...names: string[]): string => join(ROOT, "fixtures", ...names);
  copyFileSync(fixture("hives", "outlook-user.dat"), folder.file("NTUSER.DAT"));
  copyFileSync(fixture("malformed", "bad-signature--value.dat"), folder.file("damaged.dat"));
  copyFileSync(fixture("malformed", "I38--names-its-brother.dat"), folder.file("other-parent.dat"));
  copyFileSync(fixture("malformed", "I52--unknown-signature.dat"), folder.file("broken.dat"));
  for (const profile of ["drive/Users/alice", "drive/Users/bob", "share/anna.V6", "share/ben.V6"]) {
    mkdirSync(folder.file(profile), { recursive: true });
    copyFileSync(fixture("hives", "outlook-user.dat"), folder.file(profile, "NTUSER.DAT"));
  }
  mkdirSync(folder.file("copied"));
  for (const name of ["NTUSER.DAT", "NTUSER.DAT.LOG1", "NTUSER.DAT.LOG2"]) {
    copyFileSync(fixture("dirty", "entry-logs", name), join(folder.file("copied"), name));
  }
}

/** Splits a command as a shell does; words with blanks or backslashes stand in single quotes. */
export function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
