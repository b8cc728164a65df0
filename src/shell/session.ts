import { basename } from "node:path";
import type { HivexReading, HivexSetValue } from "hivex-wasm";
import { CommandError } from "./command-error.ts";

/** What a shell needs of the world outside. */
export interface SessionHost {
  /** Opens a hive, for writing if the shell may. Throws HivexError or HiveError. */
  open(path: string): ShellHive;
  /** Shows text or raw bytes. */
  print(output: string | Uint8Array): void;
  /** Shows what is no output: errors, warnings. */
  complain(line: string): void;
  /** The next line of input, without its end; undefined at the end of all. */
  readLine(prompt: string): Promise<string | undefined>;
}

/** A hive as shells see it. Nodes are keys. */
export interface ShellHive {
  readonly reading: HivexReading;
  addKey(parent: number, name: string): void;
  /** Deletes a key with all below it. */
  deleteKey(node: number): void;
  /** Sets some values of a key, all or none; without any all that are there are deleted. */
  setValues(node: number, values: readonly HivexSetValue[]): void;
  /** Writes what has been changed, to the file or as a new one; returns what went wrong after all was safe. */
  commit(path: string | undefined): readonly string[] | Promise<readonly string[]>;
  close(): void;
}

/** The hive that is loaded, and the key that commands are about. */
export interface LoadedHive {
  readonly file: ShellHive;
  readonly hivex: HivexReading;
  /** The file's own name, for the prompt. */
  readonly name: string;
  readonly path: string;
  /** The present key. */
  node: number;
}

/** A shell at work: what is loaded, and where it stands. */
export class Session {
  readonly host: SessionHost;
  loaded: LoadedHive | undefined;
  /** Set by the commands that end the shell. */
  isOver = false;

  constructor(host: SessionHost) {
    this.host = host;
  }

  /** The loaded hive. Throws where there is none. */
  get hive(): LoadedHive {
    if (this.loaded !== undefined) return this.loaded;
    throw noHive();
  }

  load(path: string): void {
    this.close();
    const file = this.host.open(path);
    this.loaded = { file, hivex: file.reading, name: basename(path), path, node: file.reading.root() };
  }

  /** Lets go of the hive; what was not committed is gone. */
  close(): void {
    this.loaded?.file.close();
    this.loaded = undefined;
  }

  /** The present key's path from the root, which is a backslash. */
  path(): string {
    const { hivex, node } = this.hive;
    return pathOf(hivex, node);
  }

  print(line: string): void {
    this.host.print(`${line}\n`);
  }
}

export function noHive(): CommandError {
  return new CommandError("hivexsh: no hive is loaded; 'load FILE' loads one");
}

/** A key's path from the root on, beginning with a backslash. */
export function pathOf(hivex: HivexReading, node: number): string {
  const root = hivex.root();
  const names: string[] = [];
  for (let at = node; at !== root; at = hivex.nodeParent(at)) names.push(hivex.nodeName(at));
  return `\\${names.reverse().join("\\")}`;
}
