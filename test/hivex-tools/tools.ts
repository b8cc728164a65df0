import { runTool } from "../../src/hivex-tools/run-tool.ts";
import { type CommandLineResult, runCaptured } from "../cli/command-line.ts";
import { type MemoryFolder, memoryFolder } from "../storage/memory-folder.ts";

/** libhivex's tools, ours, over a file system in memory. What they write stands as Latin-1, byte by byte. */
export interface Tools extends MemoryFolder {
  run(tool: string, ...args: string[]): Promise<CommandLineResult>;
  runWith(stdin: string, tool: string, args: readonly string[]): Promise<CommandLineResult>;
  /** A script of `hivexsh`, from stdin. */
  script(lines: readonly string[], ...args: string[]): Promise<CommandLineResult>;
}

/** The tools with these files, by path. */
export function toolsWith(files: Record<string, Uint8Array | string>): Tools {
  const folder = memoryFolder(files);
  const runWith = (stdin: string, tool: string, args: readonly string[]): Promise<CommandLineResult> =>
    runCaptured({ fs: folder.fs, stdin }, (context) => runTool(tool, args, context));
  return {
    ...folder,
    runWith,
    run: (tool, ...args) => runWith("", tool, args),
    script: (lines, ...args) => runWith(lines.map((line) => `${line}\n`).join(""), "hivexsh", args),
  };
}
