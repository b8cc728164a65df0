import { fileError, type HiveError } from "hivex-wasm";
import { runSystemProgram } from "./system-program.ts";

/** What a file system keeps about a file by name: access lists, labels, streams of another system. */
export type ExtendedAttributes = ReadonlyMap<string, string>;

/** Lists and sets extended attributes. Node knows none of the calls, so the programs of the system do it. */
export interface AttributeTools {
  /** Names and values in hexadecimal; throws where they cannot be found out. */
  list(path: string): ExtendedAttributes;
  /** Throws where the file system refuses. */
  set(path: string, name: string, value: string): void;
}

/** `getfattr` and `setfattr`, which most Linux systems have or offer in their package `attr`. */
export const systemAttributeTools: AttributeTools = {
  list(path) {
    const output = run(
      "getfattr",
      ["--no-dereference", "--absolute-names", "--match=-", "--dump", "--encoding=hex", "--", path],
      path,
    );
    const lines = output.split("\n").filter((line) => line !== "" && !line.startsWith("# file: "));
    return new Map(lines.map((line) => splitLine(line, path)));
  },
  set(path, name, value) {
    run(
      "setfattr",
      ["--no-dereference", `--name=${name}`, ...(value === "" ? [] : [`--value=${value}`]), "--", path],
      path,
    );
  },
};

/** Gives one file the attributes of another, and looks whether they have arrived. */
export function copyAttributes(tools: AttributeTools, from: string, to: string): void {
  const wanted = tools.list(from);
  const there = tools.list(to);
  for (const [name, value] of wanted) if (there.get(name) !== value) tools.set(to, name, value);
  const found = tools.list(to);
  for (const [name, value] of wanted) {
    if (found.get(name) !== value) throw refused(`the attribute ${name} can't be given to a new file`, from);
  }
  for (const name of found.keys()) {
    if (!wanted.has(name)) throw refused(`a new file gets the attribute ${name} here, which the hive has not`, from);
  }
}

function splitLine(line: string, path: string): [name: string, value: string] {
  const at = line.indexOf("=");
  const [name, value] = at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
  if (!/^[!-~]+$/.test(name) || !/^(0x[0-9a-f]*)?$/.test(value))
    throw refused("its extended attributes can't be read", path);
  return [name, value];
}

function run(program: string, args: readonly string[], path: string): string {
  const { status, stdout, stderr, error } = runSystemProgram(program, args);
  if (error !== undefined)
    throw refused(`its extended attributes can't be known without the program ${program}, of the package attr`, path);
  if (status !== 0) throw refused(`${program} failed: ${stderr.trim()}`, path);
  return stdout;
}

function refused(statement: string, path: string): HiveError {
  return fileError("replace-refused", `the hive can't be replaced by a new file: ${statement}`, { path });
}
