import { expect } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";
import { type CommandLine, type CommandLineResult, type ContextChanges, commandLine } from "./command-line.ts";

export const HIVE = "/alice/NTUSER.DAT";

/** A command line over a user's hive, with what every test of an editing command asks. */
export interface EditedFile extends CommandLine {
  /** Runs a command whose dry run must foretell its exit code, and leave all bytes and times alone. */
  edit(...args: string[]): Promise<CommandLineResult>;
  editWith(changes: ContextChanges, ...args: string[]): Promise<CommandLineResult>;
  /** Runs a command that must write nothing. */
  leave(...args: string[]): Promise<CommandLineResult>;
  /** What is wrong with the hives, and what was left beside them. */
  problems(): string[];
  /** What `get` prints. */
  get(key: string, value: string, hive?: string): Promise<string>;
  /** The subkeys of a key. */
  subkeys(key: string, hive?: string): Promise<string[]>;
}

/** The command line with this hive, and with other files. */
export function editedFile(files: Record<string, Uint8Array | string> = {}): EditedFile {
  const line = commandLine({ [HIVE]: fixture("outlook-user.dat"), ...files });
  const state = (): object => {
    const paths = Object.keys(line.snapshot());
    const times = paths.map((path) => line.fs.statSync(path, { bigint: true }).mtimeNs);
    return { content: line.snapshot(), times };
  };
  const editWith: EditedFile["editWith"] = async (changes, ...args) => {
    const before = state();
    const words = args[0] === "outlook" || args[0] === "security" ? 2 : 1;
    const dry = await line.runWith(changes, ...args.slice(0, words), "--dry-run", ...args.slice(words));
    expect(state(), "a dry run changes nothing").toEqual(before);
    const real = await line.runWith(changes, ...args);
    expect(dry.exit, "a dry run ends as the real run").toBe(real.exit);
    expect(problems(line)).toEqual([]);
    return real;
  };
  const get: EditedFile["get"] = async (key, value, hive = HIVE) => (await line.run("get", hive, key, value)).stdout;
  return {
    ...line,
    editWith,
    edit: (...args) => editWith({}, ...args),
    async leave(...args) {
      const before = state();
      const result = await line.run(...args);
      expect(state(), "nothing is written").toEqual(before);
      return result;
    },
    problems: () => problems(line),
    get,
    async subkeys(key, hive = HIVE) {
      const { stdout } = await line.run("ls", hive, key, "--json");
      return JSON.parse(stdout).subkeys.map(({ name }: { name: string }) => name);
    },
  };
}

function problems({ snapshot }: CommandLine): string[] {
  return Object.entries(snapshot()).flatMap(([path, hex]) => {
    if (!/NTUSER\.DAT$/.test(path)) return /LOG\d?$|guard|partial/i.test(path) ? [`left over: ${path}`] : [];
    return validateHive(new Uint8Array(Buffer.from(hex, "hex"))).map(String);
  });
}
