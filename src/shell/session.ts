import { basename } from "node:path";
import type { Hivex } from "hivex-wasm";
import { CommandError } from "./command-error.ts";

/** What a shell needs of the world outside. */
export interface SessionHost {
  /** Opens a hive, for writing if the shell may. Throws HivexError. */
  open(path: string): Hivex;
  /** Shows text or raw bytes. */
  print(output: string | Uint8Array): void;
  /** Shows what is no output: errors, warnings. */
  complain(line: string): void;
  /** The next line of input, without its end; undefined at the end of all. */
  readLine(prompt: string): Promise<string | undefined>;
}

/** The hive that is loaded, and the key that commands are about. */
export interface LoadedHive {
  readonly hivex: Hivex;
  /** The file's own name, for the prompt. */
  readonly name: string;
  readonly path: string;
  /** The present key. */
  node: number;
  /** Whether something has been changed since the last commit. */
  isChanged: boolean;
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
    const hivex = this.host.open(path);
    this.loaded = { hivex, name: basename(path), path, node: hivex.root(), isChanged: false };
  }

  /** Lets go of the hive; what was not committed is gone. */
  close(): void {
    this.loaded?.hivex.close();
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
export function pathOf(hivex: Hivex, node: number): string {
  const root = hivex.root();
  const names: string[] = [];
  for (let at = node; at !== root; at = hivex.nodeParent(at)) names.push(hivex.nodeName(at));
  return `\\${names.reverse().join("\\")}`;
}
